"""Axes that show themselves."""

from __future__ import annotations

from io import BytesIO

from matplotlib.axes import Axes


class Picture(Axes):
    """Axes on a figure of their own: in a notebook they show themselves, without pyplot."""

    def _repr_png_(self) -> bytes | None:
        """Return the whole figure as a PNG, for notebooks; None where the axes were taken out of it."""
        content, figure = BytesIO(), self.get_figure(root=True)
        if figure is None:
            return None
        figure.savefig(content, format="png", dpi=144, facecolor="white")
        return content.getvalue()
