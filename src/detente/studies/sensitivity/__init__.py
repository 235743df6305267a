"""On which numbers do the findings hang, how much, and where would each flip?"""

from __future__ import annotations

from detente.studies.sensitivity.answer import SensitivityResult
from detente.studies.sensitivity.solve import sensitivity

__all__ = ["SensitivityResult", "sensitivity"]
