"""Packing slips as pages, read back by other programs: a PDF library for their text, a scanner for their bars."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reports.slips.contents import bars, languages, words_of
from reports.slips.pages import Look, pdf, write
from tests.reports.slip_pages import Pages

LOOK = Look(as_of=1_773_835_200)
MILLIMETRE = 72 / 25.4


def slip(number: int = 1, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    order = f"202-0000000-{number:07}"
    plain = {
        "order": order,
        "bars": bars(order),
        "words": words_of("en"),
        "bought": "2026-03-17",
        "ship-by": "2026-03-20",
        "ioss": "",
        "service": "NextDay",
        "address": ["Ada Example", "1 Example Way", "Springfield OR 97477", "US"],
        "country": "US",
        "instructions": "",
        "units": 1,
        "prices": False,
        "items": list(items or (item(),)),
        "before": [],
    }
    return plain | more


def item(name: str = "Hedge", **more: Any) -> dict[str, Any]:
    plain = {"sku": "HEDGE-1", "name": name, "quantity": 1, "note": "", "gift": False, "message": ""}
    return plain | {"price": "", "priced": ""} | more


def pages(*slips: dict[str, Any], look: Look = LOOK) -> Pages:
    return Pages(pdf(slips, look)[0])


def test_a_slip_says_all_of_it() -> None:
    gift = {"note": "3 bought, 1 shipped before", "gift": True, "message": "With love"}
    gate = item("Gate", sku="GATE-1", quantity=2, **gift)
    whole = slip(
        1,
        item(),
        gate,
        instructions="Ring twice",
        units=3,
        ioss="IM0000000001",
        before=[{"sku": "A", "name": "Mug", "quantity": 4}],
    )
    look = Look(LOOK.as_of, sender=("Example Shop", "4 Depot Road"), return_to=("Returns desk", "PO Box 1"))
    assert pages(whole, look=look).texts() == [
        [
            *("Packing slip", "Order 202-0000000-0000001", "Ship to"),
            *("Ada Example", "1 Example Way", "Springfield OR 97477", "US"),
            *("Purchase date 2026-03-17", "Ship by 2026-03-20", "Ship service level NextDay", "Units in this parcel 3"),
            "IOSS IM0000000001",
            *("Delivery instructions", "Ring twice"),
            *("SKU Product Quantity", "HEDGE-1 Hedge 1", "GATE-1 Gate", "3 bought, 1 shipped before · gift wrap"),
            *("Gift message", "With love", "2"),
            *("Shipped before, not in this parcel", "A Mug 4"),
            *("From", "Example Shop", "4 Depot Road", "Return address", "Returns desk", "PO Box 1"),
            "202-0000000-0000001 Page 1 of 1",
        ]
    ]


def test_what_an_order_does_not_have_is_not_on_its_slip() -> None:
    [[*lines]] = pages(slip(service="", address=[]) | {"ship-by": ""}).texts()
    assert lines[2:6] == ["Ship to", "The order has no address.", "Purchase date 2026-03-17", "Units in this parcel 1"]
    assert {"Delivery instructions", "From", "Return address", "IOSS"}.isdisjoint(lines)


@pytest.mark.parametrize("language", list(languages()))
def test_every_word_is_in_the_language_of_the_slip_and_in_a_font(language: str) -> None:
    words = words_of(language)
    assert [key for key, text in words.items() if not text.strip()] == []
    made, missing = pdf([slip(words=words, address=[], instructions="Ring", prices=True)], LOOK)
    assert missing == {}
    [lines] = Pages(made).texts()
    assert lines[:2] == [words["slip"], words["order"].format("202-0000000-0000001")]
    assert lines[-1].endswith(words["page"].format(1, 1))
    for key in ("ship-to", "no-address", "instructions"):
        assert words[key] in lines


def test_prices_have_a_column_of_their_own() -> None:
    priced = item(price="10.00\N{NO-BREAK SPACE}USD", priced="for 3")
    [lines] = pages(slip(1, priced, prices=True)).texts()
    assert lines[-4:-1] == ["SKU Product Quantity Price", "HEDGE-1 Hedge 1 10.00\N{NO-BREAK SPACE}USD", "for 3"]


def test_every_bar_code_is_read_as_its_order_id() -> None:
    ids = [0, 1, 9, 10, 99, 100, 1234567, 7654321, 9999999, *range(3, 40_000, 4999)]
    slips = [slip(number) for number in ids]
    assert pages(*slips).codes() == [[("Code128", each["order"])] for each in slips]


def test_fifty_items_flow_onto_pages_that_say_whose_they_are_and_how_many() -> None:
    many = [item(f"Product {number}", sku=f"SKU-{number}") for number in range(1, 51)]
    first, second, other = pages(slip(1, *many), slip(2)).texts()
    assert [line for line in first + second if line.startswith("SKU-")] == [
        f"SKU-{number} Product {number} 1" for number in range(1, 51)
    ]
    assert first[-1] == "202-0000000-0000001 Page 1 of 2"
    assert second[:2] == ["Order 202-0000000-0000001, continued", "SKU Product Quantity"]
    assert second[-1] == "202-0000000-0000001 Page 2 of 2"
    assert (other[0], other[-1]) == ("Packing slip", "202-0000000-0000002 Page 1 of 1")


def test_bookmarks_lead_to_the_first_page_of_each_order() -> None:
    shown = pages(slip(1, *[item()] * 50), slip(2), slip(3))
    assert shown.bookmarks() == [
        ("Order 202-0000000-0000001", 1),
        ("Order 202-0000000-0000002", 3),
        ("Order 202-0000000-0000003", 4),
    ]


SCRIPTS = [
    ("US", "Begoña Køb Łódź Ğ ő ß ẞ", "NotoSans"),
    ("VN", "Nguyễn Việt", "NotoSans"),
    ("GR", "Ελλάδα", "NotoSans"),
    ("UA", "Україна", "NotoSans"),
    ("JP", "見本町例示マンションがっこう髙﨑ｶﾞ", "NotoSansCJKjp"),
    ("CN", "北京市朝阳区测试", "NotoSansCJKsc"),
    ("TW", "臺北市信義區", "NotoSansCJKtc"),
    ("HK", "香港九龍", "NotoSansCJKhk"),
    ("KR", "서울특별시", "NotoSansCJKkr"),
    ("US", "王示例", "NotoSansCJKsc"),
    ("IL", "שלום", "NotoSansHebrew"),
    ("EG", "مرحبا", "NotoSansArabic"),
    ("IN", "नमूना", "NotoSansDevanagari"),
    ("TH", "ตัวอย่าง", "NotoSansThai"),
    ("GE", "საქართველო", "NotoSansGeorgian"),
    ("US", "☺", "NotoSansSymbols"),
]


@pytest.mark.parametrize(("country", "words", "family"), SCRIPTS)
def test_scripts_are_shown_in_fonts_that_travel_with_the_file(country: str, words: str, family: str) -> None:
    shown = pages(slip(1, item(words), country=country, address=[words]))
    fonts = shown.fonts(0)
    assert {fonts.get(character) for character in words if character.strip()} == {family}
    assert shown.all_fonts_are_inside()


@pytest.mark.parametrize("words", ["Muestra Peña", "見本町1-2-3", "北京市朝阳区示例路8号", "서울특별시 강남구 12"])
def test_a_text_is_copied_from_the_file_as_it_was_written(words: str) -> None:
    [lines] = pages(slip(1, item(words), address=[words])).texts()
    assert lines[3] == words
    assert f"HEDGE-1 {words} 1" in lines


@pytest.mark.parametrize(
    ("words", "from_left"),
    [("אבגד", "דגבא"), ("דוגמה 89", "89המגוד"), ("بتكل", "لكتب"), ("נמען Zz", "Zzןעמנ"), ("Zz נמען", "Zzןעמנ")],
)
def test_hebrew_and_arabic_run_from_right_to_left(words: str, from_left: str) -> None:
    places = {character: left for character, left, *_ in pages(slip(address=[words])).boxes(0) if character in words}
    assert "".join(sorted(places, key=lambda character: places[character])) == from_left


UNSHOWN = "\U00012000", "\ue000", "\U0010fffd", "\u202e", "\u2066"


@pytest.mark.parametrize("character", UNSHOWN)
def test_a_character_without_a_font_and_one_that_turns_lines_around_is_shown_as_such_and_counted(
    character: str,
) -> None:
    made, missing = pdf([slip(1, item(f"a{character}b{character}c"), address=[character])], LOOK)
    [lines] = Pages(made).texts()
    assert missing == {character: 3}
    assert "HEDGE-1 a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c 1" in lines
    assert lines[3] == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    "words", ["か\u3099", "葛\U000e0100城", "a\u0301", "☺\ufe0f", "ن\u200cن", "👩\u200d🔧", "co\u00adop", "\u200b"]
)
def test_marks_that_join_or_select_are_no_missing_characters(words: str) -> None:
    assert pdf([slip(1, item(words))], LOOK)[1] == {}


def test_what_looks_like_markup_stays_text() -> None:
    words = r"#let x = 1; *b* _i_ `c` $m$ @ref <label> \ // /* https://example.com #panic() [x] {y} -- ~ =Equals"
    [lines] = pages(slip(1, item(words), address=[words], instructions=words)).texts()
    assert "".join(lines).replace(" ", "").count(words.replace(" ", "")) == 3


LONG = [
    *("W" * 400, "Hinterhaus " * 40, "SKU_12345/" * 20, "見本町" * 90, "é" * 200, "1" * 300),
    # Each that a column may just hold, and may not.
    *("W" * count for count in range(5, 60)),
]


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_long_texts_stay_in_their_columns_whole(paper: str) -> None:
    price = "9999999999999.99\N{NO-BREAK SPACE}USD"
    everywhere = [
        slip(1, item(words, sku=words, quantity=999, price=price), prices=True)
        | {"address": [words], "instructions": words, "service": words}
        for words in LONG
    ]
    shown = pages(*everywhere, look=Look(LOOK.as_of, paper))
    boxes = [shown.boxes(page) for page in range(len(shown))]
    kept = Counter(character for page in boxes for character, *_ in page)
    wanted = Counter(character for words in LONG for character in words if character in "W_見é")
    assert {character: kept[character] for character in wanted} == {
        character: 5 * count for character, count in wanted.items()
    }
    for page in boxes:
        left, bottom, right, top = np.array([box for _, *box in page]).T
        assert min(left) >= 18 * MILLIMETRE - 1
        assert max(right) <= shown.document[0].get_width() - 18 * MILLIMETRE + 1
        assert not standing_on_another(left, right, bottom, top).any()


def standing_on_another(left: np.ndarray, right: np.ndarray, bottom: np.ndarray, top: np.ndarray) -> np.ndarray:
    """Whether two characters share more room than neighbours in a line do, each with each other."""
    shared = [
        np.minimum.outer(end, end) - np.maximum.outer(start, start) for start, end in ((left, right), (bottom, top))
    ]
    on_another: np.ndarray = (shared[0] > 1.5) & (shared[1] > 1.5)
    np.fill_diagonal(on_another, val=False)
    return on_another


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_paper_has_its_size(paper: str, size: tuple[int, int]) -> None:
    [page] = pages(slip(), look=Look(LOOK.as_of, paper)).document
    assert tuple(round(length) for length in page.get_size()) == size


def test_without_a_slip_there_is_no_file(tmp_path: Path) -> None:
    assert write([], LOOK, tmp_path / "slips.pdf").files == ()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_left_as_it_is_and_nothing_is_written(tmp_path: Path) -> None:
    for name, most in (("slips.pdf", 9), ("slips-2.pdf", 1)):
        (tmp_path / name).write_bytes(b"of yesterday")
        with pytest.raises(FileExistsError) as taken:
            write([slip(1), slip(2)], LOOK, tmp_path / "slips.pdf", most=most)
        assert taken.value.filename == str(tmp_path / name)
        assert (tmp_path / name).read_bytes() == b"of yesterday"
        (tmp_path / name).unlink()
    assert list(tmp_path.iterdir()) == []


def test_the_same_slips_are_the_same_bytes_wherever_and_whenever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slips = [slip(1), slip(2, item("見本"), country="JP")]
    made = pdf(slips, LOOK)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert pdf(slips, LOOK) == made
    assert Pages(made[0]).document.get_metadata_dict()["CreationDate"] == "D:20260318120000Z"
    assert pdf(slips, Look(LOOK.as_of + 1))[0] != made[0]


def test_a_file_stands_there_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    place = tmp_path / "slips.pdf"
    first, second = slip(1), slip(2)
    written = write([first, second], LOOK, place)
    assert (written.files, written.missing) == (((place, (first["order"], second["order"])),), {})
    assert place.read_bytes() == pdf([first, second], LOOK)[0]
    assert place.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [place]


def test_more_slips_than_one_file_holds_are_several_files(tmp_path: Path) -> None:
    slips = [slip(number, item("\ue000")) for number in range(1, 6)]
    written = write(slips, LOOK, tmp_path / "slips.pdf", most=2)
    ids = [each["order"] for each in slips]
    assert written.files == (
        (tmp_path / "slips-1.pdf", tuple(ids[:2])),
        (tmp_path / "slips-2.pdf", tuple(ids[2:4])),
        (tmp_path / "slips-3.pdf", tuple(ids[4:])),
    )
    assert written.missing == {"\ue000": 5}
    orders = [lines[1] for path, _ in written.files for lines in Pages(path).texts()]
    assert orders == [f"Order {order}" for order in ids]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["slips-1.pdf", "slips-2.pdf", "slips-3.pdf"]
