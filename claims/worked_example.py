"""The method page's example: five outlets relay one report, then a record turns up. Floor 3: pure.

Nothing in it is real; the page says so. The sentences are those that the grading rules give, so that the
example can't drift away from the rules.
"""

from dataclasses import dataclass, replace
from functools import cache

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from claims.choices import Credibility, Reliability, Stance
from claims.grading import Item, SourceFacts, Weighing, refuse_credibility_one, weigh

NOTE = gettext_noop(
    "This is an example. Outlets A to E, the agency and the record are invented, and so is what they report."
)
RATING = 5  # the verdict of the example: true


def agency() -> SourceFacts:
    """The one origin of all the reports. Sources go by the names that the page's language gives them."""
    return SourceFacts(_("Dispatch of the agency"), Reliability.B, "Agency")


def outlets() -> tuple[SourceFacts, ...]:
    """The five reports, each of an outlet of its own."""
    return tuple(
        SourceFacts(
            _("Report in Outlet %(letter)s") % {"letter": letter},
            Reliability.B,
            f"Outlet {letter}",
            relays=(agency().ref,),
        )
        for letter in "ABCDE"
    )


def public_record() -> SourceFacts:
    """What turns up in the second state."""
    return SourceFacts(_("Entry in a public register"), Reliability.A, "Register")


def sources() -> dict[str, SourceFacts]:
    """All sources of the example, by their names."""
    return {facts.ref: facts for facts in (agency(), *outlets(), public_record())}


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


def worked_example() -> tuple[Step, Step]:
    """The two states: five outlets that relay one report, and the same with an independent record."""
    return _told_in(get_language())


@cache
def _told_in(_language: str | None) -> tuple[Step, Step]:
    """The two states in the language that is active; it is named so that each is kept for itself."""
    reports = [Item(facts.ref, Stance.SUPPORTS, Credibility.PROBABLE) for facts in outlets()]
    record = Item(public_record().ref, Stance.SUPPORTS, Credibility.PROBABLE)
    return (
        _step(
            _("Five outlets relay one report"),
            _(
                "Outlets A, B, C, D and E each print what one dispatch of the agency says. All are usually "
                "reliable (B), and what they print is probably true (2)."
            ),
            reports,
        ),
        _step(
            _("An independent record turns up"),
            _(
                "An entry in a public register, completely reliable (A), says the same (2). It shares no "
                "source and no outlet with the reports."
            ),
            [*reports, record],
        ),
    )


def _step(title: str, story: str, items: list[Item]) -> Step:
    confirmed = [replace(item, credibility=Credibility.CONFIRMED) for item in items]
    return Step(
        title,
        story,
        weigh(items, sources(), rating=RATING),
        tuple(refuse_credibility_one(confirmed, sources())),
    )
