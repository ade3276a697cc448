"""Texts whose bytes fit several encodings: the one in which the words make sense is read, and is told with a sample."""

from pathlib import Path

import pytest

from feeds.reading.options import Directions
from feeds.uploaded_file import UploadedFile, read_file
from schemas import faults
from tests.reading.written_files import text_file

HEADINGS = "order-id order-item-id purchase-date quantity-purchased buyer-name ship-city ship-country".split()
Buyer = tuple[str, str]


def uploaded(
    path: Path, buyers: list[Buyer], encoding: str, country: str = "US", named: str | None = None
) -> UploadedFile:
    rows = [
        [f"111-1000000-{at:07}", f"{at}0000000001", "2026-01-05T00:15:00+00:00", "1", name, city, country]
        for at, (name, city) in enumerate([("Ann", "Town"), *buyers], 1)
    ]
    text_file(path, [HEADINGS, *rows], encoding=encoding)
    return read_file(path, Directions(encoding=named))


def buyers_of(file: UploadedFile) -> list[Buyer]:
    assert file.sheet is not None, file.fatal
    return list(zip(file.sheet.cells["buyer-name"][1:], file.sheet.cells["ship-city"][1:], strict=True))


def told(file: UploadedFile) -> list[str]:
    return [note.wording for note in file.sheet.notes if note.code == faults.ENCODING_CHOSEN] if file.sheet else []


FOREIGN: list[tuple[str, list[Buyer]]] = [
    ("cp1250", [("Łukasz Żółć", "Łódź")]),
    ("cp1250", [("Jan Nowak", "Gdańsk"), ("Zając", "Poznań")]),
    ("cp1250", [("Jiří Dvořák", "Plzeň"), ("Lukáš Černý", "Praha")]),
    ("cp1250", [("Szűcs Ágnes", "Győr")]),
    ("cp1250", [("Petrović", "Šibenik"), ("Kovačić", "Split")]),
    ("cp1250", [("Ionuţ Popescu", "Bucureşti"), ("Andrei", "Constanţa")]),
    ("iso8859_2", [("Łukasz Żółć", "Łódź")]),
    ("iso8859_2", [("Małgorzata Wiśniewska", "Wrocław")]),
    ("cp1251", [("Иван Петров", "Москва"), ("Анна Смирнова", "Казань")]),
    ("cp1251", [("Олексій Шевченко", "Київ")]),
    ("koi8_r", [("Иван Петров", "Москва")]),
    ("cp866", [("Иван Петров", "Москва")]),
    ("cp1253", [("Γιώργος Παπαδόπουλος", "Αθήνα")]),
    ("cp1254", [("Ayşe Yıldız", "Beşiktaş"), ("Özdağ", "Kadıköy")]),
    ("cp1255", [("משה כהן", "תל אביב")]),
    ("cp1256", [("محمد علي", "الرياض")]),
    ("cp1257", [("Žemaitė", "Šiauliai")]),
    ("cp850", [("Jürgen Müller", "Düsseldorf"), ("Käthe Groß", "Köln")]),
    ("mac_roman", [("Jürgen Müller", "Düsseldorf"), ("François", "Besançon")]),
    ("cp949", [("김철수", "서울특별시 강남구")]),
    ("cp950", [("王小明", "台北市信義區")]),
    ("euc_jp", [("山田 太郎", "東京都千代田区")]),
]


@pytest.mark.parametrize(("encoding", "buyers"), FOREIGN)
def test_words_decide_between_encodings_and_the_choice_is_told_with_a_sample(
    tmp_path: Path, encoding: str, buyers: list[Buyer]
) -> None:
    file = uploaded(tmp_path / "orders.txt", buyers, encoding)
    assert buyers_of(file) == buyers
    [wording] = told(file)
    assert any(f' reads "{text}"' in wording for buyer in buyers for text in buyer)
    assert " It would read " in wording


WESTERN: list[list[Buyer]] = [
    [("Jürgen Müller", "Düsseldorf"), ("Käthe Weiß", "Köln/Mülheim"), ("Größe ÖPNV", "MÜNCHEN")],
    [("François Lefèvre", "Orléans"), ("Hélène Bœuf", "Besançon"), ("Noël Naïveté", "L’Étoile"), ("CRÉÉE", "Nîmes")],
    [("José Muñoz", "C/ Ángel Nº 5, 2º"), ("Mª Peña", "Cádiz"), ("Íñigo ¿Qué?", "A Coruña"), ("Güell", "Ñuñoa")],
    [("João Simões", "São Paulo"), ("Conceição", "Guimarães"), ("Brandão", "Praça 3º")],
    [("Niccolò", "Forlì"), ("D’Angelo", "Città di Castello"), ("perché no", "Università")],
    [("Sørensen", "Århus"), ("Kjærgård", "Ærø"), ("Bjørn Træ", "Tromsø"), ("Åsa Öberg", "Malmö")],
    [
        ("Zoë Coëlho", "Curaçao"),
        ("één", "’s-Hertogenbosch"),
        ("Núria Cañellas", "El·lena"),
        ("Seán Ó Súilleabháin", "Dún"),
    ],
    [
        ("Café™ Mug", "5 € “deal” – it’s"),
        ("L’Oréal®", "100°C 20×30 ½"),
        ("£5 naïve", "m² m³ µm 5µm"),
        ("O´Neill", "„Wort“"),
    ],
]


@pytest.mark.parametrize("buyers", WESTERN)
@pytest.mark.parametrize("country", ["US", "DE", "PL"])
def test_windows_1252_texts_are_read_as_they_are_and_in_silence(
    tmp_path: Path, buyers: list[Buyer], country: str
) -> None:
    file = uploaded(tmp_path / "orders.txt", buyers, "cp1252", country)
    assert (buyers_of(file), told(file)) == (buyers, [])


def test_a_few_odd_words_among_sound_ones_change_no_encoding(tmp_path: Path) -> None:
    buyers = [*WESTERN[1], *WESTERN[0], ("Size³x", "Lefèvre")]
    assert buyers_of(uploaded(tmp_path / "orders.txt", buyers, "cp1252")) == buyers


def test_a_few_polish_names_among_german_ones_are_read_in_their_encoding(tmp_path: Path) -> None:
    buyers = [*[("Jürgen Müller", "Düsseldorf")] * 40, ("Łukasz", "Łódź"), ("Zając", "Wrocław")]
    assert buyers_of(uploaded(tmp_path / "orders.txt", buyers, "cp1250")) == buyers


COUNTRIES = [
    ("PL", "cp1250", "Szczęsny"),
    ("LV", "cp1257", "Rīga"),
    ("CZ", "cp1250", "Plzeň"),
    ("TR", "cp1254", "Gülşen"),
]


@pytest.mark.parametrize(("country", "encoding", "word"), COUNTRIES)
def test_the_country_of_the_address_tells_where_both_readings_are_words(
    tmp_path: Path, country: str, encoding: str, word: str
) -> None:
    file = uploaded(tmp_path / "orders.txt", [("Nowak", word)], encoding, country)
    assert buyers_of(file) == [("Nowak", word)]
    assert len(told(file)) == 1


def test_letters_of_iceland_and_estonia_are_sound_in_an_address_there(tmp_path: Path) -> None:
    for country, buyer in (("IS", ("Þór Guðmundsson", "Hafnarfjörður")), ("EE", ("Jõgi", "Võru"))):
        file = uploaded(tmp_path / f"{country}.txt", [buyer], "cp1252", country)
        assert buyers_of(file) == [buyer]


def test_where_no_encoding_gives_words_the_file_is_refused_with_those_that_may_be_meant(tmp_path: Path) -> None:
    path = tmp_path / "orders.txt"
    uploaded(path, [("@", "Town")], "ascii")
    path.write_bytes(path.read_bytes().replace(b"@", b"\xa4\xe6x\xde\xa3q\xfe\xa6z\xdfk\xa9w"))
    fatal = read_file(path).fatal
    assert fatal is not None
    assert fatal.code == faults.ENCODING_UNKNOWN
    assert "(--encoding cp1252)" in fatal.sentence
    assert "(--encoding cp1250)" in fatal.sentence
    assert buyers_of(read_file(path, Directions(encoding="cp1251")))


def test_a_seller_s_or_carrier_s_code_in_such_an_encoding_is_never_guessed(tmp_path: Path) -> None:
    headings = ["order-id", "ship-date", "carrier-code", "carrier-name"]
    rows = [["111-1000000-2000000", "2026-01-10", "Łódź Kurier", "Łódź"]]
    path = text_file(tmp_path / "parcels.txt", [headings, *rows], encoding="cp1250")
    fatal = read_file(path).fatal
    assert fatal is not None
    assert fatal.code == faults.ENCODING_UNCLEAR
    assert "--encoding cp1250 or --encoding cp1252" in fatal.sentence
    sheet = read_file(path, Directions(encoding="windows-1250")).sheet
    assert sheet is not None
    assert sheet.cells["carrier-code"].tolist() == ["Łódź Kurier"]


NAMED = [
    *(f"cp125{number}" for number in range(8)),
    *(
        "windows-1250",
        "iso-8859-2",
        "latin2",
        "iso-8859-9",
        "iso-8859-15",
        "big5",
        "cp950",
        "euc-jp",
        "euc-kr",
        "cp949",
    ),
    *("cp850", "mac_roman", "macroman", "koi8-r", "cp866"),
]


@pytest.mark.parametrize("name", NAMED)
def test_every_encoding_can_be_named(tmp_path: Path, name: str) -> None:
    word = next(
        word
        for word in ("Łódź", "Москва", "Größe", "Αθήνα", "şehir", "תל אביב", "الرياض", "台北", "東京", "서울")
        if word.encode(name, "ignore").decode(name) == word
    )
    assert buyers_of(uploaded(tmp_path / "orders.txt", [("Ann", word)], name, named=name)) == [("Ann", word)]
