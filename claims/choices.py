"""The words of the ledger, each with one meaning.

Floor 0: this module imports nothing of ours. A value is what the database, the API and the
public record store, and is for ever; a label is what a person reads, and may be reworded.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """Where the *working copy* of a claim stands. Says nothing about what readers see."""

    DRAFT = "draft", _("Draft")  # being written; only the desk sees it
    IN_REVIEW = "in_review", _("In review")  # submitted; an editor is asked to decide
    RETURNED = "returned", _("Returned")  # an editor asked for changes
    REJECTED = "rejected", _("Rejected")  # an editor decided that this will not be published
    VERIFIED = "verified", _("Verified")  # reviewed and published; the working copy equals the entry
    MERGED = "merged", _("Merged")  # never published, and a duplicate: the work goes on in another claim


class Publication(models.TextChoices):
    """What *readers* see of a claim. Says nothing about the verdict or the working copy."""

    NONE = "none", _("Not published")
    LIVE = "live", _("Live")
    CORRECTED = "corrected", _("Corrected")  # live, and a correction has been published
    RETRACTED = "retracted", _("Retracted")  # withdrawn by the desk, with a reason
    HELD = "held", _("On hold")  # an editor warns readers while the entry is re-examined
    MERGED = "merged", _("Merged into another entry")  # a duplicate: its number leads to the other one
    REDACTED = "redacted", _("Redacted")  # the text that stood was withdrawn; readers have none


class Event(models.TextChoices):
    """What an entry of the public log records. Past participles: each has happened."""

    PUBLISHED = "published", _("Published")
    UPDATED = "updated", _("Updated")  # new facts; nothing earlier was wrong
    CORRECTED = "corrected", _("Corrected")  # something published was wrong
    RETRACTED = "retracted", _("Retracted")
    REINSTATED = "reinstated", _("Reinstated")
    HELD = "held", pgettext_lazy("event", "Put on hold")
    RELEASED = "released", _("Released from hold")
    MERGED = "merged", _("Merged")
    UNMERGED = "unmerged", _("Unmerged")
    REDACTED = "redacted", _("Redacted")  # the records of earlier versions were withdrawn
    SCHEME_CHANGED = "scheme_changed", _("Verdict scheme published")
    METHOD_CHANGED = "method_changed", _("Method changed")


# Entries that carry the working copy to readers; the others repeat the content that stands.
CONTENT_EVENTS = (Event.PUBLISHED, Event.UPDATED, Event.CORRECTED)
# Entries about the desk's method, not about one claim.
METHOD_EVENTS = (Event.SCHEME_CHANGED, Event.METHOD_CHANGED)


class CorrectionClass(models.TextChoices):
    """How a published entry was changed. Every change after the first publication has one."""

    VERDICT = "verdict", _("Verdict change")
    FACTUAL = "factual", _("Factual correction")
    UPDATE = "update", _("Update")
    TYPO = "typo", _("Typing error")


class Outcome(models.TextChoices):
    """What an editor decided on a submission."""

    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned for changes")
    REJECTED = "rejected", _("Rejected")


class Stance(models.TextChoices):
    """How a piece of evidence stands toward the claim."""

    SUPPORTS = "supports", _("Supports")
    REFUTES = "refutes", _("Refutes")
    CONTEXT = "context", _("Context")


class Gate(models.TextChoices):
    """A rule of fairness that an editor may waive, in public and with the reason."""

    REPLY = "reply", _("Request for reply")  # whom a claim is about was asked for an answer
    CONFLICT = "conflict", _("Conflict of interest")  # who decides has declared an interest


class Sameness(models.TextChoices):
    """What an analyst says of two claims that look alike."""

    SAME = "same", _("Same claim")
    RELATED = "related", _("Related")
    DIFFERENT = "different", _("Different")


class NoticeKind(models.TextChoices):
    """What the desk tells its people of. Each kind can be turned off, on the site and by e-mail."""

    MENTIONED = "mentioned", _("Somebody mentions me in a comment")
    COMMENTED = "commented", _("A comment on a claim of mine")
    ASSIGNED = "assigned", _("A claim is handed to me")
    SECOND_ASKED = "second_asked", _("My second assessment is asked for")
    SUBMITTED = "submitted", _("Something waits for an editor’s decision")
    RETURNED = "returned", _("A claim of mine is returned")
    REJECTED = "rejected", _("A claim of mine is rejected")
    PUBLISHED = "published", _("A claim of mine is published, or its entry changes")
    DECLINED = "declined", _("A request of mine is declined")
    SOURCE_FELL = "source_fell", _("A claim of mine rests on a source that fell")
    HELD = "held", _("An entry is put on hold")
    MERGED = "merged", _("A claim of mine is merged, or a merge is undone")
    LETTER = "letter", _("A reader reports an error or suggests a claim")


class LetterKind(models.TextChoices):
    """What a reader writes to the desk for."""

    ERROR = "error", _("Reports an error")
    SUGGESTION = "suggestion", _("Suggests a claim")


class LetterState(models.TextChoices):
    """What the desk made of a letter."""

    OPEN = "open", _("Open")
    TAKEN_UP = "taken_up", _("Taken up")  # a claim of the desk's goes on with it
    CLOSED = "closed", _("Closed")  # with a word on why nothing more is done


class FetchState(models.TextChoices):
    """How far the fetching of a page has come."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Fetched")
    FAILED = "failed", _("Not fetched")


class Reliability(models.TextChoices):
    """Admiralty code, first axis: how good the *source* is. F is no basis to judge, not the worst."""

    A = "A", _("Completely reliable")
    B = "B", _("Usually reliable")
    C = "C", _("Fairly reliable")
    D = "D", _("Not usually reliable")
    E = "E", _("Unreliable")
    F = "F", _("Cannot be judged")


class Credibility(models.TextChoices):
    """Admiralty code, second axis: how believable the *item* is. 6 is no basis to judge."""

    CONFIRMED = "1", _("Confirmed by other independent sources")
    PROBABLE = "2", _("Probably true")
    POSSIBLE = "3", _("Possibly true")
    DOUBTFUL = "4", _("Doubtful")
    IMPROBABLE = "5", _("Improbable")
    CANNOT_JUDGE = "6", _("Cannot be judged")


class Confidence(models.TextChoices):
    """How well the evidence carries the verdict. Never a probability."""

    LOW = "low", _("Low")
    MODERATE = "moderate", _("Moderate")
    HIGH = "high", _("High")


class Likelihood(models.TextChoices):
    """ICD 203, first row of terms: how probable the desk holds the claim to be."""

    ALMOST_NO_CHANCE = "almost_no_chance", _("Almost no chance (1–5%)")
    VERY_UNLIKELY = "very_unlikely", _("Very unlikely (5–20%)")
    UNLIKELY = "unlikely", _("Unlikely (20–45%)")
    ROUGHLY_EVEN = "roughly_even", _("Roughly even chance (45–55%)")
    LIKELY = "likely", _("Likely (55–80%)")
    VERY_LIKELY = "very_likely", _("Very likely (80–95%)")
    ALMOST_CERTAIN = "almost_certain", _("Almost certain (95–99%)")


class SourceKind(models.TextChoices):
    """What sort of thing a source is."""

    PRIMARY_RECORD = "primary_record", _("Primary record")
    OFFICIAL_STATEMENT = "official_statement", _("Official statement")
    RECORDING = "recording", _("Recording")
    DATASET = "dataset", _("Dataset")
    NEWS_REPORT = "news_report", _("News report")
    WIRE_REPORT = "wire_report", _("Wire report")
    REFERENCE_PAGE = "reference_page", _("Reference page")
    SOCIAL_POST = "social_post", _("Social post")
    INTERVIEW = "interview", _("Interview")


class Standing(models.TextChoices):
    """Whether a source still stands as it was cited."""

    IN_FORCE = "in_force", _("In force")
    CHANGED = "changed", _("Changed since it was cited")
    RETRACTED = "retracted", _("Retracted by its publisher")


class ClaimantKind(models.TextChoices):
    """Who can say something."""

    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")
    OUTLET = "outlet", _("Outlet")
    ANONYMOUS = "anonymous", _("Unnamed")


class OutletKind(models.TextChoices):
    """What sort of publisher an outlet is."""

    NEWSPAPER = "newspaper", _("Newspaper")
    MAGAZINE = "magazine", _("Magazine")
    AGENCY = "agency", _("News agency")
    BROADCASTER = "broadcaster", _("Broadcaster")
    WEBSITE = "website", _("Website")
    INSTITUTION = "institution", _("Institution")
    OTHER = "other", _("Other")


class Relation(models.TextChoices):
    """How one claim bears on another. *Contradicts* reads the same both ways."""

    VARIANT_OF = "variant_of", _("Variant of")
    CONTRADICTS = "contradicts", _("Contradicts")
    PART_OF = "part_of", _("Part of")
    REPEATS = "repeats", _("Repeats")


class Language(models.TextChoices):
    """Languages in which claims are logged and searched (BCP 47)."""

    ENGLISH = "en", _("English")
    ITALIAN = "it", _("Italian")
    RUSSIAN = "ru", _("Russian")
    GERMAN = "de", _("German")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")


class Order(models.TextChoices):
    """How readers have a list ordered, always from the most recent or the best on."""

    RELEVANCE = "relevance", _("Best match")
    CHANGED = "changed", _("Last changed")
    PUBLISHED = "published", _("First published")
    SAID = "said", _("Date said")


class Role(models.TextChoices):
    """The three groups of people who sign in."""

    ANALYST = "analyst", _("Analyst")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")
