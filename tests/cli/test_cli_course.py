"""The arithmetic of progress: shares and times left as the seconds go by, and the line they make."""

from pathlib import Path

import pytest

from feeds.cli.output import columns, shortened
from feeds.cli.progress import line
from feeds.cli.progress_shares import Course, View, by_time, steps_of_check, steps_of_upload

FILE, OTHER = Path("parcels.xlsx"), Path("more.txt")
MILLION = 1_000_000
# What a million confirmations take where it was measured, beginning included; of the refused, 5 %.
SECONDS = {
    "reading": 8.5,
    "checking": 1.5,
    "looking up": 2.0,
    "judging": 3.4,
    "writing": 6.4,
    "keeping": 1.2,
    "reporting": 0.5,
    "correcting": 0.25,
}


class Run:
    """The course of a file of a million confirmations, with a clock that stands until it is moved on."""

    def __init__(self, read_in: float = 8.5) -> None:
        self.now = 0.0
        self.course = Course((FILE,), clock=lambda: self.now)
        self.course.stage("reading", 0, FILE)
        self.now = read_in
        self.course.expect([(FILE, "shipping-confirmation", MILLION)], steps_of_upload)

    def seen(self) -> tuple[str, float, float]:
        """Stage, per mille done, and seconds left."""
        view = self.course.view()
        return view.stage, round((view.share or 0) * 1000), round(view.left or 0, 1)


@pytest.mark.parametrize("pace", [1.0, 2.0, 0.25])
def test_a_machine_of_any_pace_has_the_same_shares_and_its_own_time_left(pace: float) -> None:
    run, seen = Run(SECONDS["reading"] * pace), []
    for name in list(SECONDS)[1:]:
        run.course.stage(name, 50_000 if name == "correcting" else MILLION, FILE)
        view = run.course.view()
        seen.append((view.stage, round((view.share or 0) * 1000), round((view.left or 0) / pace, 1)))
        run.now += SECONDS[name] * pace
    assert seen == [
        ("checking", 358, 15.2),
        ("looking up", 421, 13.8),
        ("judging", 505, 11.8),
        ("writing", 648, 8.3),
        ("keeping", 918, 1.9),
        ("reporting", 968, 0.7),
        ("correcting", 989, 0.3),
    ]


def test_a_machine_that_grows_slower_is_believed() -> None:
    run = Run()
    run.course.stage("checking", MILLION, FILE)
    run.now += 10.0
    run.course.stage("looking up", MILLION, FILE)
    assert run.seen() == ("looking up", 421, 25.4)


def test_until_all_files_are_read_nothing_is_known_but_the_time() -> None:
    course = Course((FILE, OTHER), clock=iter([0.0, 1.0, 4.0, 6.0]).__next__)
    course.stage("reading", 0, FILE)
    assert course.view() == View("reading", FILE, 1, 2, 0, 0, 4.0)


@pytest.mark.parametrize(("passed", "done"), [(0, 0), (0.5, 0.5), (0.8, 0.8), (1, 0.926), (2, 0.9995), (9, 1)])
def test_a_stage_that_does_not_tell_goes_by_the_clock_and_comes_to_its_end_ever_more_slowly(
    passed: float, done: float
) -> None:
    assert by_time(passed) == pytest.approx(done, abs=0.0005)


def test_a_stage_that_tells_is_believed_for_what_it_tells_of() -> None:
    run = Run()
    for name in ("checking", "looking up"):
        run.course.stage(name, MILLION, FILE)
        run.now += SECONDS[name] if name == "checking" else 0
    for _ in range(3):
        run.course.done(500_000)
    # Half of the looking up, which is told, is done; the other half goes by the clock, which stands.
    assert run.seen()[1] == round((8.5 + 1.5 + 1.0) / 23.75 * 1000)


def test_parts_that_are_looked_up_and_judged_in_turns_add_up() -> None:
    run, seen = Run(), []
    run.course.stage("checking", MILLION, FILE)
    run.now += 1.5
    for _ in range(2):
        for name in ("looking up", "judging"):
            run.course.stage(name, MILLION // 2, FILE)
            seen.append(run.seen())
            run.now += SECONDS[name] / 2
    run.course.stage("writing", MILLION, FILE)
    assert [*seen, run.seen()] == [
        ("looking up", 421, 13.8),
        ("judging", 463, 12.8),
        ("looking up", 535, 11.0),
        ("judging", 577, 10.1),
        ("writing", 648, 8.3),
    ]


def test_where_more_is_refused_than_was_guessed_the_share_waits_and_the_time_left_does_not() -> None:
    run = Run()
    for name in list(SECONDS)[1:-1]:
        run.course.stage(name, MILLION, FILE)
        run.now += SECONDS[name]
    before = run.seen()
    run.course.stage("correcting", MILLION, FILE)
    assert (before[1] - run.seen()[1], run.seen()[2]) == (0, 5.0)


def test_it_never_stands_at_the_whole_before_the_end() -> None:
    run = Run()
    for name in SECONDS:
        run.course.stage(name, 1, FILE)
        run.now += 1000
    assert run.course.view().share == 0.999


def test_of_a_check_all_cells_come_first_and_the_plan_last() -> None:
    sizes = [(OTHER, "orders", 2), (FILE, "shipping-confirmation", 3)]
    assert [(step.name, step.place, step.rows) for step in steps_of_check(sizes)] == [
        ("checking", 1, 2),
        ("checking", 2, 3),
        ("looking up", 1, 2),
        ("judging", 1, 2),
        ("writing", 1, 2),
        ("looking up", 2, 3),
        ("judging", 2, 3),
        ("writing", 2, 3),
        ("planning", 0, 5),
    ]


MEASURED = View("checking", FILE, 1, 1, MILLION, MILLION, 9.9, share=0.627, rate=41_234, left=8.2)


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (
            117,
            "parcels.xlsx  checking    1,000,000 rows  [###############---------]  62 %  41,000 rows/s  about 9 s left",
        ),
        (97, "parcels.xlsx  checking    1,000,000 rows  [#########------]  62 %  41,000 rows/s  about 9 s left"),
        (77, "parcels.xlsx  checking    1,000,000 rows  [###---]  62 %  41,000/s  9 s left"),
        (57, "parcels.xlsx  checking    1,000,000 rows  62 %  9 s left"),
        (44, "parcels.xlsx  checking    62 %  9 s left"),
        (27, "checking    62 %  9 s left"),
        (16, "checking    62 %"),
        (5, "check"),
    ],
)
def test_the_line_says_as_much_as_the_terminal_is_wide(width: int, text: str) -> None:
    assert line(MEASURED, width) == text


@pytest.mark.parametrize(
    ("left", "words"), [(0.0, "1 s left"), (98.2, "99 s left"), (99.1, "2 min left"), (7000.0, "2 h left")]
)
def test_time_left_is_told_in_few_words(left: float, words: str) -> None:
    assert line(View("judging", FILE, 1, 1, 9, 9, 1.0, 0.5, 1.0, left), 57).endswith(f"50 %  {words}")


@pytest.mark.parametrize(
    ("name", "most", "short"),
    [
        ("parcels.xlsx", 12, "parcels.xlsx"),
        ("parcels of may.xlsx", 12, "parc..y.xlsx"),
        ("発送確認の一覧.txt", 12, "発..一覧.txt"),
    ],
)
def test_a_long_name_is_cut_and_its_ending_kept(name: str, most: int, short: str) -> None:
    assert (shortened(name, most), columns(short) <= most) == (short, True)
