"""The words of synthetic claims: planted ones stand at their rates, and nothing is left to chance."""

import random
from collections import Counter

from bench.words import BANDS, PLANTED, Prose


def test_every_word_is_planted_at_its_rate() -> None:
    prose = Prose(random.Random(1))
    claims = 20_000
    counts = Counter(word for _ in range(claims) for word in prose.planted().split())
    for band, one_in in BANDS.items():
        mean = sum(counts[word] for word in PLANTED[band]) / len(PLANTED[band])
        assert 0.8 < mean * one_in / claims < 1.2, band


def test_planted_words_are_all_different() -> None:
    words = [word for band in PLANTED.values() for word in band]
    assert len(words) == len(set(words)) == 72
    assert not set(words) & set(Prose(random.Random(1)).words)


def test_the_same_seed_writes_the_same() -> None:
    assert Prose(random.Random(3)).sentence(5, 9) == Prose(random.Random(3)).sentence(5, 9)
