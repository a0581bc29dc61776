"""Facts: the tables, in the order in which they build on each other."""

from claims.models.claim import Appearance, Claim, ClaimRelation, ClaimTopic, Figure
from claims.models.edition import Edition, Subject
from claims.models.evidence import Evidence, ExchangeRate, Relay, Source
from claims.models.log import Entry, RecordBody
from claims.models.person import Person, PersonRole
from claims.models.reference import Claimant, Outlet, Topic, Verdict, VerdictScheme
from claims.models.review import (
    Assessment,
    AssessmentRequest,
    Contribution,
    Decision,
    Move,
    Recheck,
    Submission,
)

__all__ = [
    "Appearance",
    "Assessment",
    "AssessmentRequest",
    "Claim",
    "ClaimRelation",
    "ClaimTopic",
    "Claimant",
    "Contribution",
    "Decision",
    "Edition",
    "Entry",
    "Evidence",
    "ExchangeRate",
    "Figure",
    "Move",
    "Outlet",
    "Person",
    "PersonRole",
    "Recheck",
    "RecordBody",
    "Relay",
    "Source",
    "Subject",
    "Submission",
    "Topic",
    "Verdict",
    "VerdictScheme",
]
