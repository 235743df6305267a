from __future__ import annotations

import unicodedata
from bisect import bisect_left

from hypothesis import example, given
from hypothesis import strategies as st

from detente.documents.folding import fold, folded

AWKWARD = " \n\t\u00a0\u3000aeEk\u00ad\u200b\ufeff\u0301\u0323“”«′‘`´—–\u2011éﬁİßẞ…¨½ǆ\u1100\u1161\u11a8가ｶﾞﾟＡ\u0f73\u09c7\u09be𝐀"
texts = st.text(
    alphabet=st.characters(blacklist_categories=["Cs"]) | st.sampled_from(AWKWARD) | st.sampled_from("abc .\n"),
    max_size=40,
)
DOUBLE, SINGLE, DASHES, DROPPED = "“”„‟«»″", "‘’‚‛`´′", "‐‑‒–—―−", "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def marked(text: str) -> str:
    for several, one in ((DOUBLE, '"'), (SINGLE, "'"), (DASHES, "-"), (DROPPED, "")):
        for character in several:
            text = text.replace(character, one)
    return text


@given(texts)
@example("e\u00ad\u0301")
@example("eﾞ\u0301")
@example(" \u00ad ")
def test_the_fold_of_a_text_is_that_of_all_of_it_at_once(text: str) -> None:
    whole = marked(unicodedata.normalize("NFKC", marked(text))).casefold()
    assert fold(text) == " ".join(whole.split())


@given(texts)
def test_the_way_back_is_the_same_from_runs_and_one_by_one(text: str) -> None:
    found = folded(text)
    starts, ends = found.starts, found.ends
    assert len(starts) == len(ends) == len(found.text)
    assert starts == sorted(starts)
    assert [found.origin(k) for k in range(len(found.text))] == list(zip(starts, ends, strict=True))
    assert [found.position(at) for at in range(len(text) + 1)] == [
        bisect_left(starts, at) for at in range(len(text) + 1)
    ]


@given(texts, st.data())
def test_what_a_span_leads_back_to_folds_to_it(text: str, data: st.DataObject) -> None:
    found = folded(text)
    if not found.text:
        return
    low = data.draw(st.integers(0, len(found.text) - 1))
    high = data.draw(st.integers(low + 1, len(found.text)))
    start, end = found.span(low, high)
    assert found.text[low:high].strip() in fold(text[start:end])


def test_most_of_a_text_is_one_run() -> None:
    found = folded("Plain words — and “quotes” of one kind, é and Ж,\nover two lines.\n\nAnd a second paragraph.")
    assert len(found.folds) == 3
    assert found.text.startswith('plain words - and "quotes" of one kind, é and ж, over')
