"""What can published geometry settle of the claims about who could see, reach or cover what, and what must each side assume to be right?"""

from __future__ import annotations

from detente.analyses.coverage.answer import CoverageResult
from detente.analyses.coverage.solve import coverage

__all__ = ["CoverageResult", "coverage"]
