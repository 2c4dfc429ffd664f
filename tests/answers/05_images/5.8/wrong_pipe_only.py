# caught: card-cut
def log_card(writer, settings):
    lines = ["| setting | value |", "| --- | --- |"]
    for name, value in settings.items():
        text = str(value).replace("|", "&#124;")
        lines.append(f"| {name} | {text} |")
    writer.add_text("run/card", "\n".join(lines), 0)
