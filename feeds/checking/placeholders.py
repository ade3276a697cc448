"""Finds placeholders: words and marks for an empty cell, such as None, nan, N/A, -, 同上 or pickup.

In free text only placeholders of programs count, in exactly their spelling: a product may be called Pending. In a feed
that has the word NULL, that word deletes and is no placeholder.
"""

import re
from typing import Literal
from unicodedata import normalize

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

# An extra column of a heading whose empty cells mean something: true where a cell has a placeholder or empty formula.
UNSAID = "{} unsaid"
Among = Literal["values", "names", "texts"]
_LONGEST = 40
# How pandas, databases and spreadsheets write a missing value.
_OF_PROGRAMS = frozenset("nan NaN NAN None none <NA> N/A n/a NaT null NULL Null undefined - -- --- .".split())
# Compared in lower case, without spaces, accents and marks: words for no value, for the value above, and for no parcel
# that can be tracked.
_NO_VALUE = """
    none nan na null nil nat nul undefined blank empty missing x xx xxx nd sn ns kn notapplicable notavailable notyet
    notyetavailable nonumber untracked notracking notrackingnumber notrackingno withouttracking tba tbd tbc tobeadvised
    tobeannounced tobeconfirmed tobedetermined pending unknown unspecified unavailable waiting awaiting comingsoon later
    tofollow ninguno ninguna sinnumero sinseguimiento nodisponible noaplica nulo aucun aucune neant nondisponible
    nonapplicable keine keiner keines kein nichtvorhanden nichtverfugbar nichtverfuegbar unbekannt folgt entfallt
    entfaellt ausstehend ohne leer nessuno nessuna nondisponibile vuoto nenhum nenhuma naodisponivel naoaplica vazio
    geen niet nietbeschikbaar nvt leeg brak niema brakdanych ingen saknas yok bilinmiyor нет неизвестно отсутствует
    なし 無し 無 ナシ 未定 未 不明 空 空白 該当なし 番号なし 追跡番号なし 追跡なし 問合せ番号なし 未発番 未入力 後日
    確認中 无 沒有 没有 暂无 暫無 无单号 無單號 无运单号 待定 未知 空值 待补 待补充 无物流 無物流 없음 없슴 미정
"""
_VALUE_ABOVE = """
    seeabove asabove sameasabove same sameasbefore above ditto do idem dto seebelow seenote seenotes seeemail mismo
    igualquearriba cidessus memechose sieheoben dito stesso vedisopra zieboven jw тоже
    同上 上同 同 〃 々 以下同文 上記 上記と同じ 上に同じ 前に同じ 见上 見上 同前 상동 위와같음
"""
_NO_PARCEL = """
    pickup pickedup pickupinstore storepickup instorepickup localpickup selfpickup customerpickup pickupbycustomer
    collected collection collectedinstore clickandcollect handdelivered handdelivery handedover byhand inperson
    deliveredbyhand deliveredinperson owndelivery ownvehicle owndriver localdelivery recogida retrait abholung abgeholt
    selbstabholung selbstabholer ritiro retirada afgehaald odbior samovivoz самовывоз 手渡し 手渡 店頭受取 店頭渡し
    直接引取 引取 引き取り 来店 自提 自取 직접수령 픽업
"""
_OF_NAMES = frozenset((_NO_VALUE + _VALUE_ABOVE).split())
_OF_VALUES = _OF_NAMES | frozenset(_NO_PARCEL.split())
_ACCENTS = str.maketrans("áàâãäåéèêëíìîïóòôõöúùûüçñ", "aaaaaaeeeeiiiiooooouuuucn")
# Spreadsheet errors, marks that force text, and invisible characters, which all have checks of their own.
_OTHER_FAULT = re.compile(
    r"#.|['\u2018\u2019]$|[^\x20-\x7e\u00a1-\uffff]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+$"
)
# Marks that mean nothing alone: a dash, dots, a question mark, empty brackets.
_NOTHING = re.compile(r"""[-\u2010-\u2015\u2212\uff0dー_.…,、。/／\\?？~～*＊=+!！:;|()\[\]{}<>"'・·#\s]+""")
_MARKS = re.compile(r"[^\w〃々]+|[_ー]+")


def placeholders(texts: pd.Series, among: Among, *, null_word: bool) -> pd.Series:
    """True where a cell holds a placeholder; ``among`` is what the column holds.

    ``values``: codes, dates, numbers. ``names``: carriers and services, which may be called Pickup. ``texts``: free
    text, where only placeholders of programs count. ``null_word``: the feed has the word NULL.
    """
    array = pa.array(texts, pa.large_string())
    near = _near(array)
    answer = np.zeros(len(texts), dtype=bool)
    if len(near):
        values = array.take(pa.array(near))
        distinct = pc.unique(values)
        distinct = distinct.filter(pc.invert(pc.match_substring_regex(distinct, "[1-9]|0."))).to_pylist()
        found = [text for text in distinct if is_placeholder(text, among, null_word=null_word)]
        if found:
            held = pc.is_in(values, value_set=pa.array(found, pa.large_string()))
            answer[near] = held.to_numpy(zero_copy_only=False)
    return pd.Series(answer, index=texts.index)


def is_placeholder(text: str, among: Among = "values", *, null_word: bool = False) -> bool:
    """Whether one text is a placeholder."""
    if (null_word and text == "NULL") or _OTHER_FAULT.match(text):
        return False
    if among == "texts":
        return text in _OF_PROGRAMS
    bare = _MARKS.sub("", normalize("NFKC", text).lower().translate(_ACCENTS))
    if not bare:
        return bool(_NOTHING.fullmatch(text))
    return bare == "0" or bare in (_OF_VALUES if among == "values" else _OF_NAMES)


def _near(array: pa.LargeStringArray) -> np.ndarray:
    """The positions of short cells that are 0 or begin with no digit: few in a column that holds values."""
    offsets = np.frombuffer(array.buffers()[1], np.int64)[array.offset : array.offset + len(array) + 1]
    content = array.buffers()[2]
    if content is None or not len(array):
        return np.array([], dtype=np.int64)
    lengths = np.diff(offsets)
    if not (held := (lengths > 0) & (lengths <= _LONGEST)).any():
        return np.array([], dtype=np.int64)
    first = np.frombuffer(content, np.uint8)[offsets[:-1][held]]
    wanted = ((first < ord("1")) | (first > ord("9"))) & ((first != ord("0")) | (lengths[held] == 1))
    places: np.ndarray = np.flatnonzero(held)[wanted]
    return places
