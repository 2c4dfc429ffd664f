# caught: card-no-head
def log_card(writer, settings):
    rows = [
        f"| {name} | " + " ".join(str(value).split()).replace("|", "&#124;") + " |" for name, value in settings.items()
    ]
    writer.add_text("run/card", "\n".join([rows[0], "| --- | --- |", *rows[1:]]), 0)
