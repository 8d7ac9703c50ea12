"""Figures, remarks and errors as text, in English or German.

The English sentence is the key of its translation; the German ones stand in a gettext catalogue under `data/locale`.
"""

from .catalogue import LANGUAGES, tell, translate
from .explanation import explain_figure, held
from .payouts import explain_grant, explain_payout
from .quantities import bare, citation, label, look, note, quantity, status_word

__all__ = [
    "LANGUAGES",
    "bare",
    "citation",
    "explain_figure",
    "explain_grant",
    "explain_payout",
    "held",
    "label",
    "look",
    "note",
    "quantity",
    "status_word",
    "tell",
    "translate",
]
