"""Witnesses: others who keep how far this log has come, and cosign only what grows out of it. Floor 3: reads.

A checkpoint file fences one machine; what two machines sign, or what was rolled back together with its
file, a witness finds out, because it remembers the log better than whoever signs it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from claims.models import Cosignature
from claims.signed_note import Verifier


@dataclass(frozen=True)
class Witness:
    """A witness as it is configured: whose signature counts, and where it is asked."""

    verifier: Verifier
    url: str  # its submission prefix: "add-checkpoint" follows

    @property
    def name(self) -> str:
        """What the witness is called."""
        return self.verifier.name


@dataclass(frozen=True)
class Standing:
    """How far a witness has come with this log."""

    name: str
    key: str
    size: int | None  # None: it has cosigned nothing yet
    cosigned_at: datetime | None
    behind: int  # entries that it has not cosigned yet


def witnesses() -> list[Witness]:
    """Those that are configured (LOG_WITNESSES), in that order."""
    return [Witness(Verifier.parse(key), url) for key, url in settings.LOG_WITNESSES]


def newest_of(witness: Witness) -> Cosignature | None:
    """The cosignature of the largest size that a witness gave."""
    return Cosignature.objects.filter(witness=str(witness.verifier)).order_by("-size").first()


def standings(size: int) -> list[Standing]:
    """How far each has come, where the log that readers are served has this size."""
    found = []
    for witness in witnesses():
        newest = newest_of(witness)
        found.append(
            Standing(
                name=witness.name,
                key=str(witness.verifier),
                size=newest.size if newest else None,
                cosigned_at=newest.cosigned_at if newest else None,
                behind=max(0, size - newest.size) if newest else size,
            )
        )
    return found
