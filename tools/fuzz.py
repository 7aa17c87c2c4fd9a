"""Feed hostile input to everything that reads the wire; see fuzz/runner.py.

`python tools/fuzz.py --seconds 60 [--executions N] [--target NAME] [--seed N]`: the seed it prints repeats a run. A crash
is kept in fuzz/crashes/ and ends with exit code 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# In place of this folder, where `fuzz` would be this file.
sys.path[0] = str(ROOT)
sys.path.insert(1, str(ROOT / "src"))

from fuzz.runner import main  # noqa: E402 - needs the path from above

if __name__ == "__main__":
    sys.exit(main())
