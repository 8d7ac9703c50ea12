"""The statement as a report (Berechnungsnachweis): one HTML file that stands alone, and the same as PDF.

Needs the extra `[report]`; the PDF needs `[pdf]` and the system's pango.
"""

from .printing import MissingLibrary, pdf
from .rendering import html

__all__ = ["MissingLibrary", "html", "pdf"]
