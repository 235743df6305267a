from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def whole() -> str:
    """A case that uses every field of the format at least once."""
    return (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8")
