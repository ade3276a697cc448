"""The names of a file in a drop folder, of its reports and of its corrections, and the names that are ignored."""

import os
import re
from dataclasses import dataclass
from pathlib import PurePath

# Names that programs give to files that they are still writing, or to files that they keep next to an open one.
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download")
_BESIDE = ("~$", ".")
_OF_FOLDERS = ("thumbs.db", "desktop.ini")
# In bytes: a name may have 255, and needs room for a tag, the longest ending, and a temporary name.
_LONGEST_STEM, _LONGEST_SUFFIX = 180, 16
# As in the names that an upload gives: corrections of corrections are named like corrections of the first file.
_CORRECTIONS = re.compile(r"(\.[0-9]+(-[0-9]+)?)?\.corrections$")
# The reports and corrections of a file are written under this name, then moved to one with the file's own stem.
STEM = "file"
TOLD = (".report.txt", ".report.json", ".corrections.xlsx")


def is_left_alone(name: str) -> bool:
    """True for a name that is not to be uploaded: an unfinished or hidden file, or one kept next to an open file."""
    plain = name.casefold()
    return plain.endswith(_UNFINISHED) or plain.startswith(_BESIDE) or plain in _OF_FOLDERS


@dataclass(frozen=True)
class Names:
    """A file's name in two parts; the stem is cut to leave room for what is added."""

    stem: str
    suffix: str

    @classmethod
    def of(cls, name: str) -> "Names":
        """The parts of a file's name; a suffix that is too long becomes part of the stem."""
        stem, suffix = PurePath(name).stem, PurePath(name).suffix
        if len(os.fsencode(suffix)) > _LONGEST_SUFFIX:
            stem, suffix = name, ""
        return cls(_cut(os.fsencode(stem)), suffix)

    def file(self, tag: str) -> str:
        """The name of the file itself with a tag."""
        return f"{self.stem}{tag}{self.suffix}"

    def told(self, name: str, tag: str) -> str:
        """The name of a report or corrections of the file with a tag; ``name`` is STEM with an ending of TOLD."""
        ending = name.removeprefix(STEM)
        stem = _CORRECTIONS.sub("", self.stem) if ending == TOLD[-1] else self.stem
        return f"{stem}{tag}{ending}"

    def all(self, tag: str) -> list[str]:
        """Every name that the file may need with a tag."""
        return [self.file(tag), *(self.told(f"{STEM}{ending}", tag) for ending in TOLD)]


def _cut(stem: bytes) -> str:
    """A stem cut to the longest length; in UTF-8 no character is cut in two. The bytes need not be valid text."""
    end = _LONGEST_STEM
    while end > _LONGEST_STEM - 3 and stem[end : end + 1] and stem[end] & 0xC0 == 0x80:
        end -= 1
    return os.fsdecode(stem[:end])
