"""Lets the tests of this folder import its helpers, whichever import mode pytest uses."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
