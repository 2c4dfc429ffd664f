# caught: resumed-no-step
def alarm(run):
    return run.is_reused
