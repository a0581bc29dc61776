"""The meanings as public pages know them; their words are in `claims.meanings`, which forms read too."""

from claims.meanings import CONFIDENCE, CREDIBILITY, PUBLICATION, RELIABILITY, STANCE

__all__ = ["CONFIDENCE", "CREDIBILITY", "PUBLICATION", "RELIABILITY", "STANCE"]
