"""What the grades and levels mean, a sentence each, for forms, claim pages and the method page. Floor 0."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Confidence, CorrectionClass, Credibility, Gate, Publication, Reliability, Stance

CONFIDENCE: dict[str, str] = {
    Confidence.HIGH: (
        gettext_noop(
            "Good sources that do not depend on each other carry the verdict; little had to be assumed."
        )
    ),
    Confidence.MODERATE: (
        gettext_noop(
            "Credible evidence carries the verdict in part; something that matters could still turn it."
        )
    ),
    Confidence.LOW: gettext_noop("The evidence is thin, or comes from one origin; much is open or assumed."),
}

RELIABILITY: dict[str, str] = {
    Reliability.A: gettext_noop("Its word on such matters has held up whenever it could be checked."),
    Reliability.B: gettext_noop("Its word has mostly held up, with minor doubts."),
    Reliability.C: gettext_noop("Its word has held up in the past, with some doubts about how it works."),
    Reliability.D: gettext_noop("There are considerable doubts, though it has been right before."),
    Reliability.E: gettext_noop("It has been wrong or misleading where it could be checked."),
    Reliability.F: (
        gettext_noop(
            "There is no basis to judge it. This is not the worst grade and no grade in the middle: "
            "it carries nothing."
        )
    ),
}

CREDIBILITY: dict[str, str] = {
    Credibility.CONFIRMED: (
        gettext_noop(
            "An origin that shares nothing with this one says the same, and it makes sense in itself."
        )
    ),
    Credibility.PROBABLE: (
        gettext_noop("Not confirmed elsewhere, but it makes sense in itself and fits what else is known.")
    ),
    Credibility.POSSIBLE: gettext_noop(
        "Reasonable in itself, and it agrees with some of what else is known."
    ),
    Credibility.DOUBTFUL: gettext_noop("Possible, but it does not follow, and nothing else speaks for it."),
    Credibility.IMPROBABLE: gettext_noop(
        "It does not make sense in itself, and what else is known speaks against it."
    ),
    Credibility.CANNOT_JUDGE: (
        gettext_noop("There is no basis to judge it. This is not the worst grade: it carries nothing.")
    ),
}

STANCE: dict[str, str] = {
    Stance.SUPPORTS: gettext_noop("Speaks for the statement."),
    Stance.REFUTES: gettext_noop("Speaks against the statement."),
    Stance.CONTEXT: gettext_noop(
        "Bears on the statement without speaking for or against it; it counts for neither side."
    ),
}

PUBLICATION: dict[str, str] = {
    Publication.LIVE: gettext_noop("The entry stands as published."),
    Publication.CORRECTED: (
        gettext_noop(
            "The entry stands; something published earlier was wrong and has been put right in a new version."
        )
    ),
    Publication.HELD: gettext_noop("An editor warns readers while the entry is examined again."),
    Publication.MERGED: gettext_noop(
        "Another entry says the same; the number leads there. Its versions stay readable."
    ),
    Publication.RETRACTED: gettext_noop(
        "The desk has withdrawn the entry, and says why. It can still be read."
    ),
    Publication.REDACTED: gettext_noop(
        "The text had to go, for the law’s sake or somebody’s safety. That it stood, and its digest, stay."
    ),
}

CORRECTION: dict[str, str] = {
    CorrectionClass.VERDICT: gettext_noop("The verdict changes. Readers see the old and the new one."),
    CorrectionClass.FACTUAL: gettext_noop("Something published was wrong, and the verdict stays."),
    CorrectionClass.UPDATE: gettext_noop("Something new is added; nothing published was wrong."),
    CorrectionClass.TYPO: gettext_noop("Only the spelling or the wording is mended."),
}

# What a waiver of a rule of fairness means for whoever reads the entry.
WAIVED: dict[str, str] = {
    Gate.REPLY: gettext_noop("Nobody whom this concerns was asked for a reply before it was published."),
    Gate.CONFLICT: (
        gettext_noop(
            "The editor who decided has declared an interest in what this is about; "
            "another editor allowed it."
        )
    ),
}

# What somebody had a hand in, by the first word of a contribution as the database notes it.
CONTRIBUTIONS: dict[str, str] = {
    "claim": gettext_noop("text"),
    "claimtopic": gettext_noop("topics"),
    "claimant": gettext_noop("claimant"),
    "topic": gettext_noop("a topic’s own text"),
    "outlet": gettext_noop("an outlet’s own text"),
    "figure": gettext_noop("figures"),
    "appearance": gettext_noop("appearances"),
    "claimrelation": gettext_noop("related claims"),
    "evidence": gettext_noop("evidence"),
    "exchangerate": gettext_noop("rates of exchange"),
    "replyrequest": gettext_noop("requests for reply"),
    "source": gettext_noop("sources"),
    "relay": gettext_noop("relays"),
    "assessment": gettext_noop("assessment"),
    "second": gettext_noop("second assessment"),
}


def contributed(whats: Iterable[str]) -> list[str]:
    """Contributions as people read them, each once: "claim insert" and "claim update" are both "text"."""
    kinds = (what.partition(" ")[0] for what in whats)
    return list(dict.fromkeys(_(CONTRIBUTIONS.get(kind, kind)) for kind in kinds))
