"""Facts: the tables, in the order in which they build on each other."""

from claims.models.claim import Appearance, Claim, ClaimRelation, ClaimTopic, Figure
from claims.models.edition import Edition, Subject
from claims.models.evidence import Evidence, Relay, Source
from claims.models.log import Entry, RecordBody
from claims.models.person import Person
from claims.models.reference import Claimant, Outlet, Topic, Verdict, VerdictScheme
from claims.models.review import Assessment, Contribution, Decision, Move, Submission

__all__ = [
    "Appearance",
    "Assessment",
    "Claim",
    "ClaimRelation",
    "ClaimTopic",
    "Claimant",
    "Contribution",
    "Decision",
    "Edition",
    "Entry",
    "Evidence",
    "Figure",
    "Move",
    "Outlet",
    "Person",
    "RecordBody",
    "Relay",
    "Source",
    "Subject",
    "Submission",
    "Topic",
    "Verdict",
    "VerdictScheme",
]
