"""Records to show."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import show_samples

from detente.result import Record


@pytest.fixture(scope="session")
def agreement() -> Record:
    return show_samples.agreement()


@pytest.fixture(scope="session")
def hostile() -> Record:
    return show_samples.hostile()


@pytest.fixture(scope="session")
def empty() -> Record:
    return show_samples.empty()


@pytest.fixture(scope="session")
def graphs() -> Record:
    return show_samples.graphs()
