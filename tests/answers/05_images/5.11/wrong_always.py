# caught: unseen-early
def alarm(run):
    return 0
