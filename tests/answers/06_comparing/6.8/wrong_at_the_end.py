# caught: resumed-early, resumed-false
def alarm(run):
    return 600
