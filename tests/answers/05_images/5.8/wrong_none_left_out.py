# caught: card-missing
def log_card(writer, settings):
    lines = ["| setting | value |", "| --- | --- |"]
    for name, value in settings.items():
        if value is not None:
            plain = " ".join(str(value).split()).replace("|", "&#124;")
            lines.append(f"| {name} | {plain} |")
    writer.add_text("run/card", "\n".join(lines), 0)
