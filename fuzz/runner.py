"""Runs targets for a time or a number of inputs; a crash is kept in fuzz/crashes/ and ends with exit code 1."""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fuzz.devicefiles import DeviceFilesTarget
from fuzz.forms import FormsTarget
from fuzz.mutate import Mutator
from fuzz.targets import TARGETS as WIRE_TARGETS
from fuzz.targets import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

CRASHES: Final = Path(__file__).resolve().parent / "crashes"
SLOWEST: Final = 2.0
"""An input that takes longer hangs whoever reads it, seconds of the processor: a pause of the machine is no fault of ours."""
MOST_GROWTH: Final = 64 * 1024
"""How much memory may grow once everything is warm, KiB."""
TARGETS: Final[tuple[type[Target], ...]] = (*WIRE_TARGETS, FormsTarget, DeviceFilesTarget)
"""Everything there is to feed."""
_BATCH: Final = 500
"""Inputs between looks at the clock."""
_WARM: Final = 20_000
"""Inputs after which memory should not grow any more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one target."""

    name: str
    executions: int
    seconds: float
    crash: str = ""
    """The traceback, if there was one."""


def fuzz(target_class: type[Target], *, seed: int, seconds: float, most: int | None) -> Outcome:
    """Run one target until its time is over, its inputs are used up, or something breaks."""
    source = random.Random(f"{seed} {target_class.name}")
    target = target_class(source)
    mutator = Mutator(target.load_corpus(), source)
    begun = time.monotonic()
    executions = 0
    warm_size = 0
    while (passed := time.monotonic() - begun) < seconds and (most is None or executions < most):
        data = b""
        try:
            for _ in range(_BATCH):
                data = mutator.draw()
                since = time.thread_time()
                target.run(data)
                executions += 1
                if time.thread_time() - since > SLOWEST:
                    raise TimeoutError(f"one input took more than {SLOWEST} s")  # noqa: TRY301 - kept like a crash
            warm_size = _watch_memory(executions, warm_size)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            return Outcome(target.name, executions, passed, _keep(target, data, seed=seed, executions=executions))
    return Outcome(target.name, executions, time.monotonic() - begun)


def _watch_memory(executions: int, warm_size: int) -> int:
    """Return the size once warm; raises when it has grown too much since."""
    if executions < _WARM:
        return 0
    size = read_memory()
    if not warm_size:
        return size
    if size - warm_size > MOST_GROWTH:
        raise MemoryError(f"memory grew from {warm_size} to {size} KiB")
    return warm_size


def read_memory() -> int:
    """Return the resident memory of this process in KiB; 0 where the system does not tell."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS"))


def _keep(target: Target, data: bytes, *, seed: int, executions: int) -> str:
    """Write down the input and what led to it; returns the traceback."""
    text = traceback.format_exc()
    CRASHES.mkdir(exist_ok=True)
    path = CRASHES / f"{target.name}-{seed}-{executions}"
    path.with_suffix(".bin").write_bytes(data)
    steps = "\n".join(target.history)
    path.with_suffix(".txt").write_text(f"{text}\ninput: {data.hex()}\n\n{steps}\n", encoding="utf-8")
    return f"{text}kept in {path}.bin and .txt"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, run, print figures; the exit code is 1 after a crash."""
    names = [target.name for target in TARGETS]
    parser = argparse.ArgumentParser(description="Feed hostile input to everything that reads the wire.")
    parser.add_argument("--seconds", type=float, default=60.0, help="time for all targets together (default: 60)")
    parser.add_argument("--executions", type=int, help="stop each target after so many inputs")
    parser.add_argument("--target", choices=names, action="append", help="only this one; may be repeated")
    parser.add_argument("--seed", type=lambda text: int(text, 0), help="repeat the run that printed this number")
    options = parser.parse_args(arguments)
    seed = options.seed if options.seed is not None else random.SystemRandom().getrandbits(32)
    chosen = [target for target in TARGETS if not options.target or target.name in options.target]
    print(f"seed {seed}", flush=True)
    outcomes: list[Outcome] = []
    for target in chosen:
        outcome = fuzz(target, seed=seed, seconds=options.seconds / len(chosen), most=options.executions)
        outcomes.append(outcome)
        rate = outcome.executions / max(outcome.seconds, 0.001)
        print(f"{outcome.name:10} {outcome.executions:12,} inputs {rate:10,.0f} a second", flush=True)
        if outcome.crash:
            print(outcome.crash, file=sys.stderr)
    total = sum(outcome.executions for outcome in outcomes)
    print(f"{'total':10} {total:12,} inputs, {read_memory():,} KiB resident")
    return 1 if any(outcome.crash for outcome in outcomes) else 0
