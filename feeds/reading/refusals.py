"""Why a file cannot be read, as a value on its way to the sentence that its user sees."""

from schemas import faults

AGAIN = "Open it in Excel, save it as .xlsx and upload that."
DAMAGED = f"it is damaged, or no Excel workbook. {AGAIN}"


class RefusedError(Exception):
    """Nothing can be read from a file; the message is the rest of a sentence that begins with the file's name."""

    def __init__(self, sentence: str, code: int = faults.FILE_UNREADABLE) -> None:
        super().__init__(sentence)
        self.code = code
