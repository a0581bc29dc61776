"""How to cite a version of an entry: as text, BibTeX and CSL-JSON. The desk signs as a whole."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Confidence, Publication
from claims.interchange.addresses import absolute
from claims.models import Edition
from claims.phrasing import MONTHS
from claims.records import Json

# What a citation must not keep to itself.
WARNINGS: dict[str, str] = {
    Publication.RETRACTED: gettext_noop("Retracted by the desk."),
    Publication.HELD: gettext_noop("On hold while it is examined again."),
}

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, a backslash before them or not
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}


@dataclass(frozen=True)
class Citation:
    """One version of an entry, as others cite it."""

    newsroom: str
    number: int
    version: int
    statement: str
    verdict: str
    confidence: str
    warning: str  # "" where nothing is wrong
    published: date  # in the newsroom's time zone
    address: str  # of this version, for ever

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """The citation of this edition."""
        return cls(
            newsroom=settings.NEWSROOM_NAME,
            number=edition.number,
            version=edition.version,
            statement=" ".join(edition.statement.split()),
            verdict=edition.verdict_label,
            confidence=str(Confidence(edition.confidence).label).lower(),
            warning=_(WARNINGS.get(edition.publication, "")),
            published=timezone.localdate(edition.valid_from),
            address=absolute("version", edition.number, edition.version),
        )

    @property
    def name(self) -> str:
        """What reference managers and downloaded files call it: "the-ledger-12-v3"."""
        return f"{slugify(self.newsroom) or 'claim'}-{self.number}-v{self.version}"

    @property
    def judgement(self) -> str:
        """Verdict and confidence in words, with the warning in front where there is one."""
        said = _("Verdict: %(verdict)s; confidence: %(confidence)s.") % {
            "verdict": self.verdict,
            "confidence": self.confidence,
        }
        return f"{self.warning} {said}" if self.warning else said

    @property
    def words(self) -> str:
        """The citation as text, without the address that follows it."""
        return (
            _("%(newsroom)s, claim No. %(number)s, version %(version)s, %(day)s: “%(statement)s”")
            % {
                "newsroom": self.newsroom,
                "number": self.number,
                "version": self.version,
                "day": date_format(self.published, "j F Y"),
                "statement": self.statement,
            }
            + f" {self.judgement}"
        )

    @property
    def text(self) -> str:
        """The citation as text."""
        return f"{self.words} {self.address}"

    @property
    def bibtex(self) -> str:
        """The citation as an entry of a BibTeX file, UTF-8."""
        fields = {
            "author": f"{{{_latex(self.newsroom)}}}",  # one name, not a first and a last one
            "title": f"{{{_latex(self.statement)}}}",  # capitals stay as they are
            "year": str(self.published.year),
            "month": MONTHS[self.published.month - 1][:3].lower(),  # BibTeX's own names
            "day": str(self.published.day),
            "howpublished": _("Claim No. %(number)s, version %(version)s")
            % {"number": self.number, "version": self.version},
            "note": _latex(self.judgement),
            "url": _in_braces(self.address),
        }
        lines = [
            f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields.items()
        ]
        return "\n".join([f"@misc{{{self.name},", *lines, "}", ""])

    @property
    def csl_json(self) -> str:
        """The citation as a CSL-JSON file."""
        return json.dumps(self.csl, ensure_ascii=False, indent=2) + "\n"

    @property
    def csl(self) -> list[Json]:
        """The citation as CSL's items, which reference managers read."""
        return [
            {
                "id": self.name,
                "type": "webpage",
                "author": [{"literal": self.newsroom}],
                "title": self.statement,
                "container-title": self.newsroom,
                "genre": _("Claim No. %(number)s") % {"number": self.number},
                "number": str(self.number),
                "version": str(self.version),
                "issued": {"date-parts": [[self.published.year, self.published.month, self.published.day]]},
                "note": self.judgement,
                "URL": self.address,
            }
        ]


def _latex(text: str) -> str:
    """A text whose characters LaTeX takes as they are."""
    return "".join(_LATEX.get(char, char) for char in text)


def _in_braces(address: str) -> str:
    """An address that can't end the field it stands in. Everything else LaTeX's url package takes."""
    return re.sub(r"[{}\\]", lambda found: f"%{ord(found[0]):02X}", address)
