diagnosis = {
    "p": ("not connected", "texture", "double its weights: no output changes"),
    "q": ("other path", "edges", "log the graph again with another input"),
    "r": ("healthy", "head", "keep it"),
    "s": ("skip lost", "block", "set its weights to 0: no input reaches the output"),
    "t": ("no gradient", "edges", "double its weights: outputs change, its gradient stays 0"),
}
