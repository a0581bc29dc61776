"""The floors of the house: imports point down, and only actions write. Read off the source."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APP = "claims"

# A module stands on the floor of its first name below `claims`. A new one is entered here.
FLOORS = {
    0: "checkpoint choices languages merkle receipt signed_note verifier",
    1: "asking planning querysets",
    2: "models",
    3: "agreement audit cases columns conversation desk_search differences facets fallout figures grading "
    "growth happenings highlighting history layers log_file log_keys log_reading matching meanings "
    "merging method needs origins paging phrasing pictures projection reasons records redaction relays "
    "retelling row_history search telling unmerging witness_client witnesses wording worked_example "
    "workflow working_copy",
    4: "actions",
    5: "as_of caching fetching filter_fields filter_kinds filters forms interchange jobs listing page_reader",
    6: "admin api apps feeds management middleware templatetags urls views",
}
FLOOR_OF = {name: floor for floor, names in FLOORS.items() for name in names.split()}

# Calls that write rows. The second line is also what dicts and sets do, so it counts only after a query.
WRITES = {
    "save",
    "delete",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "create_user",
}
WRITES_ON_A_QUERY = {"update", "add", "set", "remove", "clear"}
QUERIES = {"objects", "filter", "exclude", "all", "_default_manager"}


@cache
def modules() -> dict[str, Path]:
    """Every module of the app by its dotted name, migrations aside."""
    found = {}
    for path in sorted((ROOT / APP).rglob("*.py")):
        names = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in names:
            found[".".join(names[:-1] if names[-1] == "__init__" else names)] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"), str(modules()[module]))


def running(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes below this one that run: what is there for type checkers alone does not."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            for other in child.orelse:
                yield from (other, *running(other))
            continue
        yield child
        yield from running(child)


def imported(node: ast.AST) -> Iterator[str]:
    """The dotted names that a statement imports; a module where it is one of ours."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            full = f"{node.module}.{alias.name}"
            yield full if full in modules() else node.module


@cache
def imports(module: str) -> frozenset[str]:
    return frozenset(name for node in running(tree(module)) for name in imported(node))


def ours(module: str) -> set[str]:
    return {name for name in imports(module) if name.split(".")[0] == APP}


def floor(module: str) -> int | None:
    """The floor of a module; None for the app itself, which holds nothing."""
    names = module.split(".")
    return FLOOR_OF.get(names[1], -1) if len(names) > 1 else None


def where(module: str, node: ast.AST) -> str:
    return f"{modules()[module].relative_to(ROOT)}:{getattr(node, 'lineno', '?')}"


# ── Imports ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_module_has_its_floor() -> None:
    assert [module for module in modules() if floor(module) == -1] == []


@pytest.mark.parametrize("module", modules())
def test_imports_point_down(module: str) -> None:
    own = floor(module)
    if own is None:
        assert ours(module) == set()
        return
    assert [name for name in sorted(ours(module)) if (floor(name) or 0) > own] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path[path.index(module) :], module))
        if module not in done:
            for name in sorted(ours(module)):
                visit(name, (*path, module))
            done.add(module)

    for module in modules():
        visit(module, ())


@pytest.mark.parametrize("module", [f"{APP}.choices", f"{APP}.merkle", f"{APP}.signed_note"])
def test_the_ground_floor_imports_nothing_of_ours(module: str) -> None:
    assert ours(module) == set()


def test_hashing_knows_no_django() -> None:
    for module in ("merkle", "signed_note", "checkpoint", "receipt"):
        assert [name for name in imports(f"{APP}.{module}") if name.startswith("django")] == []


def test_only_faces_know_the_project_package() -> None:
    assert [
        module
        for module in modules()
        if any(n.split(".")[0] == "ledger" for n in imports(module)) and floor(module) != 6
    ] == []


def test_no_function_imports() -> None:
    """An import inside a function hides a circle."""
    found = [
        where(module, node)
        for module in modules()
        for function in running(tree(module))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in running(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_no_import_is_relative() -> None:
    found = [
        where(module, node)
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert found == []


# ── What there is none of ───────────────────────────────────────────────────────────────────────────


def test_nothing_is_called_utils() -> None:
    assert [
        module for module in modules() if module.split(".")[-1] in ("utils", "util", "helpers", "common")
    ] == []


def test_there_are_no_signals() -> None:
    signals = (
        "django.db.models.signals",
        "django.dispatch",
        "django.core.signals",
        "django.contrib.auth.signals",
    )
    assert [module for module in modules() if any(name.startswith(signals) for name in imports(module))] == []


def test_no_model_saves_in_its_own_way() -> None:
    found = [
        where(module, method)
        for module in modules()
        if floor(module) == 2
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name in ("save", "delete", "asave", "adelete")
    ]
    assert found == []


# ── Only actions write ──────────────────────────────────────────────────────────────────────────────

# What looks like a write elsewhere and is none, or is the one exception, each with its reason.
ALLOWED = {
    ("claims.models.person", "person.save"): "the manager by which Django's own tools make people",
    ("claims.models.person", "self.create_user"): "the same",
    ("claims.admin.base", "self.save"): "the admin's own hook, which calls an action",
}


def writes(module: str) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb, before = node.func.attr, ast.unparse(node.func.value)
        on_a_query = not QUERIES.isdisjoint(re.findall(r"\w+", before))
        if (verb in WRITES or (verb in WRITES_ON_A_QUERY and on_a_query)) and (
            module,
            f"{before}.{verb}",
        ) not in ALLOWED:
            yield f"{where(module, node)} {before}.{verb}(…)"


@pytest.mark.parametrize("module", [module for module in modules() if floor(module) not in (None, 4)])
def test_nothing_but_actions_writes(module: str) -> None:
    assert list(writes(module)) == []


def test_every_action_is_keyword_only_and_by_somebody() -> None:
    """Whatever an action module shows that opens a deed takes keywords only, and `by`."""
    found = []
    for module in modules():
        if floor(module) != 4:
            continue
        for node in tree(module).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                opens = any(
                    isinstance(each, ast.With) and "deed(" in ast.unparse(each.items[0])
                    for each in ast.walk(node)
                )
                named = {argument.arg for argument in node.args.kwonlyargs}
                if opens and (node.args.args or "by" not in named):
                    found.append(f"{where(module, node)} {node.name}")
    assert found == []
