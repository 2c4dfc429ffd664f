"""How an error of a cell is called in a message, and why a kernel ended."""

import ast

from tbxlab.messages import words

_ENDINGS = {"exit", "quit", "sys.exit", "os._exit", "os.abort"}


def called(line: str) -> str:
    """Return ``line``, "Name: why", with the name that a learner can look up.

    Python 3.13 has a class of its own for a cell that ends too early, a SyntaxError in all but its name.
    """
    return line.replace("_IncompleteInputError", "SyntaxError")


def why_it_died(source: str, *, earlier: bool = False) -> str:
    """Return why the kernel died while it ran a cell: by a call in it that ends the process, as far as can be seen.

    ``earlier`` says that it was noticed at the cell behind it: some calls end the kernel once their cell is over.
    """
    try:
        calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except (SyntaxError, ValueError):
        calls = []
    ending = next((name for name in calls if name in _ENDINGS), None)
    if ending is None:
        return words("kernel-gone" if earlier else "kernel-died")
    return words("kernel-gone-exit" if earlier else "kernel-exit", {"call": f"{ending}()"})
