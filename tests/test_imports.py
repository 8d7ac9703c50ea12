"""What `import integrationsfoerderung` costs others: nothing heavy, nothing optional, nothing that can wait."""

import subprocess
import sys

NOT_AT_IMPORT = {
    # optional: a plain install does not have them
    "babel",
    "click",
    "dask",
    "hypothesis",
    "jinja2",
    "matplotlib",
    "narwhals",
    "numpy",
    "pandas",
    "polars",
    "python_calamine",
    "rich",
    "xlsxwriter",
    # needed later, and loaded then
    "cattrs",
    "tomllib",
}


def printed_by(program: str) -> set[str]:
    """The words that a program prints in a fresh interpreter."""
    run = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


def modules_after(statement: str) -> set[str]:
    """The top-level modules loaded once a statement has run."""
    return printed_by(f"import sys\n{statement}\nprint(*(name.split('.')[0] for name in sys.modules))")


def test_importing_the_library_loads_nothing_heavy() -> None:
    loaded = modules_after("import integrationsfoerderung")
    assert "integrationsfoerderung" in loaded
    assert loaded & NOT_AT_IMPORT == set()


def test_every_public_name_is_there_and_brings_nothing_optional() -> None:
    loaded = modules_after("from integrationsfoerderung import *")
    assert loaded & (NOT_AT_IMPORT - {"cattrs", "tomllib"}) == set()


def test_no_module_has_the_name_of_a_public_function() -> None:
    clashes = printed_by(
        "import integrationsfoerderung as library, pkgutil\n"
        "print(*({module.name for module in pkgutil.iter_modules(library.__path__)} & set(library.__all__)))"
    )
    assert clashes == set()
