# caught: alarm-false, alarm-early
def alarm(run):
    return 300
