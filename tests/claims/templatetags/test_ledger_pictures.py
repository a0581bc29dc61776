"""The origins picture as a template draws it."""

import re
from xml.etree import ElementTree

from django.template import Context, Template

from tests.claims.test_pictures import FIVE, content, item, source


def drawn(record_content: object, tag: str = "{% origins_picture content %}") -> str:
    return Template("{% load ledger_pictures %}" + tag).render(Context({"content": record_content}))


def test_the_picture_is_named_and_described() -> None:
    html = drawn(FIVE)
    assert 'aria-labelledby="origins-picture-title origins-picture-desc"' in html
    description = re.search(r'<desc id="origins-picture-desc">(.*?)</desc>', html, re.DOTALL)
    assert description
    assert description[1].startswith("Supporting side: 5 outlets, 1 origin. “Title of s1” (Outlet A) relays")


def test_the_same_stands_in_words_beside_it() -> None:
    html = drawn(FIVE)
    assert "<figcaption>Supporting side: 5 outlets, 1 origin." in html
    assert "<li>“Title of s1” (Outlet A) relays “Title of wire” (Agency).</li>" in html


def test_it_is_well_formed_and_without_inline_styles_or_scripts() -> None:
    html = drawn(FIVE)
    tree = ElementTree.fromstring(html)
    names = {element.tag for element in tree.iter()}
    assert names.isdisjoint({"script", "style"})
    assert not any(name == "style" or name.startswith("on") for e in tree.iter() for name in e.attrib)
    assert len(tree.findall(".//g")) == 6
    assert len(tree.findall(".//path")) == 5


def test_a_title_is_text_and_never_markup() -> None:
    html = drawn(content([item("a")], [source("a", title="<b>x</b>", relays=("b",)), source("b")]))
    assert "<b>" not in html
    assert "&lt;b&gt;x" in html


def test_two_pictures_on_one_page_have_ids_of_their_own() -> None:
    html = drawn(
        FIVE, '{% origins_picture content %}{% origins_picture content stance="refutes" name="against" %}'
    )
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_without_a_relay_words_are_enough() -> None:
    html = drawn(content([item("a")], [source("a")]))
    assert "<svg" not in html
    assert "Supporting side: 1 source, 1 origin." in html


def test_nothing_cited() -> None:
    assert "Nothing is cited for or against the claim." in drawn(content([], []))


def test_the_kind_of_a_box_is_a_class_and_words() -> None:
    html = drawn(FIVE)
    assert html.count('data-kind="repeats"') == 5
    assert html.count("only repeats") == 5
    assert html.count("starts here") == 1
