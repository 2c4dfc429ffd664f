# caught: no-tag
def log_card(writer, settings):
    writer.add_text("card", "| a | b |\n| --- | --- |", 0)
