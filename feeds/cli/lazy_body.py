"""Loads the body of a command when it runs; the only place where the command line imports by name."""

import importlib
from typing import Any


def run(body: str, /, **given: Any) -> int:
    """The exit code of a body, ``module:function``, called with the values of the command's options.

    Help and the reading of options need only click and the declarations; the body's module imports all that it needs,
    as pandas and SQLAlchemy, which takes half a second.
    """
    module, _, function = body.partition(":")
    code: int = getattr(importlib.import_module(module), function)(**given)
    return code
