"""Runs it from the command line; the exit code is 1 if anything was lost, wrong or left behind."""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import sys
import time

from tools.soak.run import print_progress, run_soak


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        description="Devices under faults, a hub and a broker that are killed, a disk that fails, a clock that jumps; and a ledger."
    )
    parser.add_argument("--devices", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    logging.getLogger("tuyalan").setLevel(logging.CRITICAL)
    print(f"seed {arguments.seed}", flush=True)
    rng = random.Random(arguments.seed)  # noqa: S311 - chances, no secrets
    report = asyncio.run(
        run_soak(devices=arguments.devices, seconds=arguments.seconds, rng=rng, progress=print_progress)
    )
    print(report)
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
