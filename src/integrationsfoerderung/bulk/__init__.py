"""The same rules for thousands of municipalities in thousands of scenarios, on arrays of whole numbers.

Every function takes whole numbers with the municipalities on the last axis, scenarios before it, and gives whole cents
in that shape: the amounts that `calculate` gives, to the cent. Whether 64 bits are enough is known before anything is
computed; where they are not, the same rules run on Python's integers. Needs numpy:
`pip install 'integrationsfoerderung[bulk]'`.

>>> from integrationsfoerderung import load_programme
>>> from integrationsfoerderung.bulk import payouts
>>> payouts(load_programme("pakt-fuer-integration"), [[248, 44], [250, 40]], round="2017").tolist()
[[30380000, 5390000], [30625000, 4900000]]
"""

from __future__ import annotations

from ..errors import MissingExtra

try:
    import numpy as np  # noqa: F401  # only to say what is missing
except ImportError as _error:
    raise MissingExtra("integrationsfoerderung.bulk", "bulk") from _error

from .ensembles import Ensemble, ensemble
from .funding import Grants, Managers, grants
from .pillars import first_tranches, payouts, planning_frames
from .scenarios import Resampled, Scaled
from .splits import apportion

__all__ = [
    "Ensemble",
    "Grants",
    "Managers",
    "Resampled",
    "Scaled",
    "apportion",
    "ensemble",
    "first_tranches",
    "grants",
    "payouts",
    "planning_frames",
]
