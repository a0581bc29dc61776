"""From the rows of a table to drafts: first every problem and likely duplicate, then logged."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.claims import log_claim
from claims.actions.reference import add_claimant, add_outlet
from claims.choices import ClaimantKind, Language, OutletKind
from claims.forms.naming import SEVERAL, unique_slug
from claims.interchange.bulk import NAMES, Line
from claims.matching import LookAlike, look_alikes
from claims.models import Appearance, Claim, Claimant, Outlet, Person, Topic
from claims.workflow import Refused

NEW_NAME = gettext_noop(
    "There is no {noun} “{name}” in the ledger yet. Correct the name, or say in “{column}” what it is: "
    "{kinds}."
)
NOT_ONE_OF = gettext_noop("“{value}” is none of: {values}.")
UNKNOWN_TOPIC = gettext_noop("There is no topic “{value}”. There are: {slugs}.")
YES = ("yes", "y", "true", "1", "x")
NO = ("", "no", "n", "false", "0")
SAVED_AT_ONCE = gettext_noop("Somebody saved the same at this very moment. Look at it, then log it again.")
MOST_ALIKE = 3
# Of one request: what takes longer is left for the next one, before something on the way gives up waiting.
MOST_SECONDS_COMPARING = 12.0
MOST_SECONDS_LOGGING = 20.0
SAME_WORDS = 0.6  # the share of words from which two rows of a table look alike

Named = type[Claimant] | type[Outlet]


@dataclass
class Draft:
    """A row as it would be logged, and what is in the way."""

    line: Line
    problems: list[tuple[str, str]] = field(default_factory=list)  # (column, sentence)
    fields: dict[str, Any] = field(default_factory=dict)
    appearance: dict[str, Any] = field(default_factory=dict)
    # Rows of the ledger, or names that are new to it.
    claimant: Claimant | str | None = None
    outlet: Outlet | str | None = None
    logged: Claim | None = None  # by this person, word for word
    alike: list[LookAlike] = field(default_factory=list)
    twins: list[int] = field(default_factory=list)  # earlier rows of the table that look the same
    compared: bool = True  # with the ledger, as far as there was time

    @property
    def can_be_logged(self) -> bool:
        return not self.problems and self.logged is None

    @property
    def is_likely_new(self) -> bool:
        """Nothing looks the same, so it is chosen unless somebody says otherwise."""
        return self.can_be_logged and self.compared and not self.alike and not self.twins


class Known:
    """What the rows refer to, looked up once for all of them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.by_label = {topic.label.casefold(): topic for topic in self.topics.values()}
        self.rows = {
            model: self._named(model, {line.cell(column) for line in lines} - {""})
            for model, column in ((Claimant, "claimant"), (Outlet, "outlet"))
        }

    def _named(self, model: Any, names: set[str]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        wanted = Q(lowered__in=[name.lower() for name in names]) | Q(slug__in=names)
        for row in model._default_manager.annotate(lowered=Lower("name")).filter(wanted):
            for key in {row.slug, row.name.lower()}:
                found.setdefault(key, []).append(row)
        return found

    def find(self, model: Named, name: str) -> Any:
        """The row of that name or slug; None where there is none. ValidationError where there are several."""
        rows = {row.pk: row for key in (name, name.lower()) for row in self.rows[model].get(key, [])}
        exact = [row for row in rows.values() if row.slug == name] or [
            row for row in rows.values() if row.name == name
        ]
        chosen = exact or [*rows.values()]
        if len(chosen) > 1:
            nouns, slugs = str(model._meta.verbose_name_plural), ", ".join(row.slug for row in chosen)
            raise ValidationError(_(SEVERAL).format(nouns=nouns, slugs=slugs))
        return chosen[0] if chosen else None


def drafts_of(lines: Sequence[Line], *, by: Person) -> list[Draft]:
    """Every row as a draft, with its problems by column and the rows that it repeats. Writes nothing."""
    known = Known(lines)
    drafts = [_draft(line, known) for line in lines]
    _mark_logged(drafts, by)
    _mark_twins(drafts)
    return drafts


def compare(drafts: Iterable[Draft]) -> None:
    """Find the claims of the ledger that each draft looks like."""
    ends = monotonic() + MOST_SECONDS_COMPARING
    for draft in drafts:
        if not draft.can_be_logged:
            continue
        draft.compared = monotonic() < ends
        if draft.compared:
            said = {name: draft.fields[name] for name in ("statement", "language", "quote")}
            draft.alike = look_alikes(**said, limit=MOST_ALIKE)


# ── One row ─────────────────────────────────────────────────────────────────────────────────────────


def _draft(line: Line, known: Known) -> Draft:
    draft = Draft(line)
    if line.problem:
        draft.problems.append(("", line.problem))

    def read(column: str, how: Callable[[str], Any]) -> Any:
        try:
            return how(line.cell(column))
        except ValidationError as error:
            draft.problems += [(column, sentence) for sentence in error.messages]
            return None

    draft.fields = {
        "statement": line.cell("statement"),
        "quote": line.cell("quote"),
        "language": read("language", lambda value: _value(Language, value, Language.ENGLISH)),
        "first_claimed": line.cell("first_claimed"),
        "topics": read("topics", lambda value: _topics(value, known)),
        "about_living_person": read("about_living_person", _yes_or_no),
        "due_on": read("due_on", forms.DateField(required=False).clean),
    }
    draft.appearance = {
        "date": line.cell("said_on"),
        "place": line.cell("place"),
        "url": read("url", _address),
        "archived_url": read("archived_url", _address),
        "note": line.cell("note"),
    }
    draft.claimant = read("claimant", lambda value: _name(Claimant, value, line.cell("claimant_kind"), known))
    draft.outlet = read("outlet", lambda value: _name(Outlet, value, line.cell("outlet_kind"), known))
    _check(draft)
    draft.problems.sort(key=lambda problem: ("", *NAMES).index(problem[0]))
    return draft


def _check(draft: Draft) -> None:
    """What the models say of the values."""
    wrong = {column for column, _sentence in draft.problems}
    fields = {name: value for name, value in draft.fields.items() if name != "topics" and name not in wrong}
    seen = {name: value for name, value in draft.appearance.items() if value is not None}
    for row, left_out, names in (
        (Claim(**fields), {"claimant", "logged_by", "assignee", *wrong}, {}),
        (Appearance(**seen), {"claim", "outlet", *wrong}, {"date": "said_on"}),
    ):
        try:
            row.clean_fields(exclude=left_out)
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                draft.problems += [(names.get(name, name), sentence) for sentence in sentences]


def _value(vocabulary: Any, written: str, default: str = "") -> str:
    """A word of a vocabulary, by its value or its label."""
    if not written and default:
        return default
    for value, label in vocabulary.choices:
        if written.casefold() in (str(value).casefold(), str(label).casefold()):
            return str(value)
    raise ValidationError(_(NOT_ONE_OF).format(value=written[:60], values=", ".join(vocabulary.values)))


def _yes_or_no(written: str) -> bool:
    if written.casefold() not in YES + NO:
        raise ValidationError(_(NOT_ONE_OF).format(value=written[:60], values="yes, no"))
    return written.casefold() in YES


def _address(written: str) -> str:
    url: str = forms.URLField(required=False, max_length=1000, assume_scheme="https").clean(written)
    return url


def _topics(written: str, known: Known) -> list[Topic]:
    chosen: dict[str, Topic] = {}
    for each in filter(None, (part.strip() for part in written.split(";"))):
        topic = known.topics.get(each.lower()) or known.by_label.get(each.casefold())
        if topic is None:
            raise ValidationError(_(UNKNOWN_TOPIC).format(value=each[:60], slugs=", ".join(known.topics)))
        chosen[topic.slug] = topic
    return [*chosen.values()]


def _name(model: Named, name: str, kind: str, known: Known) -> Any:
    """The row, or the name where it is new and the table says what it is."""
    if not name:
        return None
    longest = model._meta.get_field("name").max_length
    forms.CharField(max_length=longest).clean(name)
    if (row := known.find(model, name)) is not None:
        return row
    vocabulary, column = (ClaimantKind, "claimant_kind") if model is Claimant else (OutletKind, "outlet_kind")
    if not kind:
        noun, kinds = model._meta.verbose_name, ", ".join(vocabulary.values)
        raise ValidationError(_(NEW_NAME).format(noun=noun, name=name, column=column, kinds=kinds))
    _value(vocabulary, kind)
    return name


# ── What a row repeats ──────────────────────────────────────────────────────────────────────────────


def _mark_logged(drafts: Iterable[Draft], by: Person) -> None:
    said = {draft.fields["statement"] for draft in drafts}
    mine = Claim.objects.filter(logged_by=by, statement__in=said).order_by("-pk")
    logged = {_words(claim.statement, claim.quote, claim.language): claim for claim in mine}
    for draft in drafts:
        draft.logged = logged.get(_same(draft))


def _same(draft: Draft) -> tuple[str, ...]:
    return _words(draft.fields["statement"], draft.fields["quote"], draft.fields["language"] or "")


def _words(*texts: str) -> tuple[str, ...]:
    return tuple(text.replace("\r\n", "\n").strip() for text in texts)


def _mark_twins(drafts: Iterable[Draft]) -> None:
    earlier: list[tuple[int, frozenset[str]]] = []
    for draft in drafts:
        words = frozenset(re.findall(r"\w+", draft.fields["statement"].casefold()))
        if words:
            draft.twins = [
                number for number, other in earlier if len(words & other) >= SAME_WORDS * len(words | other)
            ][:MOST_ALIKE]
            earlier.append((draft.line.number, words))


# ── Logging ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Logged:
    """What became of the rows that were chosen. Those that were refused have a problem more."""

    new: list[Draft] = field(default_factory=list)
    already: list[Draft] = field(default_factory=list)


def log_drafts(drafts: Sequence[Draft], *, by: Person) -> Logged:
    """Log each draft wholly or not at all. What this person logged already is not logged again.

    What there is no time for is neither logged nor refused.
    """
    done, ends = Logged(), monotonic() + MOST_SECONDS_LOGGING
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A button pressed twice: the second request waits, and then finds the rows of the first.
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('ledger.bulk'), hashtext(%s))", [str(by.pk)]
            )
        _mark_logged(drafts, by)
        said: dict[tuple[str, ...], Claim] = {}
        for draft in drafts:
            draft.logged = draft.logged or said.get(_same(draft))
            if draft.logged is not None:
                done.already.append(draft)
                continue
            if monotonic() > ends:
                continue
            try:
                with transaction.atomic():
                    draft.logged = said[_same(draft)] = _log(draft, by)
            except Refused as refusal:
                draft.problems += [("", sentence) for sentence in refusal.sentences]
            except ValidationError as error:
                draft.problems += [("", sentence) for sentence in error.messages]
            except IntegrityError:
                draft.problems.append(("", _(SAVED_AT_ONCE)))
            else:
                done.new.append(draft)
    return done


def _log(draft: Draft, by: Person) -> Claim:
    claimant = draft.claimant
    if isinstance(claimant, str):
        kind = _value(ClaimantKind, draft.line.cell("claimant_kind"))
        claimant = Claimant.objects.filter(name__iexact=claimant).first() or add_claimant(
            by=by, slug=unique_slug(Claimant, claimant), name=claimant, kind=kind
        )
    outlet = draft.outlet
    if isinstance(outlet, str):
        kind = _value(OutletKind, draft.line.cell("outlet_kind"))
        outlet = Outlet.objects.filter(name__iexact=outlet).first() or add_outlet(
            by=by, slug=unique_slug(Outlet, outlet), name=outlet, kind=kind
        )
    appearance: Mapping[str, Any] = {**draft.appearance, "outlet": outlet}
    parts = {"appearances": [appearance]} if any(appearance.values()) else {}
    return log_claim(by=by, claimant=claimant, parts=parts, **draft.fields)
