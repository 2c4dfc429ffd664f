# caught: card-missing
def log_card(writer, settings):
    lines = ["| setting | value |", "| --- | --- |"]
    for name, value in list(settings.items())[:-1]:
        lines.append(f"| {name} | " + " ".join(str(value).split()).replace("|", "&#124;") + " |")
    writer.add_text("run/card", "\n".join(lines), 0)
