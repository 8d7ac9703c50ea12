"""All benchmarks in one run: `python -m tests.benchmarks` in the checkout; the scalar path first, then bulk."""

import runpy

for name in ("core", "bulk"):
    runpy.run_module(f"tests.benchmarks.{name}", run_name="__main__")
