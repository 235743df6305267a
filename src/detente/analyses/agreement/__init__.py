"""Could these parties agree, on what, who blocks, and how sure is that?"""

from __future__ import annotations

from detente.analyses.agreement.answer import AgreementResult
from detente.analyses.agreement.solve import agreement

__all__ = ["AgreementResult", "agreement"]
