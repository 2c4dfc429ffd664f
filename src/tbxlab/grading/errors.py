"""How an error of a cell is called in a message."""


def called(line: str) -> str:
    """Return ``line``, "Name: why", with the name that a learner can look up.

    Python 3.13 has a class of its own for a cell that ends too early, a SyntaxError in all but its name.
    """
    return line.replace("_IncompleteInputError", "SyntaxError")
