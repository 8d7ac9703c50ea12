"""What the library's source never does: run texts, unpickle, reach for the network, guessable files beside others'."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import integrationsfoerderung

SOURCE = Path(integrationsfoerderung.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))

RUNS_TEXTS = {"eval", "exec", "compile", "__import__"}

FORBIDDEN_MODULES = {
    "a network": {
        "aiohttp", "asyncio", "ftplib", "http.client", "http.server", "httpx", "imaplib", "poplib", "requests",
        "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "webbrowser", "xmlrpc",
    },
    "unpickling": {"cPickle", "cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve"},
    "other programs": {"ctypes", "pty", "subprocess"},
}  # fmt: skip

FORBIDDEN_CALLS = {
    "os.system", "os.popen", "os.execv", "os.execvp", "os.startfile", "tempfile.mktemp", "os.tempnam", "os.tmpnam",
    "yaml.load", "numpy.load", "np.load", "pandas.read_pickle",
}  # fmt: skip

PUBLIC_PLACES = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108  # looked for, not used


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imports(tree: ast.AST) -> Iterator[str]:
    """Every absolute name that is imported, wherever the import stands, with those it is part of."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names = [name.value for name in node.args if isinstance(name, ast.Constant) and isinstance(name.value, str)]
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def offences(tree: ast.AST) -> list[str]:
    """What a module does that it may not."""
    found = [f"{what}: {name}" for what, names in FORBIDDEN_MODULES.items() for name in imports(tree) if name in names]
    for name, call in calls(tree):
        if name in RUNS_TEXTS or name in FORBIDDEN_CALLS or name.startswith("builtins."):
            found.append(f"line {call.lineno}: {name}")
        if name.endswith("import_module") and not _is_plain(call):
            found.append(f"line {call.lineno}: a module by a computed name")
    found += [
        f"line {node.lineno}: a predictable place, {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(PUBLIC_PLACES)
    ]
    return found


def _is_plain(call: ast.Call) -> bool:
    """Whether the name of a module stands there, or is that of one of the package: relative, with a dot before it."""
    name = call.args[0]
    if isinstance(name, ast.JoinedStr):
        first = name.values[0]
        return isinstance(first, ast.Constant) and str(first.value).startswith(".")
    return isinstance(name, ast.Constant)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_keeps_to_itself(path: Path) -> None:
    assert offences(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "eval('1')",
        "import pickle",
        "def f():\n    from pickle import loads",
        "import urllib.request as r",
        "from urllib import request",
        "from http import client",
        "import tempfile\ntempfile.mktemp()",
        "import_module(name)",
        "import_module('socket')",
        "open('/tmp/x', 'w')",
        "import os\nos.system('x')",
    ],
)
def test_the_check_sees_what_it_looks_for(text: str) -> None:
    assert offences(ast.parse(text))
