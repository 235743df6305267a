"""Which threats could be carried out, would be, need be believed how much, and what else would they set off?"""

from __future__ import annotations

from detente.analyses.threats.answer import ThreatsResult
from detente.analyses.threats.solve import threats

__all__ = ["ThreatsResult", "threats"]
