"""Many claims at once: a table that was pasted, or a file that takes its place."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.forms.base import DeskForm
from claims.interchange.bulk import MOST_BYTES, TOO_LARGE, Table, decoded, read

EMPTY = gettext_noop("Paste a table, or choose a file.")


class BulkForm(DeskForm, forms.Form):
    """The table as text. A file that was chosen takes the place of what stands in the field."""

    text = forms.CharField(
        label=gettext_lazy("Table"),
        required=False,
        strip=False,
        help_text=gettext_lazy("The first row names the columns. Copied from a spreadsheet, or as CSV."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("CSV in UTF-8, at most 1 MB and 500 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )

    table: Table | None = None

    def clean(self) -> dict[str, Any]:
        """Read the table; what is wrong with all of it stands beside it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if file := cleaned.get("file"):
            if file.size > MOST_BYTES:
                sentence = _(TOO_LARGE).format(size=f"{file.size / 1e6:.1f}", most=MOST_BYTES // 1_000_000)
                self.add_error("file", sentence)
                return cleaned
            try:
                self.replace(decoded(file.read()))
            except ValueError as error:
                self.add_error("file", str(error))
                return cleaned
        if not self.text_now.strip():
            if not self.errors:
                self.add_error("text", _(EMPTY))
            return cleaned
        self.table = read(self.text_now)
        for problem in self.table.problems:
            self.add_error("text", problem)
        return cleaned

    @property
    def text_now(self) -> str:
        """The table as it stands in the field."""
        return str(self.data.get(self.add_prefix("text"), ""))

    def replace(self, text: str) -> None:
        """Show another table in the field."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict: the form came by POST
        data[self.add_prefix("text")] = text
        self.data = data

    @property
    def seen(self) -> str:
        """What tells this table from another: rows are chosen from the one that was looked at."""
        return hashlib.sha256(self.text_now.replace("\r\n", "\n").encode(errors="replace")).hexdigest()[:20]
