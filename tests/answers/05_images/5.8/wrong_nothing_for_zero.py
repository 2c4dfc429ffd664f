# caught: card-value
def log_card(writer, settings):
    lines = ["| setting | value |", "| --- | --- |"]
    for name, value in settings.items():
        plain = " ".join(str(value or "").split()).replace("|", "&#124;")
        lines.append(f"| {name} | {plain} |")
    writer.add_text("run/card", "\n".join(lines), 0)
