# caught: alarm-no-step
def alarm(run):
    return True
