"""The verifier and the method's records at their addresses."""

from pathlib import Path

from django.test import Client

from claims import records, verifier
from claims.models import Entry
from tests.cast import Newsroom


def test_the_verifier_is_served_as_it_is(database: None, client: Client) -> None:
    answer = client.get("/log/verify.py")
    assert answer.content == Path(verifier.__file__).read_bytes()
    assert answer["Content-Type"] == "text/x-python; charset=utf-8"
    assert client.head("/log/verify.py")["Content-Length"] == str(len(answer.content))
    assert client.post("/log/verify.py").status_code == 405


def test_a_record_of_the_method_is_served_as_hashed(newsroom: Newsroom, client: Client) -> None:
    answer = client.get("/method/v1.json")
    assert records.digest(answer.content) == Entry.objects.get(claim=None).record_digest
    assert answer["Content-Type"] == "application/json"
    assert client.get("/method/v2.json").status_code == 404
