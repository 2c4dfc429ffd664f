# caught: card-many
def log_card(writer, settings):
    for step, (name, value) in enumerate(settings.items()):
        writer.add_text("run/card", f"| setting | value |\n| --- | --- |\n| {name} | {value} |", step)
