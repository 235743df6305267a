from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def whole() -> str:
    """A case that uses every field of the format at least once."""
    return (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8")
