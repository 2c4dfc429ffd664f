# caught: branch-early, branch-false
def alarm(run):
    return 100
