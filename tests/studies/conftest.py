"""Lets the tests of this folder import the helpers of the tests of analyses by name."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "analyses"))
