"""The bundled examples."""

from __future__ import annotations

from importlib import resources

from .errors import InvalidInput, Problem
from .message import message
from .model.case import Case


def load_example(name: str) -> Case:
    """Return a bundled example as a case.

    Args:
        name: `tuttlingen`: the Landkreis with its 35 municipalities; what is made up in it is marked (R6).

    Raises:
        InvalidInput: where there is no such example.

    >>> case = load_example("tuttlingen")
    >>> len(case.municipalities), len(case.managers), sum(manager.fte for manager in case.managers)
    (35, 14, Decimal('11.00'))
    """
    import json

    from .serialisation import case_from_dict

    folder = resources.files(__package__).joinpath("data", "examples")
    names = sorted(file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json"))
    if name not in names:
        allowed, remedy = message("{names:list}", names=names), message("use one of these names")
        raise InvalidInput("load_example", [Problem("load_example", "name", name, allowed, remedy)])
    return case_from_dict(json.loads(folder.joinpath(f"{name}.json").read_text(encoding="utf-8")), f"{name}.json")
