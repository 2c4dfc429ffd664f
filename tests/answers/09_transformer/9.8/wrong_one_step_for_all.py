# caught: collapse-false
def alarm(run):
    return 45
