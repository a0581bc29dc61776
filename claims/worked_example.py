"""The method page's example: five outlets relay one report, then a record turns up. Floor 3: pure.

Nothing in it is real; the page says so. The sentences are those that the grading rules give, so that the
example can't drift away from the rules.
"""

from dataclasses import dataclass, replace
from functools import cache

from claims.choices import Credibility, Reliability, Stance
from claims.grading import Item, SourceFacts, Weighing, refuse_credibility_one, weigh

NOTE = (
    "This is an example. Outlets A to E, the agency and the record are invented, and so is what they report."
)
RATING = 5  # the verdict of the example: true

AGENCY = SourceFacts("Dispatch of the agency", Reliability.B, "Agency")
OUTLETS = tuple(
    SourceFacts(f"Report in Outlet {letter}", Reliability.B, f"Outlet {letter}", relays=(AGENCY.ref,))
    for letter in "ABCDE"
)
RECORD = SourceFacts("Entry in a public register", Reliability.A, "Register")
SOURCES = {facts.ref: facts for facts in (AGENCY, *OUTLETS, RECORD)}


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the example, as the grading rules see it."""

    title: str
    story: str
    weighing: Weighing
    refusals: tuple[str, ...]  # what is said when the reports are graded 1

    @property
    def origins(self) -> str:
        """For example: "5 outlets, 1 origin."."""
        return self.weighing.supporting.origins.sentence

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that is said, in order: origins, ceiling, reasons, what would raise it, what is refused."""
        return (
            self.origins,
            f"Ceiling: {self.weighing.ceiling.label.lower()} confidence.",
            *self.weighing.reasons,
            *self.weighing.raise_by,
            *self.refusals,
        )


@cache
def worked_example() -> tuple[Step, Step]:
    """The two states: five outlets that relay one report, and the same with an independent record."""
    reports = [Item(facts.ref, Stance.SUPPORTS, Credibility.PROBABLE) for facts in OUTLETS]
    record = Item(RECORD.ref, Stance.SUPPORTS, Credibility.PROBABLE)
    return (
        _step(
            "Five outlets relay one report",
            "Outlets A, B, C, D and E each print what one dispatch of the agency says. All are usually "
            "reliable (B), and what they print is probably true (2).",
            reports,
        ),
        _step(
            "An independent record turns up",
            "An entry in a public register, completely reliable (A), says the same (2). It shares no source "
            "and no outlet with the reports.",
            [*reports, record],
        ),
    )


def _step(title: str, story: str, items: list[Item]) -> Step:
    confirmed = [replace(item, credibility=Credibility.CONFIRMED) for item in items]
    return Step(
        title,
        story,
        weigh(items, SOURCES, rating=RATING),
        tuple(refuse_credibility_one(confirmed, SOURCES)),
    )
