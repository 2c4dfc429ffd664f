# caught: resumed-missed
def alarm(run):
    return None
