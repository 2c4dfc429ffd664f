def log_card(writer, settings):
    lines = ["# My run", "", "|setting|value|more|", "|:--|--:|--|"]
    for name, value in settings.items():
        text = str(value).replace("\n", " ").replace("|", "&#124;")
        lines.append(f"|**{name}**|`{text}`||" if "&" not in text else f"|{name}|{text}||")
    writer.add_text("run/card", "\n".join(lines))
