# caught: branch-missed
def alarm(run):
    return None
