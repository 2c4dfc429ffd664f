r"""The grammar of the formulas on our pages: read a formula, and refuse what TeX would.

latex2mathml sets whatever it can and says little: `a_}`, `\frac{1}`, `x^^2` and `a & b` pass through it. On a page each
is a mistake that nobody sees until a reader does. So the TeX is read here first, with the commands that take arguments
named below; all that is missing among them is symbols, which take none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


def named(names: str) -> frozenset[str]:
    """Give the set of the names between spaces."""
    return frozenset(names.split())


FONTS = named(r"\mathbb \mathbf \mathcal \mathfrak \mathit \mathrm \mathscr \mathsf \mathtt \bm \boldsymbol")
ACCENTS = named(
    r"\acute \bar \breve \check \dot \ddot \grave \hat \mathring \tilde \vec \widehat \widetilde \overline \underline"
    r" \overbrace \underbrace \overrightarrow \overleftarrow"
)
ONE = FONTS | ACCENTS | named(r"\boxed \phantom \hphantom \vphantom \sqrt \pmod")
TWO = named(r"\frac \tfrac \dfrac \cfrac \binom \tbinom \dbinom \overset \underset \stackrel")
WORDS = named(r"\text \textbf \textit \textrm \mbox \operatorname \operatorname*")
SIZES = frozenset(f"\\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
DELIMITERS = named(r"( ) [ ] | / . \{ \} \| \langle \rangle \lvert \rvert \lVert \rVert \lfloor \rfloor")
DELIMITERS |= named(r"\lceil \rceil \vert \Vert \backslash \uparrow \downarrow")
SPACES = named(r"\, \; \: \! \quad \qquad") | {"\\ "}
ENVIRONMENTS = named(
    "align align* aligned bmatrix Bmatrix cases equation equation* matrix pmatrix split vmatrix Vmatrix"
)
# What the library takes arguments for, or changes everything after: not read here, so not taken.
UNREAD = named(
    r"\array \atop \atopwithdelims \brace \brack \choose \color \colorbox \def \fcolorbox \genfrac \href \kern"
    r" \lower \mathchoice \mkern \mskip \hskip \hspace \mspace \newcommand \newenvironment \over \raise \root \rule"
    r" \sideset \skew \smash \substack \textcolor \unicode \class \style \limits \nolimits \not \middle \xrightarrow"
    r" \xleftarrow \bf \it \rm \sf \tt \cal \frak \mod \pod \bra \ket \braket \hline \hdashline \cr \tag \tag*"
)
TOKEN = re.compile(r"\\operatorname\*|\\[a-zA-Z]+|\\.|\S", re.DOTALL)
GROUP = re.compile(r"\s*\{([^{}\\$_^&#%]*)\}")


class BadLatexError(ValueError):
    """A formula that cannot be set; the message says why."""


@dataclass
class Reader:
    """Reads one formula from left to right."""

    tex: str
    at: int = 0

    def read(self) -> None:
        """Read all of it. Raises BadLatexError at the first mistake."""
        self._row("")
        if self.at < len(self.tex):
            raise BadLatexError(f"Unexpected '{self._peek()}'")

    def _peek(self) -> str:
        """Give the next token, "" at the end, "%" and other characters that TeX reserves included."""
        found = TOKEN.search(self.tex, self.at)
        return found[0] if found else ""

    def _take(self) -> str:
        found = TOKEN.search(self.tex, self.at)
        self.at = found.end() if found else len(self.tex)
        return found[0] if found else ""

    def _row(self, closing: str, cells: bool = False) -> None:
        """Read terms up to `closing`, which is taken, too. Only between `cells` may & and \\\\ stand."""
        scripts: set[str] = set()  # what the term before has: it may take one of each
        while (token := self._peek()) != closing:
            if token == "":
                raise BadLatexError(f"Expected '{closing}' at its end")
            if token in ("^", "_", "'"):
                if token in scripts or (token == "'" and "^" in scripts):
                    raise BadLatexError(f"Double {'subscript' if token == '_' else 'superscript'}")
                self._take()
                if token != "'":
                    scripts.add(token)
                    self._argument(token)
            else:
                scripts = set()
                self._term(cells)
        self._take()

    def _term(self, cells: bool) -> None:
        token = self._take()
        if token == "{":
            self._row("}")
        elif token == "\\left":
            self._delimiter(token)
            self._row("\\right")
            self._delimiter("\\right")
        elif token == "\\begin":
            self._environment()
        elif token in ("&", r"\\") and cells:
            return
        else:
            self._command(token)

    def _environment(self) -> None:
        name = self._words("\\begin")
        if name not in ENVIRONMENTS:
            raise BadLatexError(f"No such environment: {name}")
        self._row("\\end", cells=not name.startswith("equation"))
        if (ended := self._words("\\end")) != name:
            raise BadLatexError(f"Mismatch: \\begin{{{name}}} matched by \\end{{{ended}}}")

    def _command(self, token: str) -> None:
        """Read what follows a token: the arguments of a command, nothing after a letter or a sign."""
        if token in ONE or token in TWO:
            if token == "\\sqrt" and self._peek() == "[":
                self._take()
                self._row("]")
            for _ in range(1 + (token in TWO)):
                self._argument(token)
        elif token in WORDS:
            self._words(token)
        elif token in SIZES:
            self._delimiter(token)
        elif token in UNREAD or token.startswith(("\\math", "\\operatorname")):
            raise BadLatexError(f"Undefined control sequence: {token}")
        elif token in ("}", "\\right", "\\end"):
            raise BadLatexError(f"Extra {token}")
        elif token in ("&", "\\\\", "%", "$", "#", "~"):
            raise BadLatexError(f"Unexpected character: '{token}'")
        elif ord(token[0]) > 127:
            raise BadLatexError(f"Unicode text character '{token}' in a formula: write words in \\text{{...}}")

    def _argument(self, command: str) -> None:
        """Read one argument: a group, or one symbol, or one command with its own arguments in a script."""
        token = self._peek()
        if token == "{":
            self._take()
            self._row("}")
        elif (
            token in ("", "}", "]", "^", "_", "'", "&", r"\\", "\\right", "\\left", "\\end", "\\begin")
            or token in SPACES
        ):
            raise BadLatexError(f"Expected a group after '{command}'")
        elif token in SIZES or (token in TWO | {"\\sqrt"} | WORDS | ACCENTS and command not in "^_"):
            raise BadLatexError(f"Expected a group as argument to '{command}', got {token}")
        else:
            self._take()
            self._command(token)

    def _delimiter(self, command: str) -> None:
        token = self._take()
        if token not in DELIMITERS:
            raise BadLatexError(f"Invalid delimiter '{token}' after '{command}'")

    def _words(self, command: str) -> str:
        """Take {words}, in which no command stands."""
        found = GROUP.match(self.tex, self.at)
        if found is None:
            raise BadLatexError(f"Expected {{words}} after '{command}'")
        self.at = found.end()
        return found[1]
