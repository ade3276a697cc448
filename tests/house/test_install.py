"""``pip install .``, not editable and outside the repository, gives a working ``orderfeeds`` with samples inside."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house.sources import PRODUCT, ROOT, modules

# What it takes, and a tenth: pyarrow alone is 170, pandas and numpy 160.
MOST_MB = 450
pytestmark = pytest.mark.slow
AS_OF = "2026-01-31T12:00:00+00:00"
FEEDS = ("shipping-confirmation", "order-cancellation", "order-adjustment")
DATA = {
    *(f"{package}/py.typed" for package in PRODUCT),
    "schemas/carriers.json",
    "schemas/faults.csv",
    "sample_feeds/orders.txt",
    "sample_feeds/orders.report.txt",
    *(f"sample_feeds/{name}.xlsx" for name in FEEDS),
    *(f"sample_feeds/{name}.report.txt" for name in FEEDS),
    *(f"sample_feeds/templates/{name}.xlsx" for name in FEEDS),
}


def done(*command: object, cwd: Path) -> str:
    """What a command says; it must succeed. Nothing of this process' own Python reaches it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    ended = subprocess.run(
        list(map(str, command)), cwd=cwd, env=clean, capture_output=True, text=True, check=False, timeout=600
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git has and would have, so that nothing is left in the repository."""
    if not (shutil.which("git") and (ROOT / ".git").exists()):
        pytest.skip("no git here")
    copy, place = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = done("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        if not (ROOT / name).is_file():
            continue
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    done(sys.executable, "-m", "pip", "wheel", "--quiet", copy, "--no-deps", "--wheel-dir", place, cwd=place)
    [built] = place.glob("orderfeeds-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script of a fresh environment with the wheel and what it needs, in the locked versions and without extras."""
    place = tmp_path_factory.mktemp("fresh")
    done(sys.executable, "-m", "venv", place / "env", cwd=place)
    python = place / "env" / "bin" / "python"
    install = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    locked = re.findall(r"^\S+==\S+", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    (place / "versions.txt").write_text("\n".join(locked))
    done(*install, "--constraint", "versions.txt", wheel, cwd=place)
    done(python, "-m", "pip", "check", cwd=place)
    return place / "env" / "bin" / "orderfeeds"


def test_the_wheel_holds_every_module_and_all_data_and_no_tests(wheel: Path) -> None:
    with ZipFile(wheel) as parts:
        names = {name for name in parts.namelist() if ".dist-info/" not in name}
    assert {str(module) for module in modules(*PRODUCT)} - names == set()
    assert names >= DATA
    assert {name.partition("/")[0] for name in names} == set(PRODUCT)


def test_the_installed_command_works_far_from_the_repository(installed: Path, tmp_path: Path) -> None:
    assert "orderfeeds 0." in done(installed, "--version", cwd=tmp_path)
    done(installed, "samples", "demo", "--as-of", AS_OF, cwd=tmp_path)
    given = ["--as-of", AS_OF, "--db", "orders.db"]
    done(installed, "terms", "--rehearsal", "--db", "orders.db", cwd=tmp_path)
    told = done(installed, "upload", "demo/orders.txt", *given, cwd=tmp_path)
    assert "upload 1" in told
    assert "0 refused" in told
    expected = (ROOT / "sample_feeds" / "orders.report.txt").read_text(encoding="utf-8")
    assert (tmp_path / "demo" / "orders.report.txt").read_text(encoding="utf-8") == expected
    done(installed, "nightly", "--out", "nights", "--format", "xlsx", *given, cwd=tmp_path)
    assert len(list((tmp_path / "nights" / "2026-01-31").iterdir())) == 22


def test_what_runs_is_what_was_installed(installed: Path, tmp_path: Path) -> None:
    where = (
        "import feeds, schemas, reports, sample_feeds as s; print(*(m.__file__ for m in (feeds, schemas, reports, s)))"
    )
    for place in done(installed.with_name("python"), "-c", where, cwd=tmp_path).split():
        assert installed.parents[1] in Path(place).parents


def test_slips_without_their_extra_are_answered_with_a_sentence(installed: Path, tmp_path: Path) -> None:
    ended = subprocess.run(
        [installed, "slips", "--days", "7"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    sentence = "Packing slips need packages that are not installed: pip install 'orderfeeds[slips]'\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", sentence)
    assert list(tmp_path.iterdir()) == []


def test_the_plain_install_stays_small(installed: Path) -> None:
    [packages] = (installed.parents[1] / "lib").glob("python*/site-packages")
    own = {"pip", "setuptools", "pkg_resources", "_distutils_hack"}
    files = [file for part in packages.iterdir() if part.name not in own for file in part.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < MOST_MB * 1_000_000
