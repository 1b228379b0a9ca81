"""Time and memory of the month's bulletin: `python -m tests.benchmarks.bulletin [projects]`.

40 units and 1,000 projects are to take 5 s and 200 MB at most, start of the program included.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DAY, MONTH = "2023-11-20", "2023-10"


def manage(data: Path, *arguments: str) -> None:
    environment = os.environ | {"DATA_DIR": str(data)}
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def main(projects: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        manage(data, "migrate")
        manage(data, "load_annexes")
        manage(data, "demo", "--day", DAY, "--projects", str(projects))
        manage(data, "assess", "--day", DAY)
        pid = os.fork()
        if pid == 0:
            # A child of its own, so that its peak is the bulletin's and not the preparation's.
            started = time.perf_counter()
            manage(data, "bulletin", MONTH, "-o", str(data / "bulletin.xlsx"))
            seconds = time.perf_counter() - started
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            size = (data / "bulletin.xlsx").stat().st_size / 1024
            print(f"{projects} projects: {seconds:.2f} s, {peak:.0f} MB, file {size:.0f} KB")
            sys.stdout.flush()
            os._exit(0)
        if os.waitpid(pid, 0)[1]:
            raise SystemExit("the bulletin failed")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
