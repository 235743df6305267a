"""Sweeps: any executor, any chunking, any order, any interruption gives the same table."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import detente
from detente import steps
from detente.analyses.agreement import agreement
from detente.case.addresses import AddressError
from detente.case.model import Case
from detente.case.numbers import numbers, span
from detente.case.read import digest
from detente.result import Finding, Result, Unanswerable, View, WrongUse, listening, sharing
from detente.studies.question import Question
from detente.studies.sweep import (
    Design,
    SweepResult,
    Variant,
    axis,
    crossed,
    draws,
    each_event,
    effects,
    leave_out,
    merge,
    running,
    sweep,
    tables,
    working,
    write_table,
)
from detente.studies.sweep.rows import Row, read

ROUTE, NO_DEAL = "preferences.alder.weights.route", "preferences.birch.no_deal"


@dataclass(frozen=True)
class Weight(Result):
    """A quick answer, so that many what-ifs can be tried."""

    weight: float
    seed: int

    def findings(self) -> tuple[Finding, ...]:
        return (Finding(f"The weight is {self.weight}."),)

    def views(self) -> tuple[View, ...]:
        return ()

    def data(self) -> dict[str, Any]:
        heavy = self.weight > 45
        return {
            "heavy": heavy,
            "zone": {"outcomes": 3 if heavy else 1},
            "seed": self.seed,
            "list": [1, 2],
            "deep": [{"a": self.weight}],
        }


def weight(case: Case, *, seed: int = 0) -> Weight:
    number = case.preferences["alder"].weights["route"]
    if number.low == 50:
        raise Unanswerable("Fifty cannot be weighed.")
    return Weight(float(number.low), seed)


class Shuffled(Executor):
    """Does what it is given late, and in another order."""

    def __init__(self, seed: int) -> None:
        self.random, self.waiting = random.Random(seed), list[tuple[Future[Any], Any]]()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        if len(self.waiting) >= 3 or self.random.random() < 0.3:
            self.flush()
        return future

    def flush(self) -> None:
        self.random.shuffle(self.waiting)
        for future, work in self.waiting:
            future.set_result(work())
        self.waiting.clear()


@pytest.fixture(scope="module")
def ferry() -> Case:
    return steps.prepared(detente.load("ferry"), {})


@pytest.fixture(scope="module")
def quick() -> Question:
    return Question("weight", weight, {}, predicts=False)


@pytest.fixture(scope="module")
def asked() -> Question:
    return Question("agreement", agreement, {"draws": 0})


@pytest.fixture(scope="module")
def design(ferry: Case) -> Design:
    return Design(crossed([axis(f"{ROUTE}=20..80:11"), axis("preferences.alder.weights.fees=10|20")]), ferry, seed=4)


@pytest.fixture(scope="module")
def whole(design: Design, quick: Question, tmp_path_factory: pytest.TempPathFactory) -> tuple[SweepResult, bytes]:
    file = tmp_path_factory.mktemp("whole") / "rows.jsonl"
    return sweep(design, quick, file=file), file.read_bytes()


# ---------------------------------------------------------------- rows say what the analysis says of the case


def test_each_row_is_what_the_analysis_says_of_the_case_that_the_steps_make(ferry: Case, asked: Question) -> None:
    variants = [
        Variant(set={ROUTE: "70", NO_DEAL: "90"}),
        Variant(without=("events.survey",)),
        Variant(as_of="2021-02"),
    ]
    found = sweep(Design(tuple(variants), ferry), asked)
    cases = [
        steps.set_values(ferry, {ROUTE: "70", NO_DEAL: "90"}),
        steps.without(ferry, "events.survey"),
        steps.as_of(ferry, "2021-02"),
    ]
    for row, case in zip(found.rows, cases, strict=True):
        data = agreement(case, draws=0).data()
        assert row.digest == digest(case)
        assert row.answer["zone.outcomes"] == data["zone"]["outcomes"]
        assert row.answer["reservation.alder"] == data["reservation"]["alder"]
    assert [row.varied for row in found.rows] == [
        {ROUTE: 70, NO_DEAL: 90},
        {"without": "events.survey"},
        {"as_of": "2021-02"},
    ]


def test_cases_of_their_own_can_be_swept_over(ferry: Case, asked: Question) -> None:
    other = steps.set_value(ferry, NO_DEAL, "99")
    found = sweep(
        [ferry, other], asked, columns=["zone.empty", "solutions.nash.0.outcome.route", "frontier", "nowhere"]
    )
    assert [row.digest for row in found.rows] == [digest(ferry), digest(other)]
    assert [row.answer["zone.empty"] for row in found.rows] == [False, True]
    data = agreement(ferry, draws=0).data()
    assert found.rows[0].answer["solutions.nash.0.outcome.route"] == data["solutions"]["nash"][0]["outcome"]["route"]
    assert found.rows[0].answer["frontier"] == len(data["frontier"])
    assert found.rows[1].answer["solutions.nash.0.outcome.route"] is None
    assert found.rows[1].answer["nowhere"] is None


def test_answers_are_flattened_to_plain_values() -> None:
    data = {
        "a": 1,
        "b": {"c": True, "d": {"e": "x"}},
        "list": [1],
        "nothing": None,
        "many": {str(k): k for k in range(99)},
        "bad": float("nan"),
    }
    assert working.chosen(data, ()) == {"a": 1, "b.c": True, "b.d.e": "x", "nothing": None, "bad": None}


def test_each_event_is_a_step_of_its_own(ferry: Case, asked: Question) -> None:
    found = sweep(Design(each_event(ferry), ferry), asked, columns=["zone.outcomes"])
    assert [row.varied["after"] for row in found.rows] == ["no event", *ferry.applied]
    assert (
        found.rows[0].answer["zone.outcomes"]
        == agreement(steps.as_of(ferry, "2020"), draws=0).data()["zone"]["outcomes"]
    )


def test_drawn_cases_have_every_ranged_number_within_its_range_and_no_range_left(ferry: Case, quick: Question) -> None:
    found = sweep(Design(draws(5), ferry, seed=1), quick)
    ranged = {a: span(a, n) for a, n in numbers(ferry).items() if n.low != n.high or n.unknown}
    for row in found.rows:
        assert row.error == ""
        assert row.varied.keys() - {"draw"} == ranged.keys()
        for address, (low, high) in ranged.items():
            assert float(low) - 1e-6 <= float(row.varied[address] or 0) <= float(high) + 1e-6
        assert row.answer["zone.outcomes"] == (3 if float(row.varied[ROUTE] or 0) > 45 else 1)
    assert len({row.digest for row in found.rows}) == 5
    again = sweep(Design(draws(5)[3:4], ferry, seed=1), quick)
    assert again.rows[0].varied == found.rows[3].varied
    assert sweep(Design(draws(5), ferry, seed=2), quick).rows[0].varied != found.rows[0].varied


# ---------------------------------------------------------------- nothing but the design changes a row


@settings(max_examples=8, deadline=None)
@given(order=st.integers(0, 10**6), seconds=st.sampled_from([1e-6, 0.01, 0.2, 10.0]), threads=st.booleans())
def test_neither_executor_nor_chunks_nor_order_change_the_table(
    whole: tuple[SweepResult, bytes],
    design: Design,
    quick: Question,
    tmp_path_factory: pytest.TempPathFactory,
    order: int,
    seconds: float,
    threads: bool,
) -> None:
    file = tmp_path_factory.mktemp("other") / "rows.jsonl"
    executor: Executor = ThreadPoolExecutor(2) if threads else Shuffled(order)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(running, "SECONDS", seconds)
        if isinstance(executor, Shuffled):
            patched.setattr(running, "wait", _flushing(executor))
        found = sweep(design, quick, executor=executor, file=file)
    assert found.rows == whole[0].rows
    assert file.read_bytes() == whole[1]


def _flushing(executor: Shuffled) -> Callable[..., Any]:
    from concurrent.futures import wait

    def after(futures: Any, return_when: str) -> Any:
        executor.flush()
        return wait(futures, return_when=return_when)

    return after


def test_processes_give_the_same_table(ferry: Case, asked: Question) -> None:
    few = Design(crossed([axis(f"{NO_DEAL}=20|60|95")]), ferry)
    alone = sweep(few, asked)
    told = list[tuple[str, int, int]]()
    with sharing(2), listening(lambda *said: told.append(said)):
        assert sweep(few, asked).rows == alone.rows
    assert told[-1] == ("what-ifs", 3, 3)


def test_dask_is_an_executor_like_any_other(whole: tuple[SweepResult, bytes], design: Design, asked: Question) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is an extra: pip install 'detente[cluster]'")
    few = replace(design, items=design.items[:6])
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = sweep(few, asked, executor=client.get_executor(), columns=["zone.outcomes"])
    assert found.rows == sweep(few, asked, columns=["zone.outcomes"]).rows


def test_each_task_has_its_own_seed_unless_told_otherwise(design: Design, quick: Question) -> None:
    own = sweep(design, quick)
    assert len({row.seed for row in own.rows}) == len(own.rows)
    assert all(row.answer["seed"] == row.seed for row in own.rows if not row.error)
    assert {row.seed for row in sweep(replace(design, seed=5), quick).rows}.isdisjoint(row.seed for row in own.rows)
    fewer = sweep(replace(design, items=design.items[7:]), quick)
    assert [row.seed for row in fewer.rows] == [row.seed for row in own.rows[7:]]
    assert {row.seed for row in sweep(replace(design, same_draws=True), quick).rows} == {4}


# ---------------------------------------------------------------- pause, crash, resume


@settings(max_examples=8, deadline=None)
@given(cut=st.integers(0, 10**6))
def test_a_file_cut_anywhere_is_gone_on_with_to_the_same_file(
    whole: tuple[SweepResult, bytes],
    design: Design,
    quick: Question,
    tmp_path_factory: pytest.TempPathFactory,
    cut: int,
) -> None:
    file = tmp_path_factory.mktemp("cut") / "rows.jsonl"
    kept = whole[1][: cut % (len(whole[1]) + 1)]
    file.write_bytes(kept)
    done = list[int]()
    with listening(lambda what, n, total: done.append(total) if what == "what-ifs" else None):
        assert sweep(design, quick, file=file).rows == whole[0].rows
    assert file.read_bytes() == whole[1]
    lines = max(0, kept.count(b"\n") - 1)
    assert set(done) <= {len(design.items) - lines}  # nothing that was done is done again


def test_a_killed_sweep_goes_on(tmp_path: Path, ferry: Case, asked: Question) -> None:
    file = tmp_path / "rows.csv"
    rows = tmp_path / "rows.jsonl"
    command = [sys.executable, "-c", KILLED, str(rows)]
    process = subprocess.Popen(command)
    try:
        end = time.monotonic() + 20
        while time.monotonic() < end and not (rows.exists() and rows.read_bytes().count(b"\n") > 4):
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait()
    before = rows.read_bytes()
    done = before.count(b"\n") - 1
    assert 4 <= done < 30
    many = Design(crossed([axis(f"{ROUTE}=10..80:30")]), ferry)
    quick = Question("agreement", agreement, {"draws": 0})
    found = sweep(many, quick, file=rows, columns=["zone.outcomes"])
    assert rows.read_bytes().startswith(before[: before.rfind(b"\n") + 1])  # one process does tasks in order
    assert [row.index for row in found.rows] == list(range(30))
    again = sweep(many, quick, file=rows, columns=["zone.outcomes"])
    assert again.rows == found.rows
    write_table(found.rows, file)
    assert len(file.read_text().splitlines()) == 31


KILLED = f"""
import sys, detente
from detente.analyses.agreement import agreement
from detente.studies.question import Question
from detente.studies.sweep import Design, axis, crossed, sweep
many = Design(crossed([axis("{ROUTE}=10..80:30")]), detente.load("ferry"))
sweep(many, Question("agreement", agreement, {{"draws": 0}}), file=sys.argv[1], columns=["zone.outcomes"])
"""


def test_a_file_of_another_sweep_is_refused(
    design: Design, quick: Question, asked: Question, ferry: Case, tmp_path: Path
) -> None:
    file = tmp_path / "rows.jsonl"
    sweep(design, quick, file=file)
    kept = file.read_bytes()
    others: list[tuple[Design, Question]] = [
        (replace(design, seed=9), quick),
        (replace(design, items=design.items[::-1]), quick),
        (replace(design, base=steps.set_value(ferry, NO_DEAL, "10")), quick),
        (replace(design, shard=(1, 2)), quick),
        (design, asked),
    ]
    for other, question in others:
        with pytest.raises(WrongUse, match="another sweep"):
            sweep(other, question, file=file)
    with pytest.raises(WrongUse, match="another sweep"):
        sweep(design, quick, file=file, columns=["heavy"])
    assert file.read_bytes() == kept


def test_a_file_of_anything_else_is_refused_and_left_alone(design: Design, quick: Question, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    for text in ("Dear diary\n", "Dear diary", '{"form": "another"}\n'):
        file.write_text(text)
        with pytest.raises(WrongUse, match="no rows of a sweep"):
            sweep(design, quick, file=file)
        assert file.read_text() == text
    sweep(design, quick, file=tmp_path / "rows.jsonl")
    lines = (tmp_path / "rows.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "rows.jsonl").write_text("".join([*lines[:3], "{\n", *lines[3:]]))
    with pytest.raises(WrongUse, match=r"rows\.jsonl:4 is damaged"):
        sweep(design, quick, file=tmp_path / "rows.jsonl")


# ---------------------------------------------------------------- shards


@settings(max_examples=3, deadline=None)
@given(n=st.integers(2, 6))
def test_shards_merged_are_the_whole(
    whole: tuple[SweepResult, bytes], design: Design, quick: Question, tmp_path_factory: pytest.TempPathFactory, n: int
) -> None:
    folder = tmp_path_factory.mktemp("shards")
    files = [folder / f"{k}.jsonl" for k in range(1, n + 1)]
    for k, file in enumerate(files, start=1):
        sweep(replace(design, shard=(k, n)), quick, file=file)
    found = merge(files[::-1], folder / "all.jsonl")
    assert (found.rows, found.missing, found.twice) == (whole[0].rows, (), ())
    assert (folder / "all.jsonl").read_bytes() == whole[1]
    less = merge([*files[1:], files[-1]], folder / "less.jsonl")
    assert less.missing == tuple(range(0, len(design.items), n))
    assert set(less.twice) == set(range(n - 1, len(design.items), n))
    assert sweep(design, quick, file=folder / "less.jsonl").rows == whole[0].rows  # what is missing is done


def test_files_that_do_not_belong_together_are_not_merged(design: Design, quick: Question, tmp_path: Path) -> None:
    one, other, third = (tmp_path / f"{k}.jsonl" for k in range(3))
    sweep(design, quick, file=one)
    sweep(replace(design, seed=8), quick, file=other)
    with pytest.raises(WrongUse, match="They differ in seed"):
        merge([one, other])
    third.write_text(one.read_text().replace('"heavy":true', '"heavy":false', 1))
    with pytest.raises(WrongUse, match="different rows for task"):
        merge([one, third])
    with pytest.raises(WrongUse, match="nothing to merge"):
        merge([])


# ---------------------------------------------------------------- errors are rows


def test_what_goes_wrong_is_a_row_with_its_sentence(ferry: Case, quick: Question) -> None:
    variants = (*axis(f"{ROUTE}=40|50|-3|lots"), Variant(without=("issues.route",)), Variant(set={ROUTE: "60"}))
    found = sweep(Design(variants, ferry), quick)
    errors = [row.error for row in found.rows]
    assert errors[0] == errors[5] == ""
    assert errors[1] == "Fifty cannot be weighed."
    assert all(errors[k] for k in (2, 3, 4))
    assert found.rows[1].digest
    assert not found.rows[2].digest
    assert found.rows[2].varied == {ROUTE: -3}
    assert found.data()["failed"] == 4
    caveat = next(f for f in found.findings() if "gave no answer" in f.text)
    assert caveat.kind == "caveat"
    assert caveat.text.startswith("4 what-ifs gave no answer")


def test_a_fault_of_the_analysis_is_a_row_too(ferry: Case) -> None:
    found = sweep(Design(axis(f"{ROUTE}=40|45"), ferry), Question("broken", _broken))
    assert [row.error for row in found.rows] == ["ZeroDivisionError: division by zero"] * 2
    assert found.findings()[0].text == "None of 2 what-ifs that were tried gave an answer."
    one = sweep(Design(axis(f"{ROUTE}=40"), ferry), Question("broken", _broken))
    assert one.findings()[0].text == "The only what-if that was tried gave no answer."


def _broken(case: Case) -> Result:
    raise ZeroDivisionError("division by zero")


def test_a_question_that_cannot_be_sent_is_refused(ferry: Case) -> None:
    with pytest.raises(WrongUse, match="cannot be sent"):
        sweep([ferry], Question("lambda", lambda case: weight(case)))


# ---------------------------------------------------------------- ways to make variants


def test_axes_are_read_and_crossed() -> None:
    assert [v.set["a.b"] for v in axis("a.b=10..40:7")] == ["10", "15", "20", "25", "30", "35", "40"]
    assert [v.set["a.b"] for v in axis("a.b = 0..1:3 | unknown|2..3")] == ["0", "0.5", "1", "unknown", "2..3"]
    assert [v.set["a"] for v in axis("a=-1..1:3")] == ["-1", "0", "1"]
    assert [v.as_of for v in axis("as_of=2021-02|2021-05")] == ["2021-02", "2021-05"]
    grid = crossed([axis("a=1|2"), axis("b=x|y|z")])
    assert [(v.set["a"], v.set["b"]) for v in grid] == [(a, b) for a in "12" for b in "xyz"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("weights.route", "varies nothing"),
        ("=10|20", "varies nothing"),
        ("a=", "varies nothing"),
        ("a=10||20", "empty value"),
        ("a=10..40:1", "from 2 to"),
        ("a=10..40:x", "from 2 to"),
        ("a=10..40:", "from 2 to"),
        ("a=40..10:5", "upside down"),
        ("a=10..10:5", "upside down"),
        ("a=low..high:5", "no number"),
        ("a=1..3:3|2", "twice"),
    ],
)
def test_what_is_no_axis_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        axis(text)


def test_one_address_cannot_be_varied_twice_and_too_many_are_refused() -> None:
    with pytest.raises(WrongUse, match="varied twice"):
        crossed([axis("a=1|2"), axis("a=3|4")])
    with pytest.raises(WrongUse, match="1,000,000 can be done"):
        crossed([axis(f"{name}=0..1:200") for name in "abc"])


HUGE = [axis(f"{name}=0..1:1000") for name in "abcdefgh"]


@settings(max_examples=30, deadline=None)
@given(sample=st.integers(1, 40), seed=st.integers(0, 99))
def test_a_sample_is_some_of_the_combinations_in_order(sample: int, seed: int) -> None:
    axes = [axis("a=1|2|3"), axis("b=1..4:4"), axis("c=x|y")]
    every, some = crossed(axes), crossed(axes, sample, seed)
    places = [every.index(variant) for variant in some]
    assert places == sorted(set(places))
    assert len(places) == min(sample, 24)
    assert some == crossed(axes, sample, seed)
    assert len(crossed(HUGE, sample, seed)) == sample


def test_things_are_left_out_alone_and_in_pairs(ferry: Case) -> None:
    claims = [f"claims.{name}" for name in ferry.claims]
    alone = [variant.without for variant in leave_out(ferry, "claims")]
    assert alone == [(), *((name,) for name in claims)]
    pairs = leave_out(ferry, "claims", 2)
    n = len(claims)
    assert len({variant.without for variant in pairs}) == 1 + n + n * (n - 1) // 2
    early = steps.as_of(detente.load("ferry"), "2021-04")
    assert [v.without for v in leave_out(early, "events")] == [(), ("events.survey",)]
    with pytest.raises(WrongUse, match="events, claims, sources"):
        leave_out(ferry, "rumours")


def test_addresses_that_are_not_there_are_refused_before_anything_is_done(ferry: Case, quick: Question) -> None:
    with pytest.raises(AddressError):
        sweep(Design(axis("preferences.elder.weights.route=1|2"), ferry), quick)
    with pytest.raises(AddressError):
        sweep(Design((Variant(without=("events.storm",)),), ferry), quick)
    with pytest.raises(WrongUse, match="base case"):
        Design((Variant(),))
    with pytest.raises(WrongUse, match="nothing to sweep"):
        Design(())
    with pytest.raises(WrongUse, match="no shard"):
        Design((ferry,), shard=(3, 2))


# ---------------------------------------------------------------- what it says


def _rows(pairs: list[tuple[float, bool]]) -> list[Row]:
    return [Row(k, {"x": x}, "", 0, {"zone.empty": not is_open}) for k, (x, is_open) in enumerate(pairs)]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6).map(float), st.booleans()), min_size=2, max_size=20))
def test_the_cut_is_the_best_of_all_thresholds(pairs: list[tuple[float, bool]]) -> None:
    rows = _rows(pairs)
    held = effects.yes(rows, "zone.empty")
    assert held == [is_open for _, is_open in pairs]
    values = sorted({x for x, _ in pairs})
    base = max(sum(held), len(held) - sum(held))
    best = base
    for low in values[:-1]:
        above = sum((x > low) == is_open for x, is_open in pairs)
        best = max(best, above, len(pairs) - above)
    cuts = effects.cuts(rows, held)
    assert [cut.right for cut in cuts] == ([best] if best > base else [])
    for cut in cuts:
        told = [x >= cut.high if cut.side == "above" else x <= cut.high for x, _ in pairs]
        assert sum(one == is_open for one, (_, is_open) in zip(told, pairs, strict=True)) == cut.right


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), min_size=6, max_size=30))
def test_shares_of_variance_are_those_between_groups(pairs: list[tuple[str, int]]) -> None:
    rows = [Row(k, {"word": word, "other": k % 2}, "", 0, {"n": n}) for k, (word, n) in enumerate(pairs)]
    numbers = [n for _, n in pairs]
    mean = sum(numbers) / len(numbers)
    whole = sum((n - mean) ** 2 for n in numbers)
    inside = 0.0
    for word in {word for word, _ in pairs}:
        mine = [n for w, n in pairs if w == word]
        inside += sum((n - sum(mine) / len(mine)) ** 2 for n in mine)
    found = {effect.varied: effect for effect in effects.effects(rows, "n")}
    words, n = {word for word, _ in pairs}, len(pairs)
    share = 1 - (inside / whole) * (n - 1) / (n - len(words)) if whole else 0.0
    if len(words) > 1 and n >= 2 * len(words) and share > 1e-6:
        assert found["word"].share == pytest.approx(share)
    elif share < 0:
        assert "word" not in found
    assert all(0 < effect.share <= 1 + 1e-9 for effect in found.values())


def test_chance_moves_nothing_much() -> None:
    """Numbers that have nothing to do with the answer: η² of ten parts of 60 would be 15 % on average."""
    random_numbers = random.Random(3)
    shares = []
    for _ in range(200):
        rows = [
            Row(k, {"x": random_numbers.random(), "y": 0}, "", 0, {"n": random_numbers.random()}) for k in range(60)
        ]
        shares.append(sum(effect.share for effect in effects.effects(rows, "n")))
    assert sum(shares) / len(shares) < 0.06


def test_findings_tell_open_from_closed_in_the_parties_names(ferry: Case, asked: Question) -> None:
    found = sweep(Design(crossed([axis(f"{NO_DEAL}=20|60|80|95|99"), axis(f"{ROUTE}=45|60")]), ferry), asked)
    texts = [finding.text for finding in found.findings()]
    held = [not row.answer["zone.empty"] for row in found.rows]
    assert held == [
        not agreement(steps.set_values(ferry, {NO_DEAL: n, ROUTE: r}), draws=0).data()["zone"]["empty"]
        for n in ("20", "60", "80", "95", "99")
        for r in ("45", "60")
    ]
    assert f"in {sum(held)} of 10 what-ifs" in texts[0]
    assert "what no deal is worth to Birch is 80 or less, and closed wherever it is 95 or more" in texts[1]
    assert any(text.startswith("Of what was varied, what no deal is worth to Birch goes most with") for text in texts)
    names = [view.name for view in found.views()]
    assert names == ["rows", "effects", "answer-over"]
    assert json.dumps(found.data())


@pytest.mark.parametrize(
    ("worth", "said"),
    [
        ("20", "On these estimates, some package is acceptable to everyone whose consent it needs in the only what-if that was answered."),
        ("99", "On these estimates, it is not so that some package is acceptable to everyone whose consent it needs in the only what-if that was answered."),
    ],
)  # fmt: skip
def test_a_single_what_if_is_told_as_one(ferry: Case, asked: Question, worth: str, said: str) -> None:
    found = sweep(Design(axis(f"{NO_DEAL}={worth}"), ferry), asked)
    assert found.findings()[0].text == said


def test_a_part_of_a_sweep_says_so(design: Design, quick: Question) -> None:
    found = sweep(replace(design, shard=(2, 3)), quick)
    assert any("part 2 of 3 of a sweep of 22" in finding.text for finding in found.findings())
    unfinished = SweepResult(found.head, found.rows[:2], found.base)
    assert any("5 what-ifs of 7 are not done yet" in finding.text for finding in unfinished.findings())


# ---------------------------------------------------------------- tables and the command


def test_tables_hold_every_row(whole: tuple[SweepResult, bytes], tmp_path: Path) -> None:
    rows = whole[0].rows
    write_table(rows, tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert len(found) == len(rows)
    for row, line in zip(rows, found, strict=True):
        assert (line["index"], line[ROUTE], line["error"]) == (str(row.index), str(row.varied[ROUTE]), row.error)
        assert line["heavy"] == ("" if row.error else str(row.answer["heavy"]).lower())
        assert line["answer.seed"] == ("" if row.error else str(row.seed))
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet is an extra: pip install 'detente[parquet]'")
    write_table(rows, tmp_path / "rows.parquet")
    table = parquet.read_table(tmp_path / "rows.parquet")
    assert table.column_names == tables.header(rows)
    assert table.column("heavy").to_pylist() == [row.answer.get("heavy") for row in rows]


def test_parquet_without_its_extra_says_how_to_get_it(
    whole: tuple[SweepResult, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(WrongUse, match=r"detente\[parquet\]"):
        write_table(whole[0].rows, tmp_path / "rows.parquet")
    with pytest.raises(WrongUse, match="neither"):
        write_table(whole[0].rows, tmp_path / "rows.xls")


@pytest.fixture
def command() -> Callable[..., Any]:
    import typer

    from detente.cli import sweeping

    app = typer.Typer()
    sweeping.add_to(app)
    runner = CliRunner()
    return lambda *words: runner.invoke(app, list(words))


def test_the_command_does_shards_and_merges_them(command: Callable[..., Any], tmp_path: Path) -> None:
    vary = ["sweep", "ferry", "--vary", f"{NO_DEAL}=20..95:4", "--workers", "1", "--no-color"]
    for k in (1, 2):
        done = command(*vary, "--shard", f"{k}/2", "--out", str(tmp_path / f"{k}.csv"))
        assert done.exit_code == 0, done.output
    merged = command("merge", str(tmp_path / "1.csv"), "--out", str(tmp_path / "half.csv"))
    assert merged.exit_code == 1
    assert "2 are missing (1, 3)" in merged.output
    merged = command("merge", str(tmp_path / "1.csv"), str(tmp_path / "2.csv"), "--out", str(tmp_path / "all.csv"))
    assert merged.exit_code == 0
    assert "4 of 4 what-ifs from 2 files, 0 of them without an answer." in merged.output
    whole = command(*vary, "--out", str(tmp_path / "whole.csv"), "--json")
    assert whole.exit_code == 0
    assert (tmp_path / "all.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert len(read(tmp_path / "all.jsonl")[1]) == 4


def test_the_command_says_what_is_wrong(command: Callable[..., Any]) -> None:
    for words, said in [
        ((), "Say what to vary"),
        (("--each-event", "--shard", "2"), "is no shard"),
        (("--each-event", "--analysis", "agrement"), "agreement"),
        (("--each-event", "--out", "rows.xls"), "neither"),
    ]:
        failed = command("sweep", "ferry", *words)
        assert failed.exit_code != 0
        assert said in str(failed.exception)
