# caught: card-value
def log_card(writer, settings):
    lines = ["| setting | value |", "| --- | --- |"]
    for name, value in settings.items():
        text = " ".join(str(value).split()).replace("|", "/")
        lines.append(f"| {name} | {text} |")
    writer.add_text("run/card", "\n".join(lines), 0)
