"""Does what README.md says: read_me.py README.md GIBBSIGHT, in an empty folder.

The command makes an image, and the first lines of Python in the README, which read it, must find the
interaction that it was made with.
"""

import re
import subprocess
import sys
from pathlib import Path

import gibbsight

PAIR = 0.4

readme, command = Path(sys.argv[1]).read_text(), sys.argv[2]
version = subprocess.run([command, "--version"], check=True, capture_output=True, text=True).stdout
assert version == f"gibbsight {gibbsight.__version__}\n", version
wrong = subprocess.run([command, "atoms", "missing.tif"], capture_output=True, text=True)
assert wrong.returncode == 66 and wrong.stderr.startswith("gibbsight: error:"), wrong

subprocess.run([command, "simulate", "--lattice", "square", "--species", "Te,Se", "--bulk", "Se=0.45",
                "--parameters", f"pair1={PAIR}", "--image", "scan.tif"], check=True)  # fmt: skip
lines = re.search(r"```python\n(.*?)```", readme, re.DOTALL).group(1)
names: dict = {}
exec(lines, names)
found = names["result"].best.parameters["pair1"]
assert abs(found.value - PAIR) < 4 * found.std, found
print(version.strip() + ":", found)
