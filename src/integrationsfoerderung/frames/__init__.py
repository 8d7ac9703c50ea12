"""Data frames in and out: pandas, polars and Arrow alike.

What comes in is checked as files are, every problem with its row and column; what goes out is exact: amounts are
decimals, or whole cents where the backend has no decimals, and then the column's name says so. Needs narwhals and the
backend: `pip install 'integrationsfoerderung[frames]' polars`.

>>> from integrationsfoerderung import calculate, load_example, load_programme
>>> case = load_example("tuttlingen")
>>> statement = calculate(load_programme("pakt-fuer-integration"), case.municipalities, case.managers)
>>> frame = to_frame(statement, "municipalities", backend="polars")
>>> frame["total"].sum() == statement.total(known_only=True)
True
"""

from __future__ import annotations

from ..errors import MissingExtra

try:
    import narwhals as nw  # noqa: F401  # only to say what is missing
except ImportError as _error:
    raise MissingExtra("integrationsfoerderung.frames", "frames") from _error

from .frames_in import Read, case_from_frames, managers_from_frame, municipalities_from_frame
from .frames_out import Backend, MissingBackend, case_to_frame, to_frame

__all__ = [
    "Backend",
    "MissingBackend",
    "Read",
    "case_from_frames",
    "case_to_frame",
    "managers_from_frame",
    "municipalities_from_frame",
    "to_frame",
]
