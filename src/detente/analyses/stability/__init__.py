"""Which outcomes hold by themselves, why, by whose answers, and where would the parties' own moves lead?"""

from __future__ import annotations

from detente.analyses.stability.answer import StabilityResult
from detente.analyses.stability.solve import stability

__all__ = ["StabilityResult", "stability"]
