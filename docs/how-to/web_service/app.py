# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi", "uvicorn", "integrationsfoerderung[report]"]
# ///
"""A small web service: cases in, statements out, and every problem of an input as data.

Run it with `python app.py`, or `uvicorn app:app`, and open http://127.0.0.1:8000/docs.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict

from integrationsfoerderung import (
    InvalidInput,
    Message,
    Notice,
    Problem,
    Programme,
    Statement,
    UnknownFigureError,
    audit,
    calculate,
    planning_frame,
    programmes,
)
from integrationsfoerderung.message import message
from integrationsfoerderung.serialisation import case_from_dict
from integrationsfoerderung.words import tell

Language = Literal["en", "de"]

PROGRAMMES = {programme.key: programme for programme in programmes()}
"""Only these: `load_programme` would also read files of the server, whose names no request may choose."""

app = FastAPI(title="Integrationsförderung")


class Order(BaseModel):
    """What is to be calculated; the case is written as in a statement's JSON."""

    model_config = ConfigDict(extra="forbid")

    programme: str = "pakt-fuer-integration"
    basis: Literal["announced", "pot_share"] = "announced"
    expected: bool = False
    case: dict[str, Any]


class Told(BaseModel):
    """A notice to be checked; with persons, or without where the audit is to find them."""

    model_config = ConfigDict(extra="forbid")

    programme: str = "pakt-fuer-integration"
    amount: Decimal
    persons: int | None = None


def programme_of(key: str) -> Programme:
    """Return a bundled programme."""
    if key not in PROGRAMMES:
        allowed = message("{keys:list}", keys=list(PROGRAMMES))
        raise InvalidInput("request", [Problem("request", "programme", key, allowed, message("use one of these"))])
    return PROGRAMMES[key]


def statement_of(order: Order) -> Statement:
    """Calculate an order."""
    case = case_from_dict(order.case)
    programme = programme_of(order.programme)
    return calculate(programme, case.municipalities, case.managers, basis=order.basis, expected=order.expected)


# --- what it answers


@app.get("/programmes")
def list_programmes(lang: Language = "en") -> list[dict[str, str]]:
    """Name the bundled programmes."""
    return [{"key": one.key, "name": one.name_de if lang == "de" else one.name} for one in PROGRAMMES.values()]


@app.get("/programmes/{key}/planning-frame")
def frame(key: str, persons: Annotated[int, Query(ge=0)], lang: Language = "en") -> dict[str, str]:
    """Tell the planning frame of so many persons, and how it comes about."""
    result = planning_frame(programme_of(key), persons=persons)
    return {"amount": str(result.amount), "explanation": result.explain(lang)}


@app.post("/statements")
def statement(order: Order) -> dict[str, Any]:
    """Calculate a case; the answer can be kept, and `Statement.from_dict` reads and checks it."""
    return statement_of(order).to_dict()


@app.post("/reports", response_class=HTMLResponse)
def report(order: Order, lang: Language = "de") -> str:
    """Calculate a case, as one HTML page to print."""
    return statement_of(order).report(lang)


@app.post("/audits")
def check(told: Told, lang: Language = "en") -> dict[str, Any]:
    """Say whether an amount follows from the rules, which counts it implies, and why."""
    [entry] = audit(programme_of(told.programme), [Notice(amount=told.amount, persons=told.persons)])
    return {"fits": entry.fits, "persons": list(entry.persons), "explanation": entry.explain(lang)}


# --- what it refuses


def problems_answer(problems: Iterable[dict[str, str]]) -> JSONResponse:
    """Answer 422 with all problems at once."""
    return JSONResponse({"problems": list(problems)}, status_code=422)


def language_of(request: Request) -> Language:
    """Return the language that a request asks for."""
    return "de" if request.query_params.get("lang") == "de" else "en"


@app.exception_handler(InvalidInput)
def refused(request: Request, error: InvalidInput) -> JSONResponse:
    """Answer with every problem of an input: what, where, what is allowed and what to do."""

    def told(text: Message) -> str:
        return tell(text, language_of(request))

    return problems_answer(
        {
            "subject": problem.subject,
            "field": problem.field,
            "value": problem.value,
            "allowed": told(problem.allowed),
            "remedy": told(problem.remedy),
            "text": told(problem.text),
        }
        for problem in error.problems
    )


@app.exception_handler(UnknownFigureError)
def unknown(request: Request, error: UnknownFigureError) -> JSONResponse:
    """Answer with what nobody knows, and where one could look."""
    return problems_answer([{"subject": "programme", "field": error.key, "text": tell(error, language_of(request))}])


@app.exception_handler(RequestValidationError)
def misshapen(_: Request, error: RequestValidationError) -> JSONResponse:
    """Answer in the same shape where the request itself does not fit."""
    return problems_answer(
        {"subject": "request", "field": ".".join(map(str, one["loc"])), "text": one["msg"]} for one in error.errors()
    )


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app)
