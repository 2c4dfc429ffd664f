# caught: card-cut
def log_card(writer, settings):
    lines = ["| setting | value |", "| --- | --- |"]
    for name, value in settings.items():
        lines.append(f"| {name} | {value} |")
    writer.add_text("run/card", "\n".join(lines), 0)
