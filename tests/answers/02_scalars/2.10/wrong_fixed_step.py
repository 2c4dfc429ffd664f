# caught: alarm-false
def alarm(run):
    return 300
