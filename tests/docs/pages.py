"""Where the pages are, and the program that they are about."""

import os
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
BINARY = Path(os.environ.get("GIBBSIGHT_BINARY", DOCS.parent / "build/release/gibbsight")).resolve()
