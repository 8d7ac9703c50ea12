"""What the built wheel has to do in an environment with nothing else in it: run by .ci/run."""

import importlib.util
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import integrationsfoerderung
from integrationsfoerderung import load_example, load_programme, planning_frame

ABSENT = ("babel", "click", "jinja2", "matplotlib", "narwhals", "numpy", "pandas", "polars", "pytest", "rich")
INSTALL_LINE = "pip install 'integrationsfoerderung[cli]'"


def check(holds: bool, what: str) -> None:
    """Say what was seen; end with an error where it does not hold."""
    print(("ok: " if holds else "NOT SO: ") + what)
    if not holds:
        sys.exit(1)


package = Path(integrationsfoerderung.__file__).parent
check("site-packages" in package.parts, f"the package comes from an installed wheel: {package}")
check((package / "py.typed").is_file(), "the wheel says that it is typed")
check(not [name for name in ABSENT if importlib.util.find_spec(name)], "nothing optional is installed")

programme = load_programme("pakt-fuer-integration")
check(planning_frame(programme, persons=352).amount == Decimal("280220.00"), "352 persons have a frame of 280,220.00")
check(len(load_example("tuttlingen").municipalities) == 35, "the example has its 35 municipalities")

run = subprocess.run([sys.executable, "-m", "integrationsfoerderung"], capture_output=True, text=True, check=False)
said = run.stdout + run.stderr
check(
    run.returncode != 0 and "Traceback" not in said,
    f"without [cli] the command line ends in a line, not a traceback: {said!r}",
)
check(INSTALL_LINE in said, f"the line says what to install: {INSTALL_LINE}")
