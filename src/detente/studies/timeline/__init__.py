"""What changed, when, for whom: what could be agreed, what would hold and what each believed after every event?"""

from __future__ import annotations

from detente.studies.timeline.answer import TimelineResult
from detente.studies.timeline.solve import timeline

__all__ = ["TimelineResult", "timeline"]
