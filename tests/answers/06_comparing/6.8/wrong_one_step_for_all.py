# caught: resumed-false
def alarm(run):
    return 300
