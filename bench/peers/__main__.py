"""Measures the peers and sampler_bench at the same jobs, one job after the other.

Usage: PYTHONPATH=bench python -m peers SAMPLER_BENCH PEERS_JSON
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # before the peers are loaded: each has one core, as we do

from peers import icet_peer, smol_peer  # noqa: E402
from peers.jobs import JOBS, SIZE, check_energies, measure  # noqa: E402
from table import print_table, read_medians, shorten  # noqa: E402

PEERS = (icet_peer, smol_peer)


def measure_ours(program: str, job) -> tuple[dict, dict]:
    """What the run says of itself, and the medians of its counters."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "ours.json"
        subprocess.run(
            [program, f"--benchmark_filter=^sampler/{job.name}$", "--benchmark_repetitions=5",
             "--benchmark_report_aggregates_only=true", f"--benchmark_out={output}"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        context, medians = read_medians(output)
    return context, medians[f"sampler/{job.name}"]


def measure_peer(module, job) -> dict:
    peer = module.Peer(job)
    worst = check_energies(job, peer)
    rates = measure(peer)
    return {
        "name": module.NAME,
        "version": module.VERSION,
        "attempts_per_ns": statistics.median(rates),
        "slowest": min(rates),
        "fastest": max(rates),
        "stretches": len(rates),
        "energy_difference": worst,
    }


def main() -> None:
    program, output = sys.argv[1:]
    result = {"sites": SIZE * SIZE, "jobs": []}
    rows = []
    for job in JOBS:
        context, ours = measure_ours(program, job)
        result["context"] = context
        rate = ours["attempts_per_ns"]
        peers = [measure_peer(module, job) for module in PEERS]
        result["jobs"].append({
            "name": job.name,
            "attempts_per_ns": rate,
            "scalar_attempts_per_ns": rate / ours["ratio_to_scalar"],
            "peers": peers,
        })
        rows.append((job.name, "gibbsight", "512 replicas", shorten(rate), ""))
        rows.append((job.name, "gibbsight", "scalar", shorten(rate / ours["ratio_to_scalar"]), ""))
        for peer in peers:
            rows.append((job.name, peer["name"], peer["version"],
                         f"{peer['attempts_per_ns']:.2e}", f"{peer['energy_difference']:.0e}"))
        print(f"{job.name} done", flush=True)
    Path(output).write_text(json.dumps(result, indent=1) + "\n")
    print_table(("job", "by", "", "attempts/ns", "energies off by, k_B T"), rows)


if __name__ == "__main__":
    main()
