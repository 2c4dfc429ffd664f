# caught: branch-no-step
def alarm(run):
    return "gradient/left"
