"""How an error of a cell is called in a message, and why a kernel ended."""

import ast

from tbxlab.course.words import words

_ENDINGS = {"exit", "quit", "sys.exit", "os._exit", "os.abort"}


def called(line: str) -> str:
    """Return ``line``, "Name: why", with the name that a learner can look up.

    Python 3.13 has a class of its own for a cell that ends too early, a SyntaxError in all but its name.
    """
    return line.replace("_IncompleteInputError", "SyntaxError")


def why_it_died(source: str, before: str = "", *, earlier: bool = False) -> str:
    """Return why the kernel died while it ran a cell: by a call that ends the process, as far as can be seen.

    exit() ends an IPython kernel a moment after its cell is over, so the call may be in the cell that ran ``before``.
    ``earlier`` says that ``source`` is the cell that ran last, and that it was noticed at the one behind it.
    """
    if call := _ending(source):
        return words("kernel-gone-exit" if earlier else "kernel-exit", {"call": call})
    if call := _ending(before):
        return words("kernel-gone-exit", {"call": call})
    return words("kernel-gone" if earlier else "kernel-died")


def leaves(source: str) -> bool:
    """Return whether a cell calls exit() or quit(), after which a kernel runs some more cells before it ends."""
    return _ending(source) in ("exit()", "quit()")


def _ending(source: str) -> str:
    """Return the first call in a cell that ends its process, "" where there is none."""
    try:
        calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except (SyntaxError, ValueError):
        return ""
    return next((f"{name}()" for name in calls if name in _ENDINGS), "")
