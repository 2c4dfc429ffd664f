"""Runs the Python of one page in this process and the current folder: python -m tbxlab.authoring.page_runner PAGE.

Blocks run in order and share their names, as a reader who types them in would have it: fenced ```python blocks,
and `<!-- invisible-code-block: python ... -->` comments, which hold the assertions behind a sentence.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from sybil import Document
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.region import Lexeme

from tbxlab.authoring.included import expanded


def main(page: Path) -> int:
    """Run a page's blocks up to the first that fails, and print where it did. Gives the exit code, 0 or 1."""
    document = Document.parse(str(page), PythonCodeBlockParser(), encoding="utf-8")
    for example in document.examples():
        code = example.parsed
        if code != (full := expanded(str(code), page)):
            example.parsed = Lexeme(full, code.offset, code.line_offset)
        try:
            example.evaluate()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a page's code may raise anything
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(page)]
            print(f"{page.name}, the block at line {example.line}, failed:")
            print("".join(traceback.format_list(frames)), end="")
            print("".join(traceback.format_exception_only(error)), end="")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
