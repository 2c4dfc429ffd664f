# caught: starving-missed
def alarm(run):
    return None
