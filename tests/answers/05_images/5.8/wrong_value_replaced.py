# caught: handed-changed
def log_card(writer, settings):
    lines = ["| setting | value |", "| --- | --- |"]
    for name in settings:
        settings[name] = " ".join(str(settings[name]).split()).replace("|", "&#124;")
        lines.append(f"| {name} | {settings[name]} |")
    writer.add_text("run/card", "\n".join(lines), 0)
