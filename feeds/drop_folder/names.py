"""What a file of a drop folder, its report and its corrections are called, and which names are left alone."""

import os
import re
from dataclasses import dataclass
from pathlib import PurePath

# Names that programs give to files which they are still writing, or keep beside them.
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download")
_BESIDE = ("~$", ".")
_OF_FOLDERS = ("thumbs.db", "desktop.ini")
# Of the 255 bytes that a name may have, with room for a tag, the longest ending, and a name while it is written.
_LONGEST_STEM, _LONGEST_SUFFIX = 180, 16
# As in the names that an upload gives: corrections of corrections are those of the same file.
_CORRECTIONS = re.compile(r"(\.[0-9]+(-[0-9]+)?)?\.corrections$")
# What is told of a file is written under this name, and moved under the file's own.
STEM = "file"
TOLD = (".report.txt", ".report.json", ".corrections.xlsx")


def is_left_alone(name: str) -> bool:
    """Whether a file of this name is none to upload: unfinished, hidden, or kept beside one that is open."""
    plain = name.casefold()
    return plain.endswith(_UNFINISHED) or plain.startswith(_BESIDE) or plain in _OF_FOLDERS


@dataclass(frozen=True)
class Names:
    """A file's name in two parts, each cut where it is too long for what is added."""

    stem: str
    suffix: str

    @classmethod
    def of(cls, name: str) -> "Names":
        """The parts of a file's name."""
        stem, suffix = PurePath(name).stem, PurePath(name).suffix
        if len(os.fsencode(suffix)) > _LONGEST_SUFFIX:
            stem, suffix = name, ""
        return cls(_cut(os.fsencode(stem)), suffix)

    def file(self, tag: str) -> str:
        """The file itself under a tag."""
        return f"{self.stem}{tag}{self.suffix}"

    def told(self, name: str, tag: str) -> str:
        """Something told of the file under a tag; ``name`` is STEM and one of the endings of TOLD."""
        ending = name.removeprefix(STEM)
        stem = _CORRECTIONS.sub("", self.stem) if ending == TOLD[-1] else self.stem
        return f"{stem}{tag}{ending}"

    def all(self, tag: str) -> list[str]:
        """Every name that the file may need under a tag."""
        return [self.file(tag), *(self.told(f"{STEM}{ending}", tag) for ending in TOLD)]


def _cut(stem: bytes) -> str:
    """A stem that is short enough; a name need be no text, but where it is, no letter is cut in two."""
    end = _LONGEST_STEM
    while end > _LONGEST_STEM - 3 and stem[end : end + 1] and stem[end] & 0xC0 == 0x80:
        end -= 1
    return os.fsdecode(stem[:end])
