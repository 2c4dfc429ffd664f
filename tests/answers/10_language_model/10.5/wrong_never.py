# caught: spike-missed
def alarm(run):
    return None
