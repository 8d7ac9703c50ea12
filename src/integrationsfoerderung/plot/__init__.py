"""Pictures of statements and comparisons: for print, for notebooks, for a council's paper.

Every function draws on the axes it is given, or on a figure of its own, and returns the axes. Nothing else is touched:
neither pyplot nor its settings. Texts and numbers are German with `lang="de"`. Needs matplotlib:
`pip install 'integrationsfoerderung[plot]'`.

>>> from integrationsfoerderung import calculate, load_example, load_programme
>>> from integrationsfoerderung.plot import payouts
>>> case = load_example("tuttlingen")
>>> statement = calculate(load_programme("pakt-fuer-integration"), case.municipalities, case.managers)
>>> payouts(statement, lang="de").get_title(loc="left")
'Auszahlungen je Gemeinde: Pakt für Integration, Ausgabe 2017/18'
"""

from __future__ import annotations

from ..errors import MissingExtra

try:
    import matplotlib as mpl  # noqa: F401  # only to say what is missing
except ImportError as _error:
    raise MissingExtra("integrationsfoerderung.plot", "plot") from _error

from .bars import differences, payouts
from .flows import flow
from .maps import district_map
from .picture import Picture
from .terms import timeline

__all__ = ["Picture", "differences", "district_map", "flow", "payouts", "timeline"]
