# caught: branch-false
def alarm(run):
    return 100
