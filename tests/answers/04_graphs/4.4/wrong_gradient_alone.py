# caught: not-no-gradient
diagnosis = {
    "p": ("no gradient", "texture", "double its weights: outputs change, its gradient stays 0"),
    "q": ("other path", "edges", "log the graph again with another input"),
    "r": ("healthy", None, "keep it"),
    "s": ("skip lost", "block", "set its weights to 0: no input reaches the output"),
    "t": ("no gradient", "edges", "double its weights: outputs change, its gradient stays 0"),
}
