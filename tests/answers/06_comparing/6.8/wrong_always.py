# caught: resumed-early
def alarm(run):
    return 0
