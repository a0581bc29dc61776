"""The list's parameters as the schema describes them, drawn from the filterset itself."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from claims.filter_fields import AsOfField, DaysField, MomentField, OneField, SeveralField, YearsField
from claims.filters import EditionFilter
from claims.paging import MAX_PAGE_SIZE, PAGE_SIZE

AS_OF = "What the ledger said when this day ended, in the newsroom's time zone. Left out, or not over: now."
ORDER = (
    "The most recent first, by this date; or the best match. Left out: a search ranks, a list has news first."
)
SEVERAL = "Repeat the parameter for several: any of them matches."


def list_parameters() -> list[OpenApiParameter]:
    """Every filter, then the paging."""
    return [
        *map(_of_filter, EditionFilter.base_filters),
        OpenApiParameter("cursor", str, description="Where a page begins: taken from “next”, never made up."),
        OpenApiParameter(
            "page_size",
            {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
            description="Claims on a page.",
        ),
    ]


def _of_filter(name: str) -> OpenApiParameter:
    described = EditionFilter.base_filters[name]
    field = described.field
    label = str(described.label)
    if isinstance(field, YearsField):
        years = {"type": "array", "items": {"type": "string", "pattern": r"^\d{4}$"}}
        return OpenApiParameter(name, years, description=f"{label}. {SEVERAL}")
    if isinstance(field, SeveralField):
        known = [str(code) for code, _label in described.extra.get("choices", ())]
        return OpenApiParameter(
            name, OpenApiTypes.STR, enum=known or None, many=True, description=f"{label}. {SEVERAL}"
        )
    if isinstance(field, OneField):
        known = [str(code) for code, _label in described.extra["choices"]]
        return OpenApiParameter(name, OpenApiTypes.STR, enum=known, description=ORDER)
    if isinstance(field, AsOfField):
        return OpenApiParameter(name, OpenApiTypes.DATE, description=AS_OF)
    if isinstance(field, MomentField):
        how = "2018, 2018-10, 2018-10-18, or a moment such as 2018-10-18T09:30:00Z."
    elif isinstance(field, DaysField):
        how = "2018, 2018-10 or 2018-10-18."
    else:
        how = "Words that all must occur, “quoted phrases”, or, and -words to leave out; or a claim's number."
    return OpenApiParameter(name, OpenApiTypes.STR, description=f"{label}: {how}")
