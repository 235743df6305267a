"""What one analysis says of two cases: what became true, what no longer holds, what is said with other numbers, and through what."""

from __future__ import annotations

from detente.studies.compare.answer import CompareResult, compare

__all__ = ["CompareResult", "compare"]
