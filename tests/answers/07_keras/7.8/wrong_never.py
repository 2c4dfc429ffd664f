# caught: mismatch-missed
def alarm(run):
    return None
