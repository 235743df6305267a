"""What a party says of a claim: that it holds, that it does not, or neither."""

from __future__ import annotations

import pytest

from detente.case.stance import stance

SAID = {
    "affirms": True, "Affirms.": True, "concedes": True, "confirmed in May": True, "yes": True, "supports it": True, "endorses": True,
    "denies": False, "Denies.": False, "rejected": False, "disagrees": False, "no": False, "opposes": False,
    "doubts": None, "disputes": None, "wonders": None, "supports neither": None, "claims not to know": None, "notes": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_the_first_word_decides(said: str) -> None:
    assert stance(said) is SAID[said]
