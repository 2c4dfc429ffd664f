# caught: card-no-table
def log_card(writer, settings):
    lines = ["    | setting | value |", "    | --- | --- |"]
    lines += [
        f"    | {name} | " + " ".join(str(value).split()).replace("|", "&#124;") + " |"
        for name, value in settings.items()
    ]
    writer.add_text("run/card", "\n".join(lines), 0)
