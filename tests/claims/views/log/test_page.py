"""The page of the log: what the checkpoint file tells, who vouches for it, and every entry."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from claims import log_file, log_keys
from claims.actions.door import hold_claim
from claims.actions.log import acknowledge
from claims.models import Entry
from claims.signed_note import COSIGNATURE, Signer, encoded
from claims.views.log import page
from claims.witnesses import witnesses
from tests.cast import Newsroom
from tests.claims.views.public.pages import words_of


def rows(answer: "object") -> list[list[str]]:
    """The cells of the table of entries."""
    body = answer.content.decode()  # type: ignore[attr-defined]
    found = re.findall(r"<tr>(.*?)</tr>", body[body.find("<tbody>") :], flags=re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.split(r"</t[hd]>", row)[:3]]
        for row in found
    ]


def test_it_tells_what_the_file_tells(
    client: Client,
    newsroom: Newsroom,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.LOG_DIR = tmp_path
    answer = client.get("/log/")
    assert answer.status_code == 200
    assert "nothing yet" in words_of(answer)
    assert rows(answer) == []

    claim = newsroom.published()
    hold_claim(claim=claim, by=newsroom.eva, note="We look again.")
    acknowledge()  # as after a commit
    told = log_file.read()
    assert told is not None
    answer = client.get("/log/")
    words = words_of(answer)
    for shown in (encoded(told.root), "localhost/log", str(next(log_keys.signers()).verifier)):
        assert shown in words
    assert "No witness cosigns this log" in words
    assert answer["Cache-Control"] == "public, max-age=5"
    assert rows(answer) == [
        ["2", "Put on hold", "No. 1, version 2"],
        ["1", "Published", "No. 1, version 1"],
        ["0", "Verdict scheme published", "Method, version 1"],
    ]

    # What the world was not told yet does not stand there.
    newsroom.published("The bridge was built in 1904.")
    assert [row[0] for row in rows(client.get("/log/"))] == ["2", "1", "0"]

    # Witnesses that are configured, with how far they have come.
    signer = Signer.make("one.example/w", COSIGNATURE)
    settings.LOG_WITNESSES = [(str(signer.verifier), "https://one.example/w")]
    assert [witness.name for witness in witnesses()] == ["one.example/w"]
    assert "one.example/w Has cosigned nothing yet." in words_of(client.get("/log/"))

    # Pages by keyset.
    acknowledge()
    monkeypatch.setattr(page, "ENTRIES_A_PAGE", 3)
    answer = client.get("/log/")
    assert [row[0] for row in rows(answer)] == ["3", "2", "1"]
    assert 'href="?before=1#entries"' in answer.content.decode()
    answer = client.get("/log/?before=1")
    assert [row[0] for row in rows(answer)] == ["0"]
    assert 'href="?before=' not in answer.content.decode()
    assert rows(client.get("/log/?before=999999999999999999"))[0][0] == "3"
    for wrong in ("x", "-1", "0", "1.5", "9" * 40, "٣"):
        assert client.get("/log/", {"before": wrong}).status_code == 400, wrong

    log_file.path().write_bytes(b"nonsense")
    answer = client.get("/log/")
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert str(tmp_path) not in answer.content.decode()
    assert "can’t be read" in words_of(answer)


def test_every_version_says_where_it_stands_in_the_log(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    newsroom.published("The bridge was built in 1904.")
    entry = Entry.objects.get(number=claim.number, version=1)
    key = str(next(log_keys.signers()).verifier)
    answer = client.get(f"/claims/{claim.number}/v1/")
    words = words_of(answer)
    assert f"Index {entry.index}" in words
    assert "2 hashes lead from this entry to the root of the log of 4 entries" in words
    assert key in words
    assert entry.record_digest in words
    command = f"python3 verify.py claim-{claim.number}-v1.tlog-proof --key {key} --record v1.json"
    assert command in words
    body = answer.content.decode()
    for link in (f"/claims/{claim.number}/v1.json", f"/claims/{claim.number}/v1.tlog-proof", "/log/"):
        assert f'href="{link}"' in body
    # The page is kept under the log's state, and the next entry makes another one of it.
    assert client.get(f"/claims/{claim.number}/v1/")["ETag"] == answer["ETag"]
    hold_claim(claim=claim, by=newsroom.eva, note="We look again.")
    assert "root of the log of 5 entries" in words_of(client.get(f"/claims/{claim.number}/v1/"))
    held = client.get(f"/claims/{claim.number}/v3/")
    assert "Index 4" in words_of(held)
