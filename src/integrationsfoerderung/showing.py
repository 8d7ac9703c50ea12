"""How nouns show themselves in notebooks: one place for what all of them do alike."""

from __future__ import annotations


class Shown:
    """Gives a noun its notebook view; what a terminal shows stays its `repr`."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return the noun as a compact piece of HTML: escaped, readable in light and dark."""
        from .notebook import html

        return html(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return the views that a notebook may choose from: text for terminals, HTML for the rest.

        Args:
            include: the MIME types that are asked for; the caller leaves out what it does not want.
            exclude: the MIME types that are not wanted.
        """
        del include, exclude
        return {"text/plain": repr(self), "text/html": self._repr_html_()}
