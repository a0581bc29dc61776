"""Facts: the tables, in the order in which they build on each other."""

from claims.models.checkpoints import Checkpoint, LogKey, Tile
from claims.models.claim import Appearance, Claim, ClaimRelation, ClaimTopic, Figure
from claims.models.cosignature import Cosignature
from claims.models.desk import Comment, Fetch, KeptInput, Match, Merge, Notice, NoticeChoice
from claims.models.edition import Edition, Lexemes, Subject
from claims.models.evidence import Evidence, ExchangeRate, Relay, Source
from claims.models.fairness import ConflictOfInterest, ReplyRequest, Waiver
from claims.models.inbox import Letter
from claims.models.log import Entry, RecordBody
from claims.models.person import Person, PersonRole, SignInRule
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
    "Checkpoint",
    "Claim",
    "ClaimRelation",
    "ClaimTopic",
    "Claimant",
    "Comment",
    "ConflictOfInterest",
    "Contribution",
    "Cosignature",
    "Decision",
    "Edition",
    "Entry",
    "Evidence",
    "ExchangeRate",
    "Fetch",
    "Figure",
    "KeptInput",
    "Letter",
    "Lexemes",
    "LogKey",
    "Match",
    "Merge",
    "Move",
    "Notice",
    "NoticeChoice",
    "Outlet",
    "Person",
    "PersonRole",
    "Recheck",
    "RecordBody",
    "Relay",
    "ReplyRequest",
    "SignInRule",
    "Source",
    "Subject",
    "Submission",
    "Tile",
    "Topic",
    "Verdict",
    "VerdictScheme",
    "Waiver",
]
