"""What does each party believe after the evidence, what moved it, and what would move its choice?"""

from __future__ import annotations

from detente.analyses.beliefs.answer import BeliefsResult
from detente.analyses.beliefs.solve import beliefs

__all__ = ["BeliefsResult", "beliefs"]
