"""How a rationale is worded: confidence and likelihood each in a sentence of their own. Floor 3: pure.

1. The text is split into sentences, paragraphs and list items.
2. A sentence is reported when it names a level of confidence and a term of likelihood (ICD 203).

It warns, it does not refuse: a sentence may quote somebody who mixed the two.
"""

import re
from collections.abc import Iterator

# A level of confidence, before or after the word. "Medium" is not one of ours, but it is what people write.
_CONFIDENCE = re.compile(
    r"\b(?:low|moderate|medium|high)(?:ly|er|est)?(?:[\s-]+(?:level|degree)\s+of)?[\s-]+confiden(?:ce|t)\b"
    r"|\bconfidence\b[^.;!?]{0,40}?\b(?:low|moderate|medium|high)\b",
    re.IGNORECASE,
)
# The terms of ICD 203, both rows, and their adverbs. "Remote" only where it speaks of chances.
_LIKELIHOOD = re.compile(
    r"\b(?:un)?likely\b|\b(?:im)?probabl[ey]\b|\b(?:almost|nearly)\s+certain(?:ly)?\b|\balmost\s+no\s+chance\b"
    r"|\broughly\s+even\s+(?:chance|odds)\b|\bremote\s+(?:chance|possibility|probability|likelihood)\b"
    r"|\b(?:is|as|be|seems|remains)\s+remote\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|\n\s*\n|\n\s*[-*•]\s+")


def mixed_language(text: str) -> list[str]:
    """The sentences of a rationale that put a level of confidence and a term of likelihood together.

    Confidence is about the basis of the judgement, likelihood about the world: each gets its own sentence.
    """
    mixed = []
    for sentence in _sentences(text):
        if _CONFIDENCE.search(sentence) and _LIKELIHOOD.search(sentence):
            mixed.append(sentence)
    return mixed


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        # "approx. forty" goes on: a full stop before a small letter ends no sentence.
        if "\n" not in end.group() and text[end.end() : end.end() + 1].islower():
            continue
        yield " ".join(text[start : end.end()].split())
        start = end.end()
    if rest := " ".join(text[start:].split()):
        yield rest
