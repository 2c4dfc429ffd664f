# caught: alarm-missed
def alarm(run):
    return None
