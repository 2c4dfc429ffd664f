# caught: unseen-missed
def alarm(run):
    return None
