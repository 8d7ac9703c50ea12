"""Hypothesis profiles: `HYPOTHESIS_PROFILE=large ./run-tests`, or `./run-tests --hypothesis-profile=large`."""

import os

from hypothesis import HealthCheck, settings

# No deadline: a shared machine that is slow for a moment is no property of the rules.
settings.register_profile("default", deadline=None, max_examples=100)
# The same examples on every run, and a failure prints the line that reproduces it.
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, database=None, print_blob=True)
# Few inputs, for what does not depend on them: another interpreter, other versions of the dependencies.
settings.register_profile("quick", settings.get_profile("ci"), max_examples=10)
# For a long look before a release.
settings.register_profile(
    "large",
    settings.get_profile("default"),
    max_examples=10_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "default"))
