# caught: resumed-late
def alarm(run):
    return 600
