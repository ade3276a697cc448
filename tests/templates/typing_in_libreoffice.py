"""A person at LibreOffice: opens a workbook, types into its last sheet and stores it, all through LibreOffice's API.

Run by the Python that has LibreOffice's modules, with a job in JSON on standard input: ``program``, ``profile`` (a
folder of its own), ``open``, ``typed`` (cell to text), ``read`` (cells that are wanted), ``store`` (path to filter).
Prints the values of the cells that were read, after a recalculation.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

_PATIENCE = 120.0


def given(**values: Any) -> tuple[Any, ...]:
    pairs = []
    for name, value in values.items():
        pairs.append(pair := PropertyValue())
        pair.Name, pair.Value = name, value
    return tuple(pairs)


def connected(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def work(context: Any, job: dict[str, Any]) -> list[Any]:
    services = context.ServiceManager
    desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    book = desktop.loadComponentFromURL(Path(job["open"]).as_uri(), "_blank", 0, given(Hidden=True))
    view = book.CurrentController
    sheet = book.Sheets.getByIndex(book.Sheets.Count - 1)
    view.setActiveSheet(sheet)
    for cell, text in job["typed"].items():
        dispatcher.executeDispatch(view.Frame, ".uno:GoToCell", "", 0, given(ToPoint=cell))
        dispatcher.executeDispatch(view.Frame, ".uno:EnterString", "", 0, given(StringName=text))
    book.calculateAll()
    seen = [sheet.getCellRangeByName(cell).String for cell in job["read"]]
    for path, name in job["store"].items():
        book.storeToURL(Path(path).as_uri(), given(FilterName=name))
    book.close(True)
    desktop.terminate()
    return seen


def main() -> None:
    job = json.load(sys.stdin)
    pipe = "orderfeeds" + "".join(filter(str.isalnum, Path(job["profile"]).name))
    options = ["--headless", "--invisible", "--norestore", "--nologo", "--nodefault"]
    profile = f"-env:UserInstallation={Path(job['profile']).as_uri()}"
    program = subprocess.Popen([job["program"], profile, *options, f"--accept=pipe,name={pipe};urp;"])
    try:
        sys.stdout.write(json.dumps(work(connected(pipe), job)))
        program.wait(_PATIENCE)
    finally:
        program.kill()


if __name__ == "__main__":
    main()
