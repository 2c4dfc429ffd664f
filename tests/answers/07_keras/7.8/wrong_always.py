# caught: mismatch-false
def alarm(run):
    return 2
