# caught: collapse-missed
def alarm(run):
    return None
