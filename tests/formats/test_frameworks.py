"""Frameworks in and out: ICCMA'23, APX, TGF; what is wrong is said with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats.common import FormatError
from detente.formats.frameworks import is_framework, read_framework, write_framework
from detente.theory.framework import NamedFramework, framework


def read(folder: Path, name: str, text: str) -> NamedFramework:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_framework(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.apx", "arg(1).\narg(2).\narg(3).\natt(1,2).\natt(3,3).\n"),
        ("m.apx", "att(1, 2). % first\narg(1). arg(2).arg( 3 ) .\n\n%arg(4).\natt(3,3)."),
        ("m.af", "# a comment\np af 3\n\n1 2\n# another\n3 3\n"),
        ("m.iccma", "p af 3\r\n1 2\r\n3\t3\r\n1 2\r\n"),
        ("m.TGF", "1 First\n2\n3 the third one\n#\n1 2\n3 3 attack\n"),
    ],
)
def test_the_same_framework_in_each_format(tmp_path: Path, name: str, text: str) -> None:
    found = read(tmp_path, name, text)
    assert found.names == ("1", "2", "3")
    assert found.framework.attacks.tolist() == [[0, 1], [2, 2]]
    assert found.framework.supports.shape == (0, 2)
    assert np.isnan(found.bases).all()
    assert found.title == "m"
    assert len(found.digest) == 64


def test_supports_and_quoted_names(tmp_path: Path) -> None:
    apx = read(tmp_path, "a.apx", 'arg("no, (never)").arg(b).arg("a \\"word\\" %").\nsupport(b,"no, (never)").')
    assert apx.names == ("no, (never)", "b", 'a "word" %')
    assert apx.framework.supports.tolist() == [[1, 0]]
    tgf = read(tmp_path, "a.tgf", "a\nb\n#\na b +\nb a support\n")
    assert tgf.framework.supports.tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "x.apx",
            "arg(a).\natt(a,b).\n",
            'x.apx:2:1: "b" is attacked, attacks or supports, but no argument has that name.',
        ),
        ("x.apx", "arg(a).\narg(b).\n  arg(a).", "x.apx:3:3: The argument a stands there twice."),
        ("x.apx", "arg(a).\nattack(a,a).", 'x.apx:2:1: "attack(a,a)." is neither arg'),
        ("x.apx", "arg(a)", 'x.apx:1:1: "arg(a)" is neither'),
        ("x.apx", "arg(a).\natt(a).", 'x.apx:2:1: "att(a)." is neither'),
        ("x.apx", "arg(a,b).", "x.apx:1:1: "),
        ("x.af", "", "x.af:1:1: The file does not begin with a line p af n."),
        ("x.af", "1 2\n", "x.af:1:1: The file does not begin with a line p af n."),
        (
            "x.af",
            "p af 2\n1 2\n1 3\n",
            'x.af:3:1: The attack "1 3" names an argument that is not there. They are numbered 1 to 2.',
        ),
        ("x.af", "p af 2\n0 1\n", 'x.af:2:1: The attack "0 1"'),
        ("x.af", "p af 2\n# c\n1 2 1\n", 'x.af:3:1: "1 2 1" is not an attack.'),
        ("x.af", "p af 999999999\n", "x.af:1:1: 999,999,999 arguments are more"),
        ("x.af", "p af 2000001\n", "x.af:1:1: 2,000,001 arguments are more"),
        ("x.tgf", "a\nb\n", "x.tgf:1:1: There is no line #."),
        ("x.tgf", "a\na\n#\n", 'x.tgf:2:1: The argument "a" stands there twice.'),
        ("x.tgf", "a\n#\na b\n", 'x.tgf:3:1: "b" is attacked, attacks or supports'),
        ("x.tgf", "a\n#\na\n", 'x.tgf:3:1: "a" names one argument, an attack two.'),
        ("x.tgf", "a\n#\na a maybe\n", 'x.tgf:3:1: The label "maybe" says neither attack nor support.'),
        ("x.tgf", "a\n#\n#\n", "x.tgf:3:1: A second line #"),
        ("x.txt", "", "x.txt: The name does not say which kind of framework this is."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(FormatError) as error:
        read(tmp_path, name, text)
    assert str(error.value).startswith(told)


def test_what_is_no_text_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "b.apx").write_bytes(b"arg(a).\narg(\xff).")
    with pytest.raises(FormatError, match=r"b.apx:2:1: This is not UTF-8 text"):
        read_framework(tmp_path / "b.apx")
    with pytest.raises(FormatError, match="cannot be read"):
        read_framework(tmp_path / "none.apx")


NAMES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1),
    unique=True,
    max_size=6,
)


@given(names=NAMES, data=st.data())
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read_again(
    names: list[str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    size = len(names)
    pairs = [
        data.draw(st.lists(st.tuples(*[st.integers(0, size - 1)] * 2), max_size=6)) if size else [] for _ in range(2)
    ]
    named = NamedFramework("m", tuple(names), framework(size, *pairs), np.full(size, np.nan))
    path = tmp_path_factory.mktemp("out") / "m.apx"
    path.write_text(write_framework(named, "apx"), encoding="utf-8", newline="")
    again = read_framework(path)
    assert again.names == named.names
    assert again.framework.attacks.tolist() == named.framework.attacks.tolist()
    assert again.framework.supports.tolist() == named.framework.supports.tolist()


@pytest.mark.parametrize(("kind", "suffix"), [("apx", ".apx"), ("tgf", ".tgf"), ("iccma", ".af")])
def test_every_format_keeps_the_attacks(tmp_path: Path, kind: str, suffix: str) -> None:
    named = NamedFramework("m", ("x", "Y", "z1"), framework(3, [(0, 1), (1, 0), (2, 2)]), np.full(3, np.nan))
    again = read(tmp_path, f"m{suffix}", write_framework(named, kind))
    assert again.framework.attacks.tolist() == named.framework.attacks.tolist()
    assert again.names == (("1", "2", "3") if kind == "iccma" else named.names)


def test_what_a_format_cannot_say_is_refused() -> None:
    supported = NamedFramework("m", ("x", "y"), framework(2, [], [(0, 1)]), np.full(2, np.nan))
    with pytest.raises(FormatError, match="ICCMA'23 files have no supports"):
        write_framework(supported, "iccma")
    spaced = NamedFramework("m", ("x y",), framework(1), np.full(1, np.nan))
    with pytest.raises(FormatError, match='The name "x y" cannot stand in a TGF file'):
        write_framework(spaced, "tgf")
    with pytest.raises(FormatError, match='"xml" is not a format for frameworks'):
        write_framework(spaced, "xml")


def test_frameworks_are_known_by_their_names() -> None:
    assert [is_framework(name) for name in ("a.apx", "B.AF", "c.tgf", "d.iccma", "e.yaml", "apx")] == [True] * 4 + [
        False
    ] * 2
