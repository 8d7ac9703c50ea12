"""The reference is complete: every module a program may import has its docstrings on a page."""

import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PACKAGE = CHECKOUT / "src" / "integrationsfoerderung"
NOT_IMPORTED_BY_PROGRAMS = "cli."  # the command line is documented by what it prints


def test_every_module_has_its_place_in_the_reference() -> None:
    modules = {
        ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
        for file in PACKAGE.rglob("*.py")
        if not file.name.startswith("_")
    }
    wanted = {module for module in modules if not module.startswith(NOT_IMPORTED_BY_PROGRAMS)}
    pages = "\n".join(page.read_text(encoding="utf-8") for page in (CHECKOUT / "docs" / "reference").glob("*.md"))
    shown = re.findall(r"automodule:: integrationsfoerderung\.(\S+)", pages)
    assert wanted - set(shown) == set(), "add an automodule block for these to a page in docs/reference"
    assert sorted(shown) == sorted(wanted), "shown twice, or gone"
