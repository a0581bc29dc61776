"""Reading what gettext reads and writes, without gettext: the texts in the source, the .po and the .mo."""

import ast
import gettext
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
FOLDERS = ("claims", "ledger", "templates")
# A text, or a text with its plural.
Key = tuple[str, ...]

ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
TWO = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}


@dataclass
class Message:
    """One entry of a .po: its text, perhaps the plural, the flags, and what it is translated to."""

    key: Key
    told: list[str]
    flags: set[str] = field(default_factory=set)


def texts() -> dict[Key, str]:
    """Every text of the source that is to be translated, and a file that it stands in."""
    found: dict[Key, str] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix == ".py" and "migrations" not in path.parts:
                source = path.read_text(encoding="utf-8")
            elif path.suffix in (".html", ".txt") and path.is_file():
                # As makemessages reads a template: what is no text is blanked out.
                source = _calls(templatize(path.read_text(encoding="utf-8")))
            else:
                continue
            for key in _of(source):
                found.setdefault(key, name)
    return found


def _calls(templatized: str) -> str:
    """The calls in a template as makemessages has made it, one a line."""
    string = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    call = re.compile(
        rf"\b(?:gettext|ngettext|pgettext|_)\(\s*{string}(?:\s*,\s*(?:{string}|\w+))*\s*\)", re.DOTALL
    )
    return "\n".join(found[0].replace("\n", "\\n") for found in call.finditer(templatized))


def _of(source: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        strings = [word for word in words if isinstance(word, str)]
        name = node.func.id
        if name in ONE and strings:
            yield (strings[0],)
        elif name in TWO and len(strings) > 1:
            yield (strings[0], strings[1])
        elif name in CONTEXT and len(strings) > 1:
            yield (f"{strings[0]}\x04{strings[1]}",)


def read_po(path: Path) -> list[Message]:
    """The entries of a .po, the header aside."""
    found = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        fields: dict[str, str] = {}
        flags: set[str] = set()
        open_field = ""
        for line in block.splitlines():
            if line.startswith("#,"):
                flags |= {flag.strip() for flag in line[2:].split(",")}
            elif named := re.match(r'(msg\w+(?:\[\d\])?)\s+(".*")$', line):
                open_field = named[1]
                fields[open_field] = json.loads(named[2])
            elif line.startswith('"'):
                fields[open_field] += json.loads(line)
        if fields.get("msgid"):
            key = tuple(fields[name] for name in ("msgid", "msgid_plural") if name in fields)
            if "msgctxt" in fields:
                key = (f"{fields['msgctxt']}\x04{key[0]}", *key[1:])
            told = [text for name, text in fields.items() if name.startswith("msgstr")]
            found.append(Message(key, told, flags))
    return found


def read_mo(path: Path) -> dict[Key, list[str]]:
    """The entries of a .mo by their text."""
    with path.open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    found: dict[Key, list[str]] = {}
    for key, text in catalog.items():
        if key != "":
            found.setdefault((key,) if isinstance(key, str) else (key[0],), []).append(text)
    return found


def places(text: str) -> list[str]:
    """What a text leaves to be filled in."""
    return sorted(set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text)))


def tags(text: str) -> list[str]:
    """The tags in a text."""
    return sorted(re.findall(r"</?\w+", text))
