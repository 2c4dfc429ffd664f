# caught: not-not-connected
diagnosis = {
    "p": ("not connected", "texture", "double its weights: no output changes"),
    "q": ("not connected", "edges", "double its weights: no output changes"),
    "r": ("healthy", None, "keep it"),
    "s": ("skip lost", "block", "set its weights to 0: no input reaches the output"),
    "t": ("no gradient", "edges", "double its weights: outputs change, its gradient stays 0"),
}
