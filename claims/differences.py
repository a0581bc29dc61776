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
            yield Difference(f"{after.name} (added)", "", after.whole or after.name)
        elif before:
            yield Difference(f"{before.name} (removed)", before.whole or before.name, "")


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
        "Statement": content.get("statement", ""),
        "Exact words": content.get("quote", ""),
        "Language": _label(choices.Language, content.get("language")),
        "Claimant": claimant.get("name", ""),
        "Claimant: kind": _label(choices.ClaimantKind, claimant.get("kind")),
        "Claimant: description": claimant.get("description", ""),
        "First claimed": content.get("first_claimed", ""),
        "Topics": ", ".join(topic["label"] for topic in topics),
    }
    texts |= {f"Topic “{topic['label']}”: description": topic["description"] for topic in topics}
    return texts


def _assessment_fields(content: Json) -> Texts:
    assessment = content.get("assessment") or {}
    verdict = assessment.get("verdict") or {}
    ceiling = assessment.get("ceiling") or {}
    origins = ceiling.get("origins") or {}
    scheme = f"{verdict['scheme']}, version {verdict['scheme_version']}" if "scheme" in verdict else ""
    return {
        "Verdict": verdict.get("label", ""),
        "Verdict: definition": verdict.get("definition", ""),
        "Verdict: rating": _text(verdict.get("rating")),
        "Verdict: scheme": scheme,
        "Confidence": _label(choices.Confidence, assessment.get("confidence")),
        "Likelihood": _label(choices.Likelihood, assessment.get("likelihood")),
        "Rationale": assessment.get("rationale", ""),
        "Alternatives considered": assessment.get("alternatives", ""),
        "What is missing": assessment.get("missing", ""),
        "What would change it": assessment.get("would_change", ""),
        "Highest confidence that the evidence carries": _label(choices.Confidence, ceiling.get("confidence")),
        "Reasons for it": "\n".join(ceiling.get("reasons", ())),
        "What would raise it": "\n".join(ceiling.get("raise_by", ())),
        "Origins, supporting": _text(origins.get("supports")),
        "Origins, refuting": _text(origins.get("refutes")),
        "Reason for going above it": assessment.get("above_ceiling_reason", ""),
    }


def _figures(content: Json) -> list[_Part]:
    return [
        _Part(
            f"Figure “{figure['role']}”",
            {
                "what it counts": figure["role"],
                "from": _amount(figure, "low"),
                "to": _amount(figure, "high") if figure["high"] != figure["low"] else "",
                "approximate": "yes" if figure["approximate"] else "",
                "as of": figure["as_of"],
            },
        )
        for figure in content.get("figures", [])
    ]


def _amount(figure: Json, end: str) -> str:
    return f"{figure[end]} {figure['unit']}"


def _appearances(content: Json) -> list[_Part]:
    return [
        _Part(
            f"Appearance {place}",
            {
                "date": seen["date"],
                "place": seen["place"],
                **_outlet_fields(seen["outlet"]),
                "address": seen["url"],
                "archived copy": seen["archived_url"],
                "note": seen["note"],
            },
            # An appearance has no name: only what it says can tell which one it was.
            same_as=seen["url"] or f"{seen['date']} {seen['place']} {(seen['outlet'] or {}).get('name', '')}",
        )
        for place, seen in enumerate(content.get("appearances", []), start=1)
    ]


def _replies(content: Json) -> list[_Part]:
    return [
        _Part(
            f"Request for reply to {reply['asked_of']}",
            {
                "asked on": reply["asked_on"],
                "how": reply["how"],
                "answer": reply["answer"],
                "answered on": reply["answered_on"],
            },
        )
        for reply in content.get("replies", [])
    ]


def _related(content: Json) -> list[_Part]:
    return [
        _Part(
            f"Related claim No. {row['claim']}",
            {
                "relation": _label(choices.Relation, row["relation"]),
                "number": str(row["claim"]),
            },
        )
        for row in content.get("related", [])
    ]


def _rates(content: Json) -> list[_Part]:
    titles = _titles(content)
    return [
        _Part(
            f"Rate of {rate['base']} in {rate['quote']}",
            {"rate": rate["rate"], "on": rate["on"], "source": titles[rate["source"]]},
        )
        for rate in content.get("rates", [])
    ]


def _titles(content: Json) -> dict[str, str]:
    return {
        source["ref"]: f"“{source['title']}”" if not source["withheld"] else "a withheld source"
        for source in content.get("sources", [])
    }


def _sources(content: Json) -> list[_Part]:
    titles = _titles(content)
    return [
        _Part(
            f"Source {titles[source['ref']]}",
            {
                "title": source.get("title", ""),
                "kind": _label(choices.SourceKind, source.get("kind")),
                **_outlet_fields(source.get("outlet")),
                "authors": source.get("authors", ""),
                "address": source.get("url", ""),
                "archived copy": source.get("archived_url", ""),
                "published": source.get("published", ""),
                "accessed": source.get("accessed", ""),
                "reliability": _grade(choices.Reliability, source["reliability"]),
                "reason for the grade": source.get("reliability_reason", ""),
                "standing": _label(choices.Standing, source["standing"]),
                "relays": ", ".join(titles[ref] for ref in source.get("relays", ())),
                "withheld because": source["withheld"] or "",
                "counts although withheld": "yes" if source.get("withheld_counts") else "",
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
            f"Evidence from {titles[item['source']]}",
            {
                "source": titles[item["source"]],
                "stance": _label(choices.Stance, item["stance"]),
                "credibility": _grade(choices.Credibility, item["credibility"]),
                "quote": item["quote"],
                "where in the source": item["locator"],
                "note": item["note"],
                "withheld because": item["withheld"] or "",
                "counts although withheld": "yes" if item.get("withheld_counts") else "",
            },
        )
        for item in content.get("evidence", [])
    ]


def _outlet_fields(outlet: Json | None) -> Texts:
    outlet = outlet or {}
    return {
        "outlet": outlet.get("name", ""),
        "kind of outlet": _label(choices.OutletKind, outlet.get("kind")),
        "homepage of the outlet": outlet.get("homepage", ""),
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
