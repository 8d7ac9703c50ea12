"""Sphinx configuration: nitpicky, and built without a network."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring

_HERE = Path(__file__).parent
sys.path.insert(0, str(_HERE))  # for the extensions of this project

project = "integrationsfoerderung"
author = "The integrationsfoerderung developers"
copyright = author
release = installed_version(project)
version = release.rpartition(".")[0]
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "_ext.generated",
]
exclude_patterns = ["_build", "_ext", "_inventory"]
default_role = "code"
smartquotes = False  # quotes around a value in a message are part of it, and German has others
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(integrationsfoerderung\..*\.|~)?_\w+"),  # private type variables in signatures
    (
        "py:class",
        r"Axes|Converter|Decimal|GNUTranslations|Language|numpy\.\w+|(hypothesis\.strategies|st)\.SearchStrategy",
    ),  # known to type checkers only
]

html_theme = "furo"
html_title = f"integrationsfoerderung {release}"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_copy_source = False  # the pages are for reading; the checkout has their sources

# Executed pages: an example that fails, or shows another result than it says, breaks the build.
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120

# A class shows its fields with the docstrings that stand under them, in the order of the source.
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
maximum_signature_line_length = 80
autodoc_default_options = {"members": True, "ignore-module-all": True}  # a name is shown where it lives
autoclass_content = "class"

# Names of other projects, looked up in copies: no build asks the network.
intersphinx_mapping = {"python": ("https://docs.python.org/3", str(_HERE / "_inventory" / "python.inv"))}


def _sections(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Turn "Raises:" and the like into fields; a text under a field or property is a docstring like any other.

    The extension sphinx.ext.napoleon would take "How it is rounded: up" under a field for a type and its description.
    """
    lines[:] = GoogleDocstring(lines, Config(napoleon_use_rtype=False), app, "function", name, obj, options).lines()


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", _sections)
