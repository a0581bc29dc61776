"""What the grades and levels mean, a sentence each, for forms, claim pages and the method page. Floor 0."""

from collections.abc import Iterable

from claims.choices import Confidence, CorrectionClass, Credibility, Gate, Publication, Reliability, Stance

CONFIDENCE: dict[str, str] = {
    Confidence.HIGH: (
        "Good sources that do not depend on each other carry the verdict; little had to be assumed."
    ),
    Confidence.MODERATE: (
        "Credible evidence carries the verdict in part; something that matters could still turn it."
    ),
    Confidence.LOW: "The evidence is thin, or comes from one origin; much is open or assumed.",
}

RELIABILITY: dict[str, str] = {
    Reliability.A: "Its word on such matters has held up whenever it could be checked.",
    Reliability.B: "Its word has mostly held up, with minor doubts.",
    Reliability.C: "Its word has held up in the past, with some doubts about how it works.",
    Reliability.D: "There are considerable doubts, though it has been right before.",
    Reliability.E: "It has been wrong or misleading where it could be checked.",
    Reliability.F: (
        "There is no basis to judge it. This is not the worst grade and no grade in the middle: "
        "it carries nothing."
    ),
}

CREDIBILITY: dict[str, str] = {
    Credibility.CONFIRMED: (
        "An origin that shares nothing with this one says the same, and it makes sense in itself."
    ),
    Credibility.PROBABLE: (
        "Not confirmed elsewhere, but it makes sense in itself and fits what else is known."
    ),
    Credibility.POSSIBLE: "Reasonable in itself, and it agrees with some of what else is known.",
    Credibility.DOUBTFUL: "Possible, but it does not follow, and nothing else speaks for it.",
    Credibility.IMPROBABLE: "It does not make sense in itself, and what else is known speaks against it.",
    Credibility.CANNOT_JUDGE: (
        "There is no basis to judge it. This is not the worst grade: it carries nothing."
    ),
}

STANCE: dict[str, str] = {
    Stance.SUPPORTS: "Speaks for the statement.",
    Stance.REFUTES: "Speaks against the statement.",
    Stance.CONTEXT: "Bears on the statement without speaking for or against it; it counts for neither side.",
}

PUBLICATION: dict[str, str] = {
    Publication.LIVE: "The entry stands as published.",
    Publication.CORRECTED: (
        "The entry stands; something published earlier was wrong and has been put right in a new version."
    ),
    Publication.HELD: "An editor warns readers while the entry is examined again.",
    Publication.MERGED: "Another entry says the same; the number leads there. Its versions stay readable.",
    Publication.RETRACTED: "The desk has withdrawn the entry, and says why. It can still be read.",
    Publication.REDACTED: (
        "The text had to go, for the law’s sake or somebody’s safety. That it stood, and its digest, stay."
    ),
}

CORRECTION: dict[str, str] = {
    CorrectionClass.VERDICT: "The verdict changes. Readers see the old and the new one.",
    CorrectionClass.FACTUAL: "Something published was wrong, and the verdict stays.",
    CorrectionClass.UPDATE: "Something new is added; nothing published was wrong.",
    CorrectionClass.TYPO: "Only the spelling or the wording is mended.",
}

# What a waiver of a rule of fairness means for whoever reads the entry.
WAIVED: dict[str, str] = {
    Gate.REPLY: "Nobody whom this concerns was asked for a reply before it was published.",
    Gate.CONFLICT: (
        "The editor who decided has declared an interest in what this is about; another editor allowed it."
    ),
}

# What somebody had a hand in, by the first word of a contribution as the database notes it.
CONTRIBUTIONS: dict[str, str] = {
    "claim": "text",
    "claimtopic": "topics",
    "claimant": "claimant",
    "topic": "a topic’s own text",
    "outlet": "an outlet’s own text",
    "figure": "figures",
    "appearance": "appearances",
    "claimrelation": "related claims",
    "evidence": "evidence",
    "exchangerate": "rates of exchange",
    "replyrequest": "requests for reply",
    "source": "sources",
    "relay": "relays",
    "assessment": "assessment",
    "second": "second assessment",
}


def contributed(whats: Iterable[str]) -> list[str]:
    """Contributions as people read them, each once: "claim insert" and "claim update" are both "text"."""
    kinds = (what.partition(" ")[0] for what in whats)
    return list(dict.fromkeys(CONTRIBUTIONS.get(kind, kind) for kind in kinds))
