"""The sources of the product as text and syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("feeds", "schemas", "reports", "sample_feeds")


def modules(*folders: str) -> list[Path]:
    """The Python files of top-level folders, as paths from the root of the repository."""
    return [path.relative_to(ROOT) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def source(module: Path) -> str:
    return (ROOT / module).read_text(encoding="utf-8")


def imports(text: str, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a module of ``package`` imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            whence = ".".join((*start, *([node.module] if node.module else [])))
            yield from ((node.lineno, f"{whence}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            named = [name.value for name in node.args[:1] if isinstance(name, ast.Constant)]
            yield from ((node.lineno, str(name)) for name in named)
