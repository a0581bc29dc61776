"""A version's citation as a file, and an entry's review for machines in its page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from claims.choices import Event, Publication
from claims.interchange.citations import Citation
from claims.interchange.claimreview import claim_review, in_page
from claims.models import Edition, RecordBody
from claims.paging import ROW_COLUMNS
from claims.records import Json

BIBTEX = "application/x-bibtex; charset=utf-8"
CSL = "application/vnd.citationstyles.csl+json"
REDACTED = gettext_noop(
    "This version has been redacted: there is nothing left to cite. Its address says so.\n"
)


@require_safe
def version_bib(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """A version's citation for BibTeX."""
    cited = _citation(number, version)
    return _file(cited.bibtex, f"{cited.name}.bib", BIBTEX) if cited else _redacted()


@require_safe
def version_csl(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """A version's citation as CSL-JSON."""
    cited = _citation(number, version)
    if cited is None:
        return _redacted()
    return _file(cited.csl_json, f"{cited.name}.csl.json", CSL)


def review_in_page(record: Json, edition: Edition, versions: list[Json]) -> str:
    """The entry's ClaimReview as it stands in its page; "" where it has none."""
    corrections = [row for row in reversed(versions) if row["event"] == Event.CORRECTED]
    review = claim_review(record, {name: getattr(edition, name) for name in ROW_COLUMNS}, corrections)
    return in_page(review) if review else ""


def _citation(number: int, version: int) -> Citation | None:
    """The citation of a version; None where it has been redacted. Raises Http404 where there is none."""
    edition = Edition.objects.filter(number=number, version=version).first()
    if edition is None:
        raise Http404
    if edition.publication == Publication.REDACTED:
        return None
    kept = RecordBody.objects.filter(entry_id=edition.entry_id, body__isnull=False).exists()
    return Citation.of(edition) if kept else None


def _file(text: str, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=content_type, headers=headers)


def _redacted() -> HttpResponse:
    return HttpResponse(_(REDACTED), status=410, content_type="text/plain; charset=utf-8")
