"""Who may import whom: schemas nobody, feeds and reports schemas; Python API and command line know both."""

import tomllib
from pathlib import Path

import pytest

from tests.house.sources import PRODUCT, ROOT, imports, modules, source

OURS = {*PRODUCT, "tests"}
MAY_IMPORT = {
    "schemas": {"schemas"},
    "reports": {"reports", "schemas"},
    "feeds": {"feeds", "schemas"},
    "feeds/api.py": {"feeds", "schemas", "reports"},
    "feeds/cli": {"feeds", "schemas", "reports", "sample_feeds"},
    "sample_feeds": {"sample_feeds", "feeds", "schemas", "reports"},
}


def layer(module: Path) -> str:
    two = "/".join(module.parts[:2])
    return two if two in MAY_IMPORT else module.parts[0]


def found_imports(module: Path) -> list[tuple[str, str]]:
    """Place and target of each import of a module."""
    return [(f"{module}:{line}", target) for line, target in imports(source(module), module.parts[:-1])]


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_a_layer_imports_only_what_it_may(name: str) -> None:
    own = [module for module in modules(*PRODUCT) if layer(module) == name]
    forbidden = OURS - MAY_IMPORT[name]
    seen = [pair for module in own for pair in found_imports(module)]
    assert own
    assert [pair for pair in seen if pair[1].partition(".")[0] in forbidden] == []


def test_only_the_command_line_imports_the_command_line() -> None:
    others = [module for module in modules(*PRODUCT) if layer(module) != "feeds/cli" and module.name != "__main__.py"]
    seen = [pair for module in others for pair in found_imports(module)]
    assert [pair for pair in seen if pair[1].startswith("feeds.cli")] == []


def test_only_the_command_line_imports_the_python_api() -> None:
    others = [module for module in modules(*PRODUCT) if layer(module) != "feeds/cli"]
    seen = [pair for module in others for pair in found_imports(module)]
    assert [pair for pair in seen if pair[1].startswith("feeds.api")] == []


def test_an_import_is_seen_in_functions_under_type_checking_relative_and_by_name() -> None:
    text = (
        "import reports\n"
        "if TYPE_CHECKING:\n    from feeds.upload import ready\n"
        "def f():\n    from . import records\n    from ..kinds import kind\n"
        "    importlib.import_module('schemas.cells')\n"
    )
    assert sorted(imports(text, ("feeds", "reading"))) == [
        (1, "reports"),
        (3, "feeds.upload.ready"),
        (5, "feeds.reading.records"),
        (6, "feeds.kinds.kind"),
        (7, "schemas.cells"),
    ]


def test_every_python_folder_of_the_product_is_packaged() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {".".join(module.parent.parts) for module in modules(*PRODUCT)}
    assert sorted(told["tool"]["setuptools"]["packages"]) == sorted(folders)


def test_no_modules_import_each_other_in_a_circle() -> None:
    names = {".".join(module.with_suffix("").parts).removesuffix(".__init__"): module for module in modules(*PRODUCT)}
    asked = {
        name: {next((at for at in (target, target.rpartition(".")[0]) if at in names), name) for _, target in found}
        for name, module in names.items()
        for found in [found_imports(module)]
    }
    left = {name: {target for target in targets if target != name} for name, targets in asked.items()}
    while free := {name for name, targets in left.items() if not targets & set(left)}:
        left = {name: targets for name, targets in left.items() if name not in free}
    circles = {name: sorted(targets & set(left)) for name, targets in left.items()}
    assert circles == {}
