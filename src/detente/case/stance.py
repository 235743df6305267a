"""Whether what a party says of a claim (`says:`) is that it holds, or that it does not. The words are the analyst's own, so the first one decides."""

from __future__ import annotations

import re

_AFFIRMS = re.compile(r"(?:affirm|accept|agree|assert|confirm|claim|conced|endors|admit|support|yes$)")
_DENIES = re.compile(r"(?:den(?:y|i)|reject|disagree|refus|oppos|contradict|no$)")
_TURNS = ("no", "not", "neither", "nothing", "nor")


def stance(said: str) -> bool | None:
    """True where the first word affirms (*affirms*, *accepts*, *agrees*, *concedes*, *supports*, … in any form), False where it denies (*denies*, *rejects*, *disagrees*, …),
    None for all else, such as *doubts* or *disputes*, and where a *not* or *neither* follows at once."""
    words = re.findall(r"[\w’'-]+", said.casefold())
    if not words or (len(words) > 1 and words[1] in _TURNS):
        return None
    if _AFFIRMS.match(words[0]):
        return True
    return False if _DENIES.match(words[0]) else None
