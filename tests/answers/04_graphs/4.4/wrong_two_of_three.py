# caught: wired-form
diagnosis = {
    "p": ("not connected", "texture", "double its weights: no output changes"),
    "q": ("other path", "edges", "log the graph again with another input"),
    "r": ("healthy", None, "keep it"),
    "s": ("skip lost", "block"),
    "t": ("no gradient", "edges", "double its weights: outputs change, its gradient stays 0"),
}
