"""The page on the house names every room that the import contract knows, and none that is gone."""

import re
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
DOOR = "__main__"  # no room: it opens the command line


def test_every_room_has_its_floor_on_the_page() -> None:
    contracts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    [floors] = [contract for contract in contracts["contracts"] if contract["id"] == "floors"]
    rooms = {room for layer in floors["layers"] for room in re.findall(r"\w+", layer)} - {DOOR}
    page = (CHECKOUT / "docs" / "explanation" / "house.md").read_text(encoding="utf-8")
    table = [line.split("|")[2] for line in page.splitlines() if re.match(r"\| (top|third|second|first|ground):", line)]
    assert len(table) == 5
    assert set(re.findall(r"`(\w+)`", "".join(table))) == rooms
