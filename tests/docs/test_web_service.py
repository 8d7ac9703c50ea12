"""The web service of the how-to guide does what its page says: results and problems as data, in both languages."""

import importlib.util
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from integrationsfoerderung import Statement, calculate, load_example, load_programme
from integrationsfoerderung.serialisation import to_plain

APP = Path(__file__).parents[2] / "docs" / "how-to" / "web_service" / "app.py"


@pytest.fixture(scope="module")
def client() -> TestClient:
    """Load the service from its file, as a server would."""
    spec = importlib.util.spec_from_file_location("web_service_app", APP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return TestClient(module.app)


def town(**changes: Any) -> dict[str, Any]:
    """The city of Tuttlingen as a client writes it."""
    counted = {"record_date": "2017-09-15", "persons": 248}
    return {"ags": "08327050", "name": "Tuttlingen", "head_counts": [counted]} | changes


class TestResults:
    """What the service answers is what the library computes."""

    def test_a_statement_is_the_one_the_library_computes(self, client: TestClient) -> None:
        case = load_example("tuttlingen")
        answer = client.post("/statements", json={"case": to_plain(case), "basis": "pot_share"})
        assert answer.status_code == 200
        pakt = load_programme("pakt-fuer-integration")
        expected = calculate(pakt, case.municipalities, case.managers, basis="pot_share")
        assert Statement.from_dict(answer.json()).payouts == expected.payouts
        assert answer.json()["grants"] == json.loads(json.dumps(expected.to_dict()["grants"]))

    def test_expected_figures_only_on_request(self, client: TestClient) -> None:
        order = {
            "programme": "pakt-fuer-integration-2019",
            "case": {"municipalities": [town(head_counts=[{"record_date": "2019-09-15", "persons": 1358}])]},
        }
        open_one = client.post("/statements", json=order).json()
        told = client.post("/statements", json=order | {"expected": True}).json()
        assert [payout["amount"] for payout in open_one["payouts"]] == [None]
        assert [gap["key"] for gap in open_one["gaps"]] != []
        assert [payout["amount"] for payout in told["payouts"]] == ["1362074.00"]

    def test_a_planning_frame_with_its_explanation(self, client: TestClient) -> None:
        answer = client.get("/programmes/pakt-fuer-integration/planning-frame", params={"persons": 352, "lang": "de"})
        assert answer.json()["amount"] == "280220.00"
        assert "Planungsrahmen" in answer.json()["explanation"]

    def test_programmes_by_name(self, client: TestClient) -> None:
        assert client.get("/programmes").json()[0]["key"] == "pakt-fuer-integration"
        assert "Ausgabe" in client.get("/programmes", params={"lang": "de"}).json()[0]["name"]

    @pytest.mark.parametrize(("amount", "fits"), [("280220", True), ("282020.00", False)])
    def test_an_audit(self, client: TestClient, amount: str, fits: bool) -> None:
        answer = client.post("/audits", json={"amount": amount, "persons": 352})
        assert answer.json()["fits"] is fits
        assert ("does not fit" in answer.json()["explanation"]) is not fits

    def test_a_report_in_german(self, client: TestClient) -> None:
        answer = client.post("/reports", json={"case": {"municipalities": [town()]}})
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert '<html lang="de">' in answer.text
        assert "303.800,00" in answer.text

    def test_the_description_for_clients(self, client: TestClient) -> None:
        assert set(client.get("/openapi.json").json()["paths"]) == {
            "/programmes", "/programmes/{key}/planning-frame", "/statements", "/reports", "/audits",
        }  # fmt: skip


class TestProblems:
    """What the service refuses it refuses with 422 and all problems, never with 500."""

    def test_all_problems_at_once_in_the_language_of_the_client(self, client: TestClient) -> None:
        managers = [
            {"id": "M-1", "provider": "08327050", "fte": "2", "qualification": "degree", "start": "2018-04-01"},
            {"id": "M-2", "provider": "08327050", "fte": "-1", "qualification": "degree", "start": "2018-04-01"},
        ]
        case = {"municipalities": [town(ags="8327050")], "managers": managers}
        answer = client.post("/statements", params={"lang": "de"}, json={"case": case})
        assert answer.status_code == 422
        problems = answer.json()["problems"]
        assert {problem["field"] for problem in problems} >= {"ags", "fte"}
        assert all("Abhilfe" in problem["text"] for problem in problems)
        assert {"subject", "field", "value", "allowed", "remedy", "text"} == set(problems[0])

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"case": []},
            {"case": {"towns": []}},
            {"case": {"municipalities": [town(head_counts=[{"record_date": "2017-09-15", "persons": 248.0}])]}},
            {"case": {"municipalities": [town(head_counts=[{"record_date": "15.09.2017", "persons": 248}])]}},
            {"case": {"municipalities": [town(), town()]}},
            {"case": {}, "basis": "guess"},
            {"case": {}, "programme": "/etc/passwd"},
            {"case": {}, "programm": "pakt-fuer-integration"},
        ],
    )
    def test_what_does_not_fit(self, client: TestClient, body: Any) -> None:
        answer = client.post("/statements", json=body)
        assert answer.status_code == 422
        assert answer.json()["problems"] != []
        assert all(problem["text"] for problem in answer.json()["problems"])

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"case": {"name": "' + b"x" * 10 + b'"'])
    def test_what_is_no_json(self, client: TestClient, body: bytes) -> None:
        answer = client.post("/statements", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422)

    def test_a_negative_count_and_an_edition_without_frames(self, client: TestClient) -> None:
        path = "/programmes/{}/planning-frame"
        assert client.get(path.format("pakt-fuer-integration"), params={"persons": -1}).status_code == 422
        assert client.get(path.format("ukraine-aid-2022"), params={"persons": 5}).status_code == 422
        assert client.get(path.format("no-such-programme"), params={"persons": 5}).status_code == 422

    def test_a_name_that_is_markup_stays_text_in_the_report(self, client: TestClient) -> None:
        case = {"municipalities": [town(name="<script>alert(1)</script>")]}
        assert "<script>" not in client.post("/reports", json={"case": case}).text


def test_amounts_are_text() -> None:
    """A number of JSON would be read as a float by most clients."""
    payout = calculate(load_programme("pakt-fuer-integration"), load_example("tuttlingen").municipalities).to_dict()
    assert {type(one["amount"]) for one in payout["payouts"]} == {str}
    assert Decimal(payout["payouts"][0]["amount"]) > 0
