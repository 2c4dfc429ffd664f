# caught: stop-missed
def alarm(run):
    return None
