#!/usr/bin/env python3
"""An STM image of FeSe0.45Te0.55 with known interactions, and what gibbsight makes of it.

Usage: demo.py GIBBSIGHT DIR
"""

import json
import subprocess
import sys
from pathlib import Path

TRUE = {"pair1": 0.4}  # k_B T; positive: unlike neighbours cost energy, Se and Te segregate

CRYSTAL = ["--lattice", "square", "--species", "Te,Se", "--bulk", "Se=0.45"]


def call(*arguments: str) -> None:
    print("$", " ".join(["gibbsight", *arguments]))
    subprocess.run([sys.argv[1], *arguments], check=True)
    print()


def main() -> None:
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    image = str(folder / "fesete.tif")
    parameters = ",".join(f"{name}={value}" for name, value in TRUE.items())
    # Rotated by 17 degrees, with drift, tilt, scan-line offsets and noise: the renderer's defaults.
    call("simulate", *CRYSTAL, "--parameters", parameters, "--rendering.pixel_size", "0.042",
         "--image", image, "-o", str(folder / "truth.csv"), "--seed", "7", "--force")
    call("run", image, *CRYSTAL, "-o", str(folder / "result"), "--force")

    fit = json.loads((folder / "result" / "fit.json").read_text())
    best = next(model for model in fit["models"] if model["name"] == fit["best_model"])
    print(f"{'interaction':<12} {'true':>7} {'recovered':>10} {'std':>7}   interval")
    for p in best["parameters"]:
        low, high = p["interval"]
        print(f"{p['name']:<12} {TRUE.get(p['name'], 0):>7.3f} {p['value']:>10.3f} {p['std']:>7.3f}"
              f"   [{low:.3f}, {high:.3f}] ({100 * p['level']:.0f} %)  {p['unit']}")
    print(f"\nOpen {folder / 'result' / 'report.html'} in a browser.")


if __name__ == "__main__":
    main()
