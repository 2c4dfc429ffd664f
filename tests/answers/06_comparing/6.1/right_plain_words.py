def run_name(number, settings, varied):
    parts = ["%03d" % number]
    for name in varied:
        value = settings[name]
        parts.append(name + "-" + (format(value, ".2e") if isinstance(value, float) else str(value)))
    return "_".join(parts)
