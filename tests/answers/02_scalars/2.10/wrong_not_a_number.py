# caught: alarm-no-step
def alarm(run):
    return float("nan")
