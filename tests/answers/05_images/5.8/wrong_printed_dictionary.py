# caught: card-no-table
def log_card(writer, settings):
    writer.add_text("run/card", str(settings), 0)
