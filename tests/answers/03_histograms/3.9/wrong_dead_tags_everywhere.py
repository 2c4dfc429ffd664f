# caught: raised
def alarm(run):
    dead = run.scalars["dead/units4"]
    late = dead.steps[dead.values > 0.5]
    return int(late[0]) if len(late) else None
