"""The picture of an ensemble: an interval for each municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import MissingExtra, Problem, refuse
from ..message import Language, message, number_text, told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .ensembles import Ensemble

_WORDS = {
    "en": {"interval": "of {scenarios} scenarios", "threshold": "threshold", "without": "without uncertainty"},
    "de": {"interval": "von {scenarios} Szenarien", "threshold": "Schwelle", "without": "ohne Unsicherheit"},
}


def intervals(ensemble: Ensemble, ax: Axes | None, most: int, lang: Language) -> Axes:
    """Draw the interval between the lowest and the highest quantile of the municipalities with the largest amounts."""
    try:
        import matplotlib as mpl  # noqa: F401  # only to say what is missing

        from ..plot._style import canvas, euro_axis, rows, title
    except ImportError as error:
        raise MissingExtra("Ensemble.plot", "plot") from error
    if len(ensemble.levels) < 2:
        allowed, remedy = message("at least two quantiles"), message("ask for them when the ensemble is made")
        refuse("Ensemble.plot", [Problem("Ensemble.plot", "quantiles", len(ensemble.levels), allowed, remedy)])
    words = _WORDS[lang]
    by_level = sorted(range(len(ensemble.levels)), key=ensemble.levels.__getitem__)
    low, high = ensemble.quantiles[by_level[0]] / 100, ensemble.quantiles[by_level[-1]] / 100
    places_by_amount = sorted(range(len(ensemble.keys)), key=lambda place: -int(ensemble.amounts[place]))
    shown = places_by_amount[:most]
    ax = canvas(ax, 7, 1 + 0.25 * len(shown))
    places = list(range(len(shown)))
    levels = f"{_percent(ensemble, by_level[0], lang)}–{_percent(ensemble, by_level[-1], lang)}"
    label = f"{levels} {words['interval'].format(scenarios=number_text(ensemble.scenarios, lang))}"
    ax.hlines(places, low[shown], high[shown], linewidth=5, alpha=0.4, label=label)
    ax.plot(ensemble.amounts[shown] / 100, places, "o", markersize=4, label=words["without"])
    if ensemble.threshold is not None:
        text = f"{words['threshold']} {number_text(ensemble.threshold, lang)}"
        ax.axvline(float(ensemble.threshold), linestyle="--", linewidth=1, color="black", label=text)
    rows(ax, [ensemble.keys[place] for place in shown])  # the largest on top
    ax.set_xlabel("EUR")
    euro_axis(ax.xaxis, lang)
    title(ax, told(ensemble.what), lang)
    ax.legend()
    return ax


def _percent(ensemble: Ensemble, place: int, lang: Language) -> str:
    return f"{number_text((ensemble.levels[place] * 100).normalize(), lang)} %"
