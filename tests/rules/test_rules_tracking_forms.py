"""Rule 2.7: the check digits of carriers' numbers, against numbers given out and the rule reckoned number by number."""

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.check_digits import Check, Form, fitting, mod7, mod10, mod11, ups, upu
from schemas.tracking_numbers import known, plain_carriers, with_zeros

# Examples of jkeen/tracking_number_data (MIT) and of the carriers' own pages.
GIVEN_OUT = {
    "ups": "1Z5R89390357567127 1Z879E930346834440 1Z410E7W0392751591 1Z8V92A70367203024 1ZXX3150YW44070023",
    "usps": (
        "420221539101026837331000039521 9505511069605048600624 9101123456789000000013 92748931507708513018050063 "
        "9400111201080805483016 9361289878700317633795 9405803699300124287899 4201002334249200190132607600833457 "
        "4201028200009261290113185417468510 420773169261290283641500004181 420940059405510200828480912387"
    ),
    "fedex": (
        "986578788855 477179081230 799531274483 790535312317 974367662710 041441760228964 568283610012000 "
        "568283610012734 9611020987654312345672 9261292700768711948021"
    ),
    "dhl": "3318810025 8487135506 1099255990 3821724944 3318810036 3318810014",
    "ontrac": "C11031500001879 C10999911320231 C11121552953069 C11121553156000 D10011354453707 D10011345983010",
    "canadapost": "0073938000549297 RB123456785CA",
    "royalmail": "RB123456785GB RB123456785US",
    "yamato": "123456789013",
}
# One form a rule; how far apart two digits are that it may take for one another.
RULES: dict[str, tuple[str, str, Check, set[int]]] = {
    "GS1": ("9400111201080805483016", "#" * 22, mod10(22), set()),
    "GS1 of the last 15": ("9611020987654312345672", "#" * 22, mod10(22, counted=15), set()),
    "UPS": ("1Z5R89390357567127", "1Z" + "*" * 15 + "#", ups(18, counted=16), {5}),
    "OnTrac": ("C11031500001879", "C" + "#" * 14, ups(15, counted=15), {5}),
    "seven": ("3318810025", "#" * 10, mod7(10), {7}),
}


def right(form: Form, *texts: str) -> list[bool]:
    return [bool(fits) for fits in fitting(pd.Series(texts, dtype="str"), (form,))[1]]


def reckoned_1z(number: str) -> bool:
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in number[2:17]]
    return (-sum(values[0::2]) - 2 * sum(values[1::2])) % 10 == int(number[17])


def reckoned_s10(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[2:10], (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11) == int(number[10])


def reckoned_gs1(number: str) -> bool:
    return (3 * sum(map(int, number[-2::-2])) + sum(map(int, number[-1::-2]))) % 10 == 0


def reckoned_fedex(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:11], (3, 1, 7) * 4, strict=False))
    return total % 11 % 10 == int(number[11])


def reckoned_seven(number: str) -> bool:
    return int(number[:-1]) % 7 == int(number[-1])


@pytest.mark.parametrize("carrier", GIVEN_OUT)
def test_numbers_that_carriers_gave_out_have_the_right_check_digit(carrier: str) -> None:
    found, texts = known(carrier), pd.Series(GIVEN_OUT[carrier].split(), dtype="str")
    assert found
    assert texts[~fitting(texts, found.forms)[1]].tolist() == []


@pytest.mark.parametrize(
    ("form", "shape", "reckoned"),
    [
        (Form("1Z" + "*" * 15 + "#", ups(18, counted=16)), "1Z[0-9A-Z]{15}[0-9]", reckoned_1z),
        (Form("@@" + "#" * 9 + "@@", upu()), "[A-Z]{2}[0-9]{9}[A-Z]{2}", reckoned_s10),
        (Form("9[1-5]" + "#" * 20, mod10(22)), "9[1-5][0-9]{20}", reckoned_gs1),
        (Form("#" * 15, mod10(15)), "[0-9]{15}", reckoned_gs1),
        (Form("#" * 16, mod10(16)), "[0-9]{16}", reckoned_gs1),
        (Form("#" * 12, mod11(12)), "[0-9]{12}", reckoned_fedex),
        (Form("#" * 12, mod7(12)), "[0-9]{12}", reckoned_seven),
        (Form("#" * 10, mod7(10)), "[0-9]{10}", reckoned_seven),
    ],
)
def test_a_whole_column_is_judged_as_each_number_alone(form: Form, shape: str, reckoned: Callable[[str], bool]) -> None:
    form = Form(form.shape.replace("1-5", "12345"), form.check)

    @given(st.lists(st.from_regex(shape, fullmatch=True), min_size=1, max_size=30))
    def judged(texts: list[str]) -> None:
        # Each with every last digit, so that some are right.
        at = len(texts[0]) - (3 if shape.endswith("[A-Z]{2}") else 1)
        varied = [text[:at] + str(digit) + text[at + 1 :] for text in texts for digit in range(10)]
        assert right(form, *varied) == [reckoned(text) for text in varied]

    judged()


@pytest.mark.parametrize("rule", RULES)
def test_another_digit_in_one_place_is_found_but_where_the_rule_is_blind(rule: str) -> None:
    number, shape, check, blind = RULES[rule]
    counted = [at for at, weight in enumerate(check.weights) if weight and number[at].isdigit()] + [len(number) - 1]
    changed = [
        number[:at] + digit + number[at + 1 :] for at in counted for digit in "0123456789" if digit != number[at]
    ]
    passed = [text for text, fits in zip(changed, right(Form(shape, check), *changed), strict=True) if fits]
    apart = {abs(int(a) - int(b)) for text in passed for a, b in zip(text, number, strict=True) if a != b}
    assert apart == blind
    assert [text for text in passed if text[-1] != number[-1]] == []


@pytest.mark.parametrize(
    ("number", "form", "fits"),
    [
        ("1z5r89390357567127", "1Z" + "*" * 16, True),
        ("1Z5R8939035756712", "1Z" + "*" * 16, False),
        ("1Z5R8939035756712É", "1Z" + "*" * 16, False),
        ("９8", "##", False),
        ("C1", "[CD]#", True),
        ("E1", "[CD]#", False),
        ("", "#", False),
    ],
)
def test_a_shape_is_told_place_by_place(number: str, form: str, fits: bool) -> None:
    assert right(Form(form), "X", number, "X")[1] == fits


def test_a_number_is_plainly_a_carrier_s_by_a_form_of_it_alone_and_a_right_check_digit() -> None:
    named = {
        "1Z5R89390357567127": "UPS",
        "1Z5R89390357567128": None,
        "9400111201080805483016": "USPS",
        "C11031500001879": "OnTrac",
        "rb123456785cn": "China Post",
        "RB123456785FI": "the post of FI",
        "RB123456784FI": None,
        "986578788855": None,
        "3318810025": None,
    }
    found = plain_carriers(pd.Series(list(named), dtype="str"))
    assert dict(zip(named, found.astype(object).where(found.notna(), None), strict=True)) == named


@pytest.mark.parametrize(
    ("carrier", "number", "padded"),
    [
        ("canadapost", "73938000549297", "0073938000549297"),
        ("canadapost", "73938000549298", None),
        ("fedex", "3000000000000", None),
        ("fedex", "7", None),
        ("ups", "11201080805483016", None),
    ],
)
def test_leading_zeros_are_at_most_four_and_make_the_check_digit_right(
    carrier: str, number: str, padded: str | None
) -> None:
    found = known(carrier)
    assert found
    [with_them] = with_zeros(pd.Series([number], dtype="str"), found)
    assert (None if pd.isna(with_them) else with_them) == padded
