# caught: card-no-table
def log_card(writer, settings):
    lines = ["| setting | value |"] + [f"| {name} | {value} |" for name, value in settings.items()]
    writer.add_text("run/card", "\n".join(lines), 0)
