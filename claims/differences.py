"""What differs between two contents of a claim's record, in words that people read. Floor 3: pure.

1. Each content is spread into named texts: "Statement", "Figure “sum”: from", "Source “Title”: kind".
2. Parts of a list are paired: equal ones first, then those of the same name, then those that read alike.
   What is left over was removed or added, whole.
3. Sources are paired before the evidence, because a record names them by their place (s1, s2 …), which
   moves when another is cited. Such renumbering alone is no difference.
4. Machine names (slugs, codes, s1, s2) and the order of parts are left out: they follow from the rest.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _

from claims import choices

Json = Mapping[str, Any]
Op = Literal["same", "removed", "added"]
Texts = dict[str, str]  # the label of each field → how it reads

# Beyond this many words in a text, both versions are shown whole: marking them would take seconds.
WORDS_MARKED = 3000
# Texts less alike than this were written anew: marking the words that they share by chance helps nobody.
REWRITTEN = 0.45
# So many words stand unchanged between two changes, or they count as one.
WORDS_STANDING = 3
# How alike two unnamed parts must read to be taken for one that was changed (1 is equal).
ALIKE = 0.6


@dataclass(frozen=True)
class Difference:
    """One field that reads differently. `old` is "" where it was added, `new` where it was removed."""

    label: str
    old: str
    new: str

    @property
    def kind(self) -> str:
        """ "added", "removed" or "changed"."""
        return "added" if not self.old else "removed" if not self.new else "changed"

    @cached_property
    def words(self) -> list[tuple[Op, str]]:
        """As runs of (op, text): "same" and "removed" make the old text, "same" and "added" the new."""
        return marked(self.old, self.new)


def differences(old: Json | None, new: Json) -> list[Difference]:
    """What a reader of `old` would find changed in `new`; without an old content everything is added."""
    old = old or {}
    sources = _pair(_sources(old), _sources(new))
    found = [*_compare(_text_fields(old), _text_fields(new))]
    found += _listed(_pair(_figures(old), _figures(new)))
    found += _listed(_pair(_appearances(old), _appearances(new)))
    found += _listed(_pair(_related(old), _related(new)))
    found += _listed(_pair(_replies(old), _replies(new)))
    found += _listed(_pair(_rates(old), _rates(new)))
    found += _compare(_assessment_fields(old), _assessment_fields(new))
    titles = _titles(old) | _renamed(sources, new)
    found += _listed(_pair(_evidence(old, titles), _evidence(new, _titles(new))))
    found += _listed(sources)
    return found


def marked(old: str, new: str) -> list[tuple[Op, str]]:
    """Both texts as one sequence of runs, word by word."""
    before, after = _words(old), _words(new)
    if max(len(before), len(after)) > WORDS_MARKED:
        return _runs([("removed", old), ("added", new)])
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < REWRITTEN:
        return _runs([("removed", old), ("added", new)])
    pieces: list[tuple[Op, str]] = []
    opcodes = matcher.get_opcodes()
    for place, (tag, i, j, k, m) in enumerate(opcodes):
        if tag == "equal":
            text = "".join(before[i:j])
            # A word or two left standing between two changes reads worse than one change.
            between = 0 < place < len(opcodes) - 1 and len(text.split()) < WORDS_STANDING
            pieces += [("removed", text), ("added", text)] if between else [("same", text)]
        else:
            pieces += [("removed", "".join(before[i:j])), ("added", "".join(after[k:m]))]
    return _runs(pieces)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _runs(pieces: Sequence[tuple[Op, str]]) -> list[tuple[Op, str]]:
    """Neighbours of one kind joined, between "same" runs the removed first, nothing empty."""
    runs: list[tuple[Op, str]] = []
    removed = added = ""
    for op, text in [*pieces, ("same", "")]:
        if op == "removed":
            removed += text
        elif op == "added":
            added += text
        else:
            last: list[tuple[Op, str]] = [("removed", removed), ("added", added), ("same", text)]
            runs += [(kind, run) for kind, run in last if run]
            removed = added = ""
    return runs


# ── Parts of a list, and how they are paired ────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Part:
    """One member of a list: what it is called, its fields, and its ref where it is a source."""

    name: str
    texts: Texts
    same_as: str = ""  # parts with the same (non-empty) answer belong together; otherwise the name says so
    ref: str = ""

    @property
    def key(self) -> str:
        return self.same_as or self.name

    @property
    def whole(self) -> str:
        return "\n".join(f"{label}: {text}" for label, text in self.texts.items() if text)


_Pairs = list[tuple[_Part | None, _Part | None]]


def _pair(old: Sequence[_Part], new: Sequence[_Part]) -> _Pairs:
    """Each old part with the new one that it became, in the order of the new list; then what was removed."""
    partner: dict[int, int] = {}  # place in new → place in old
    free = list(range(len(old)))

    def take(fits: Callable[[_Part, _Part], bool]) -> None:
        for place, part in enumerate(new):
            if place in partner:
                continue
            found = next((each for each in free if fits(old[each], part)), None)
            if found is not None:
                partner[place] = found
                free.remove(found)

    take(lambda before, after: (before.key, before.texts) == (after.key, after.texts))
    take(lambda before, after: before.key == after.key)
    take(_alike)
    pairs: _Pairs = [
        (old[partner[place]] if place in partner else None, part) for place, part in enumerate(new)
    ]
    return pairs + [(old[place], None) for place in free]


def _alike(before: _Part, after: _Part) -> bool:
    matcher = SequenceMatcher(None, before.whole, after.whole, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _listed(pairs: _Pairs) -> Iterator[Difference]:
    for before, after in pairs:
        if before and after:
            for each in _compare(before.texts, after.texts):
                yield Difference(f"{after.name}: {each.label}", each.old, each.new)
        elif after:
            yield Difference(_("%(name)s (added)") % {"name": after.name}, "", after.whole or after.name)
        elif before:
            yield Difference(_("%(name)s (removed)") % {"name": before.name}, before.whole or before.name, "")


def _compare(old: Texts, new: Texts) -> Iterator[Difference]:
    for label in dict.fromkeys([*new, *old]):
        before, after = old.get(label, ""), new.get(label, "")
        if before != after:
            yield Difference(label, before, after)


# ── How each part of a content reads ────────────────────────────────────────────────────────────────


def _text_fields(content: Json) -> Texts:
    claimant = content.get("claimant") or {}
    topics = content.get("topics", [])
    texts = {
        _("Statement"): content.get("statement", ""),
        _("Exact words"): content.get("quote", ""),
        _("Language"): _label(choices.Language, content.get("language")),
        _("Claimant"): claimant.get("name", ""),
        _("Claimant: kind"): _label(choices.ClaimantKind, claimant.get("kind")),
        _("Claimant: description"): claimant.get("description", ""),
        _("First claimed"): content.get("first_claimed", ""),
        _("Topics"): ", ".join(topic["label"] for topic in topics),
    }
    texts |= {
        _("Topic “%(label)s”: description") % {"label": topic["label"]}: topic["description"]
        for topic in topics
    }
    return texts


def _assessment_fields(content: Json) -> Texts:
    assessment = content.get("assessment") or {}
    verdict = assessment.get("verdict") or {}
    ceiling = assessment.get("ceiling") or {}
    origins = ceiling.get("origins") or {}
    scheme = (
        _("%(scheme)s, version %(version)s")
        % {"scheme": verdict["scheme"], "version": verdict["scheme_version"]}
        if "scheme" in verdict
        else ""
    )
    return {
        _("Verdict"): verdict.get("label", ""),
        _("Verdict: definition"): verdict.get("definition", ""),
        _("Verdict: rating"): _text(verdict.get("rating")),
        _("Verdict: scheme"): scheme,
        _("Confidence"): _label(choices.Confidence, assessment.get("confidence")),
        _("Likelihood"): _label(choices.Likelihood, assessment.get("likelihood")),
        _("Rationale"): assessment.get("rationale", ""),
        _("Alternatives considered"): assessment.get("alternatives", ""),
        _("What is missing"): assessment.get("missing", ""),
        _("What would change it"): assessment.get("would_change", ""),
        _("Highest confidence that the evidence carries"): _label(
            choices.Confidence, ceiling.get("confidence")
        ),
        _("Reasons for it"): "\n".join(ceiling.get("reasons", ())),
        _("What would raise it"): "\n".join(ceiling.get("raise_by", ())),
        _("Origins, supporting"): _text(origins.get("supports")),
        _("Origins, refuting"): _text(origins.get("refutes")),
        _("Reason for going above it"): assessment.get("above_ceiling_reason", ""),
    }


def _figures(content: Json) -> list[_Part]:
    return [
        _Part(
            _("Figure “%(role)s”") % {"role": figure["role"]},
            {
                _("what it counts"): figure["role"],
                _("from"): _amount(figure, "low"),
                _("to"): _amount(figure, "high") if figure["high"] != figure["low"] else "",
                _("approximate"): _("yes") if figure["approximate"] else "",
                _("as of"): figure["as_of"],
            },
        )
        for figure in content.get("figures", [])
    ]


def _amount(figure: Json, end: str) -> str:
    return f"{figure[end]} {figure['unit']}"


def _appearances(content: Json) -> list[_Part]:
    return [
        _Part(
            _("Appearance %(place)s") % {"place": place},
            {
                _("date"): seen["date"],
                _("place"): seen["place"],
                **_outlet_fields(seen["outlet"]),
                _("address"): seen["url"],
                _("archived copy"): seen["archived_url"],
                _("note"): seen["note"],
            },
            # An appearance has no name: only what it says can tell which one it was.
            same_as=seen["url"] or f"{seen['date']} {seen['place']} {(seen['outlet'] or {}).get('name', '')}",
        )
        for place, seen in enumerate(content.get("appearances", []), start=1)
    ]


def _replies(content: Json) -> list[_Part]:
    return [
        _Part(
            _("Request for reply to %(asked_of)s") % {"asked_of": reply["asked_of"]},
            {
                _("asked on"): reply["asked_on"],
                _("how"): reply["how"],
                _("answer"): reply["answer"],
                _("answered on"): reply["answered_on"],
            },
        )
        for reply in content.get("replies", [])
    ]


def _related(content: Json) -> list[_Part]:
    return [
        _Part(
            _("Related claim No. %(claim)s") % {"claim": row["claim"]},
            {
                _("relation"): _label(choices.Relation, row["relation"]),
                _("number"): str(row["claim"]),
            },
        )
        for row in content.get("related", [])
    ]


def _rates(content: Json) -> list[_Part]:
    titles = _titles(content)
    return [
        _Part(
            _("Rate of %(base)s in %(quote)s") % {"base": rate["base"], "quote": rate["quote"]},
            {_("rate"): rate["rate"], _("on"): rate["on"], _("source"): titles[rate["source"]]},
        )
        for rate in content.get("rates", [])
    ]


def _titles(content: Json) -> dict[str, str]:
    return {
        source["ref"]: f"“{source['title']}”" if not source["withheld"] else _("a withheld source")
        for source in content.get("sources", [])
    }


def _sources(content: Json) -> list[_Part]:
    titles = _titles(content)
    return [
        _Part(
            _("Source %(ref)s") % {"ref": titles[source["ref"]]},
            {
                _("title"): source.get("title", ""),
                _("kind"): _label(choices.SourceKind, source.get("kind")),
                **_outlet_fields(source.get("outlet")),
                _("authors"): source.get("authors", ""),
                _("address"): source.get("url", ""),
                _("archived copy"): source.get("archived_url", ""),
                _("published"): source.get("published", ""),
                _("accessed"): source.get("accessed", ""),
                _("reliability"): _grade(choices.Reliability, source["reliability"]),
                _("reason for the grade"): source.get("reliability_reason", ""),
                _("standing"): _label(choices.Standing, source["standing"]),
                _("relays"): ", ".join(titles[ref] for ref in source.get("relays", ())),
                _("withheld because"): source["withheld"] or "",
                _("counts although withheld"): _("yes") if source.get("withheld_counts") else "",
            },
            ref=source["ref"],
        )
        for source in content.get("sources", [])
    ]


def _renamed(sources: _Pairs, new: Json) -> dict[str, str]:
    """The refs of old sources with the titles that they have now."""
    titles = _titles(new)
    return {before.ref: titles[after.ref] for before, after in sources if before and after}


def _evidence(content: Json, titles: Mapping[str, str]) -> list[_Part]:
    return [
        _Part(
            _("Evidence from %(source)s") % {"source": titles[item["source"]]},
            {
                _("source"): titles[item["source"]],
                _("stance"): _label(choices.Stance, item["stance"]),
                _("credibility"): _grade(choices.Credibility, item["credibility"]),
                _("quote"): item["quote"],
                _("where in the source"): item["locator"],
                _("note"): item["note"],
                _("withheld because"): item["withheld"] or "",
                _("counts although withheld"): _("yes") if item.get("withheld_counts") else "",
            },
        )
        for item in content.get("evidence", [])
    ]


def _outlet_fields(outlet: Json | None) -> Texts:
    outlet = outlet or {}
    return {
        _("outlet"): outlet.get("name", ""),
        _("kind of outlet"): _label(choices.OutletKind, outlet.get("kind")),
        _("homepage of the outlet"): outlet.get("homepage", ""),
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _label(vocabulary: Any, value: str | None) -> str:
    """The label of a value; a value that the vocabulary no longer has speaks for itself."""
    if not value:
        return ""
    return str(vocabulary(value).label) if value in vocabulary.values else value


def _grade(vocabulary: Any, value: str | None) -> str:
    """A letter or number with its meaning: "C: Fairly reliable"."""
    return f"{value}: {_label(vocabulary, value)}" if value else ""
