# caught: card-no-table
def log_card(writer, settings):
    writer.add_text("run/card", "\n".join(f"{name}: {value}" for name, value in settings.items()), 0)
