def log_card(writer, settings):
    rows = [f"{name} | " + str(value).replace("|", "\\|").replace("\n", "<br>") for name, value in settings.items()]
    writer.add_text("run/card", "\n".join(["name | value", "--- | ---", *rows]), 0)
