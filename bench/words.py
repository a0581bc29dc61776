"""Text for synthetic claims: common words of the demo, a long tail of made-up ones, and planted search words.

Word frequencies follow Zipf's law, as in real text. On top of that three bands of made-up words are
planted at known rates, so that a search for a rare, a middling or a common word means the same at every size.
"""

import itertools
import json
import random
import re
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "demo"
PROSE = ("statement", "rationale", "note", "missing", "would_change", "alternatives", "reliability_reason")
TAIL = 20_000
_SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]

# One claim in so many holds a word of the band.
BANDS = {"rare": 400, "middling": 100, "common": 8}
WORDS_A_BAND = 24


def made_up(number: int, ending: str) -> str:
    """A word that no language has, another for each number; the ending keeps stemmers from merging them."""
    letters = ""
    for _ in range(3):
        number, place = divmod(number, len(_SYLLABLES))
        letters += _SYLLABLES[place]
    return letters + ending


PLANTED: dict[str, list[str]] = {
    band: [made_up(2_000 * place + 7 + 61 * number, "xo") for number in range(WORDS_A_BAND)]
    for place, band in enumerate(BANDS, start=1)
}


class Prose:
    """Sentences by one random generator: the same at every run."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        words = [*_stock(), *(made_up(number, "k") for number in range(TAIL))]
        self.words = words
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))

    def sentence(self, low: int, high: int, planted: str = "") -> str:
        """So many words, the first with a capital; with one more in the middle, if one is planted."""
        chosen = self.chance.choices(self.words, cum_weights=self.weights, k=self.chance.randint(low, high))
        if planted:
            chosen.insert(len(chosen) // 2, planted)
        return " ".join(chosen).capitalize() + "."

    def planted(self) -> str:
        """The search words of one claim: for each word of each band, at the band's rate."""
        found: list[str] = []
        for band, one_in in BANDS.items():
            # One draw a band instead of one a word: the words of a band then never meet more often than once.
            share = WORDS_A_BAND / one_in
            if share >= 1:
                found += self.chance.sample(PLANTED[band], round(share))
            elif self.chance.random() < share:
                found.append(self.chance.choice(PLANTED[band]))
        return " ".join(found)


def _stock() -> list[str]:
    """The words of the demo's prose, the most frequent first."""
    counts: dict[str, int] = {}

    def read(value: object, name: str = "") -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                read(inner, key)
        elif isinstance(value, list):
            for inner in value:
                read(inner, name)
        elif isinstance(value, str) and name in PROSE:
            for word in re.findall(r"[^\W\d_]{2,}", value.lower()):
                counts[word] = counts.get(word, 0) + 1

    for file in sorted(FIXTURES.glob("*.json")):
        read(json.loads(file.read_text(encoding="utf-8")))
    return sorted(counts, key=lambda word: (-counts[word], word))
