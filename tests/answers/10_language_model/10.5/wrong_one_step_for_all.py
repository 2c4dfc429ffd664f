# caught: spike-false
def alarm(run):
    return 150
