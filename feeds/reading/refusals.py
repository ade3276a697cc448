"""Why a file cannot be read, as a value on its way to the sentence that its user sees."""

import errno

from schemas import faults

AGAIN = "Open it in Excel, save it as .xlsx and upload that."
DAMAGED = f"it is damaged, or no Excel workbook. {AGAIN}"


class RefusedError(Exception):
    """Nothing can be read from a file; the message is the rest of a sentence that begins with the file's name."""

    def __init__(self, sentence: str, code: int = faults.FILE_UNREADABLE) -> None:
        super().__init__(sentence)
        self.code = code


class OutOfTimeError(Exception):
    """The processor time that reading a file may take is used up."""


def raise_if_out_of_memory(fault: BaseException) -> None:
    """Raises MemoryError where a fault of zlib, expat or the system says that there is no memory left."""
    is_zlib = type(fault).__name__ == "error" and "Error -4 " in str(fault)
    is_expat = type(fault).__name__ in ("ExpatError", "ParseError") and getattr(fault, "code", 0) == 1
    if is_zlib or is_expat or (isinstance(fault, OSError) and fault.errno == errno.ENOMEM):
        raise MemoryError from fault
