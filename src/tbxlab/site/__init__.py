"""What the site needs beyond its theme: formulas, sizes of pictures, plain corners of tables, links of buttons."""

import sys


def zensical_builds() -> bool:
    """Say whether MkDocs' successor makes the pages: it counts no warnings, and changes addresses in HTML."""
    return "zensical" in sys.modules
