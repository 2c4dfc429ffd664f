# caught: starving-false
def alarm(run):
    return 0
