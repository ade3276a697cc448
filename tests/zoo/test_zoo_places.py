"""What stands in a file's place on a disk: pipes, devices, links, odd names, a file that grows while it is read."""

import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.desk_calls import Said, process
from tests.zoo.animals import RECORDS
from tests.zoo.of_packed import text
from tests.zoo.outcomes import FOR_PROGRAMMERS, NO_TABLE, outcome
from tests.zoo.workbook_parts import SHEET, book, sheet
from tests.zoo.xml_sheets import ROWS

GOOD = text(RECORDS, "\t")


def socket_at(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        # A socket's path may have 108 bytes at most.
        before = Path.cwd()
        os.chdir(path.parent)
        made.bind(path.name)
        os.chdir(before)


def pipe_behind(path: Path) -> None:
    os.mkfifo(path.with_suffix(".pipe"))
    path.symlink_to(path.with_suffix(".pipe"))


NO_FILES: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a socket": socket_at,
    "a link to zeros without end": lambda path: path.symlink_to("/dev/zero"),
    "a link to a device that is full": lambda path: path.symlink_to("/dev/full"),
    "a link to the terminal": lambda path: path.symlink_to("/dev/tty"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "a link to a pipe": pipe_behind,
}


@pytest.mark.parametrize("what", NO_FILES)
def test_what_is_no_file_is_refused_at_once(what: str, tmp_path: Path) -> None:
    NO_FILES[what](tmp_path / "parcels.txt")
    start = time.monotonic()
    got = outcome(tmp_path / "parcels.txt")
    assert time.monotonic() - start < 5
    assert (got.code, "parcels.txt" in got.sentence) == (76001, True)
    assert FOR_PROGRAMMERS.search(got.sentence) is None


def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_bytes(GOOD)
    (tmp_path / "parcels.txt").symlink_to("there.txt")
    assert outcome(tmp_path / "parcels.txt").cells == RECORDS


@pytest.mark.parametrize("name", ["/proc/self/mem", "/proc/self/environ", "/sys/kernel/notes"])
def test_a_file_of_the_kernel_is_refused(name: str) -> None:
    if not Path(name).exists():
        pytest.skip("no such file here")
    assert outcome(Path(name)).cells is None


NAMES = (
    *(
        "two\nlines.txt",
        "tab\t.txt",
        "parcels 📦.txt",
        "\u202etxt.exe",
        "a\x1b[31mred.txt",
        "-n.txt",
        "--db.txt",
        " .txt",
    ),
    *("x" * 251 + ".txt", "parcels-\udcfc.txt", "'\"$(id).txt", "%s{0}.txt", "no ending", ".txt", "report.report.txt"),
)


@pytest.mark.parametrize("name", NAMES, ids=[f"name-{number}" for number in range(len(NAMES))])
@pytest.mark.parametrize("content", [GOOD, b"\0\1\2"], ids=["good", "bad"])
def test_a_file_of_any_name_is_read_or_refused_on_one_line(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    got = outcome(tmp_path / name)
    assert got.cells == (RECORDS if content == GOOD else None)
    assert FOR_PROGRAMMERS.search(got.sentence) is None


def said_of(folder: Path, name: str) -> Said:
    return process("check", f"./{name}", "--db", "orders.db", cwd=folder)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES, ids=[f"name-{number}" for number in range(len(NAMES))])
def test_a_file_of_any_name_is_told_on_one_line_of_the_terminal(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\0\1\2")
    said = said_of(tmp_path, name)
    assert said.err.startswith(NO_TABLE)
    assert (said.code, said.err.count("\n")) == (2, 2)
    assert FOR_PROGRAMMERS.search(said.err.removeprefix(NO_TABLE).rstrip("\n")) is None


@pytest.mark.slow
def test_escape_sequences_of_a_file_do_not_reach_the_terminal(tmp_path: Path) -> None:
    heading, cell = "\x1b]0;title\x07", "\x1b[31m\u202egnp"
    table = ((*RECORDS[0], heading), (*RECORDS[1][:4], cell, RECORDS[1][5], cell), RECORDS[2])
    (tmp_path / "parcels.txt").write_bytes(text(table, "\t"))
    said = said_of(tmp_path, "parcels.txt")
    assert said.code in (0, 1)
    assert [sign for sign in "\x1b\x07\u202e" if sign in said.out + said.err] == []


def test_a_name_that_is_empty_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert outcome(Path()).code == 76001


def test_a_file_that_grows_while_it_is_read_is_read_as_far_as_it_was_or_refused(tmp_path: Path) -> None:
    path, ended = tmp_path / "parcels.txt", threading.Event()
    path.write_bytes(GOOD)

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            while not ended.is_set():
                file.write(b"\t".join(cell.encode() for cell in RECORDS[2]) + b"\r\n")
                time.sleep(0.001)

    growing = threading.Thread(target=grow)
    growing.start()
    try:
        for _ in range(20):
            got = outcome(path)
            assert got.cells is not None
            assert set(got.cells[:-1]) <= set(RECORDS)
    finally:
        ended.set()
        growing.join()


def test_an_entity_from_the_network_is_not_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        kinds = f'<!DOCTYPE x SYSTEM "{address}" [<!ENTITY % p SYSTEM "{address}"> %p;]>'.encode()
        (tmp_path / "parcels.xlsx").write_bytes(
            book({SHEET: sheet(ROWS).replace(b"<worksheet", kinds + b"<worksheet")})
        )
        assert outcome(tmp_path / "parcels.xlsx").code == 76001
        with pytest.raises(TimeoutError):
            server.accept()
