"""Write tests/ratchets.toml anew: counts of what the course's style drops, which may only fall.

    python tools/ratchets.py [--show TERM] [--start]

Refuses, and names them, where counts have risen: mend the text, or, where a phrase is right, add it to [[allowed]].
`--show picture` lists where a term is. `--start` keeps the counts as they are, risen or not: for a new term.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from tbxlab.authoring import ratchets, style  # noqa: E402


def main() -> int:
    """Be the command; exit code 1 where a count has risen."""
    parser = argparse.ArgumentParser(description="Keep the counts that may only fall.")
    parser.add_argument("--show", metavar="TERM", help="list where a dropped term is: " + ", ".join(style.DROPPED))
    parser.add_argument("--start", action="store_true", help="keep the counts even where they have risen")
    options = parser.parse_args()
    if options.show:
        for found in style.findings(ROOT, ratchets.allowed(ROOT)):
            if found.term == options.show:
                print(found)
        return 0
    now, before = ratchets.measured(ROOT), ratchets.kept(ROOT)
    risen = list(ratchets.risen(now, before))
    if risen and not options.start:
        print("\n".join(risen), file=sys.stderr)
        return 1
    (ROOT / ratchets.FILE).write_text(ratchets.text_of(now, before), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
