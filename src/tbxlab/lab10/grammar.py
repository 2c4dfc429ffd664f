"""A made-up story grammar: every choice is made at one word, so the entropy of each word is known exactly.

What a story says of its hero, thing, color and place returns later in the story. A count model that sees the last few
words cannot know it; a model that looks back can. `story` tells a story with a `Teller`, and reads one with a `Reader`.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NAMES = ["mia", "tom", "ada", "ben", "eva", "max", "ida", "leo", "zoe", "sam", "amy", "kai", "lea", "jon", "una", "rob"]
ANIMALS = ["cat", "dog", "fox", "owl", "bear", "frog", "mouse", "goose"]
PLACES = ["mill", "barn", "cave", "tower", "garden", "harbor", "forest", "castle"]
THINGS = ["key", "map", "lamp", "rope", "coin", "bell", "book", "drum", "shell", "ring", "kite", "cup"]
COLORS = ["red", "blue", "green", "white", "black", "golden"]
MOODS = ["happy", "tired", "proud", "sad"]
STATES = ["heavy", "old", "lost", "small"]
TIMES = {"morning": 3, "evening": 2, "night": 1}
FOUND = {"finds": 3, "sees": 2, "makes": 1}
OPENINGS = {"then": 4, "so": 3, "but": 2, "at": 3}
"""How a sentence in the middle may begin, with its weight; "at" begins the last one."""
NAME_WEIGHTS = {name: 1 / (i + 2) for i, name in enumerate(NAMES)}
LONG = 60
"""A story of more words than this ends with its next sentence."""

PAD, BEGIN, END, QUESTION, ANSWER = "<pad>", "<story>", "<end>", "<question>", "<answer>"
_REST = (
    ". the lives in one finds sees makes a then so but at comes to and wants likes hides carries shows is "
    "heavy old lost small last keeps"
)
_ASKED = "who where what color animal does keep ?"
_FACTS = [*NAMES, *ANIMALS, *PLACES, *THINGS, *COLORS, *MOODS, *TIMES]
VOCABULARY = tuple(dict.fromkeys([PAD, BEGIN, END, *_FACTS, *_REST.split(), QUESTION, ANSWER, *_ASKED.split()]))
"""Every word, in the order of its number. The first is the padding."""
IDS = {word: number for number, word in enumerate(VOCABULARY)}


class NotAStory(ValueError):
    """A text that the grammar does not allow; the message says at which word, and why."""


@dataclass
class Facts:
    """What a story says."""

    name: str = ""
    animal: str = ""
    place: str = ""
    """Where the thing is at the end."""
    thing: str = ""
    color: str = ""
    other: str = ""
    """Who came to the place last, "" where nobody did."""
    owner: str = ""


class Teller:
    """Writes a story word by word, and how uncertain each word was."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.words: list[str] = []
        self.entropy: list[float] = []
        """Nats for each word: -ln of the probability that it had where it was chosen, 0 where there was no choice."""

    def say(self, words: str) -> None:
        """Append words that the grammar leaves no choice about."""
        for word in words.split():
            self._take(word, {word: 1.0})

    def pick(self, options: Mapping[str, float] | Sequence[str], *, but: str = "") -> str:
        """Append one of the options, by weight where they have one; ``but`` cannot be taken. Return it."""
        weights = dict(options) if isinstance(options, Mapping) else dict.fromkeys(options, 1.0)
        weights.pop(but, None)
        return self._take(self._choose(weights), weights)

    def _choose(self, weights: dict[str, float]) -> str:
        words = list(weights)
        left = self.rng.random() * sum(weights.values())
        for word in words:
            left -= weights[word]
            if left < 0:
                return word
        return words[-1]

    def _take(self, word: str, weights: dict[str, float]) -> str:
        self.words.append(word)
        self.entropy.append(math.log(sum(weights.values()) / weights[word]))
        return word


class Reader(Teller):
    """Reads given words as the grammar would write them. Raises NotAStory where they cannot come next."""

    def __init__(self, given: Sequence[str]) -> None:
        super().__init__(random.Random(0))
        self.given = given

    def say(self, words: str) -> None:
        """Expect these words."""
        for word in words.split():
            self._take(self._choose({word: 1.0}), {word: 1.0})

    def _choose(self, weights: dict[str, float]) -> str:
        at = len(self.words)
        if at >= len(self.given):
            raise NotAStory(f"ends after {at} words, where one of {', '.join(list(weights)[:3])} was expected")
        if self.given[at] not in weights:
            raise NotAStory(f"word {at} is {self.given[at]!r}; expected one of {', '.join(list(weights)[:3])}")
        return self.given[at]


def story(teller: Teller) -> Facts:
    """Let ``teller`` write or read one story, from BEGIN to END; return what it says."""
    say, pick = teller.say, teller.pick
    facts = Facts()
    say(BEGIN)
    facts.name = pick(NAME_WEIGHTS)
    say("the")
    facts.animal = pick(ANIMALS)
    say("lives in the")
    facts.place = pick(PLACES)
    say(". one")
    pick(TIMES)
    say(facts.name)
    pick(FOUND)
    say("a")
    facts.color, facts.thing = pick(COLORS), pick(THINGS)
    say(".")
    while (opening := pick(OPENINGS) if len(teller.words) <= LONG else "") not in ("at", ""):
        _middle(teller, facts, opening)
    say("last" if opening else "at last")
    facts.owner = pick([facts.name, facts.other] if facts.other else [facts.name])
    say(f"keeps the {facts.color} {facts.thing} in the {facts.place} . {END}")
    return facts


def _middle(teller: Teller, facts: Facts, opening: str) -> None:
    say, pick = teller.say, teller.pick
    if opening == "then":
        facts.other = pick(NAME_WEIGHTS, but=facts.name)
        say(f"comes to the {facts.place} and")
        pick(["wants", "likes"])
        say(f"the {facts.color} {facts.thing} .")
    elif opening == "so":
        say(facts.name)
        verb = pick(["hides", "carries", "shows"])
        if verb == "shows":
            say(f"{facts.other or facts.name} the {facts.color} {facts.thing} .")
            return
        say(f"the {facts.thing} {'in' if verb == 'hides' else 'to'} the")
        place = pick(PLACES, but=facts.place)
        say(".")
        if verb == "carries":
            facts.place = place
    else:
        say(f"the {facts.thing} is")
        pick(STATES)
        say(f"and {facts.name} is")
        pick(MOODS)
        say(".")


@dataclass(frozen=True)
class Told:
    """One story: its words, the entropy of each in nats, and what it says."""

    words: list[str]
    entropy: list[float]
    facts: Facts

    @property
    def ids(self) -> list[int]:
        """The numbers of its words."""
        return encode(self.words)


def tell(rng: random.Random) -> Told:
    """Return a new story."""
    teller = Teller(rng)
    facts = story(teller)
    return Told(teller.words, teller.entropy, facts)


def read(words: Sequence[str]) -> Told:
    """Return what is in a story that somebody else wrote. Raises NotAStory."""
    reader = Reader(words)
    facts = story(reader)
    if len(reader.words) < len(words):
        raise NotAStory(f"goes on after {END}: {words[len(reader.words)]!r}")
    return Told(reader.words, reader.entropy, facts)


def valid(words: Sequence[str]) -> bool:
    """Return whether the grammar allows these words as one whole story, from BEGIN to END."""
    try:
        read(words)
    except NotAStory:
        return False
    return True


def encode(words: str | Sequence[str]) -> list[int]:
    """Return the numbers of words."""
    return [IDS[word] for word in (words.split() if isinstance(words, str) else words)]


def decode(ids: Sequence[int]) -> str:
    """Return the words of these numbers, a space between them."""
    return " ".join(VOCABULARY[number] for number in ids)
