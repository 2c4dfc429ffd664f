def alarm(run):
    steps = run.scalars["train/loss"].steps
    for branch in ("left", "middle", "right"):
        each = run.scalars.get(f"gradient/{branch}")
        logged = {} if each is None else dict(zip(each.steps.tolist(), each.values.tolist()))
        silent = 0
        for step in steps.tolist():
            silent = 0 if logged.get(step, 0) > 0 else silent + 1
            if silent == 12:
                return step
    return None
