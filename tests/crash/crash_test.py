"""Kills the daemon at every call that changes its files, and checks what the card remembers.

Usage: crash_test.py [--points N] [--jobs N] [--row WORD]

Every row of the table in changes.py is run once undisturbed, which counts the calls, and then once
for each kill point: a call, and before it, in the midst of it or after it. The daemon is started
again, and must remember every change that it has answered; the one that it had not answered must be
there as a whole or not at all. The last line is "N kill points, M violations".
"""

import argparse
import collections
import contextlib
import dataclasses
import itertools
import multiprocessing
import os
import pathlib
import shutil
import signal
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

import changes
import sandbox
from changes import ROWS, Memory, Row
from victim import SHIM, Forgotten, Victim, check

FIRST_PORT = 35963
MODES = ("before", "torn", "after")
DATABASE = "vuicc.sqlite3"
PROFILE = pathlib.Path(__file__).with_name("card.yaml")
OLDER_SCHEMAS = {  # from the version above each
    2: "ALTER TABLE cards DROP COLUMN origin; PRAGMA user_version = 2",
    1: "DROP TABLE snapshot_cells; DROP TABLE snapshots; PRAGMA user_version = 1",
}
CHANGES_TO_GO = 3
WRITES = ("write", "pwrite", "pwrite64", "writev", "pwritev")


@dataclasses.dataclass(frozen=True)
class Point:
    """The call to be killed at, counted from 1 within a row."""

    row: int
    at: int
    mode: str
    call: str  # for people: name of the call and file

    def __str__(self):
        return f"{ROWS[self.row].name}: {self.mode} call {self.at}, {self.call}"


class Violation(Exception):
    pass


class Range:
    """Where one worker shoots: a port and a folder of its own."""

    def __init__(self, number):
        self._port = FIRST_PORT + number
        self._folder = sandbox.work_folder() / f"range-{number}"
        self._folder.mkdir()
        self.state = self._folder / "state"
        self._edited = self._folder / "edited.yaml"
        self._edited.write_text(PROFILE.read_text().replace(*changes.EDIT))
        self._armed = self._folder / "armed"
        self._trace = self._folder / "trace"
        self._log = self._folder / "log"

    def put(self, kept):
        """Makes a copy of a folder, or nothing, the state of the next daemon."""
        shutil.rmtree(self.state, ignore_errors=True)
        if kept is not None:
            shutil.copytree(kept, self.state)
        for path in (self._armed, self._trace, self._log):
            path.unlink(missing_ok=True)

    def daemon(self, row, environment=None):
        profile = [self._edited, "--adopt-profile"] if row.adopt else [PROFILE]
        options = ["--profile", *profile, "--cards", str(row.cards)]
        return Victim(self.state, self._port, self._log, options, environment)

    @contextlib.contextmanager
    def undisturbed(self, row):
        """A daemon that must be ready for commands."""
        with self.daemon(row) as victim:
            if not victim.power_on():
                raise SystemExit(f"the daemon does not start:\n{victim.log}")
            yield victim

    def armed_daemon(self, row, point=None):
        target = {}
        if point:
            target = {"VUICC_KILL_AT": str(point.at), "VUICC_KILL_MODE": point.mode}
        return self.daemon(row, {
            "LD_PRELOAD": SHIM,
            # The shim must come first to see the calls that the sanitizers intercept.
            "ASAN_OPTIONS": f"{os.environ.get('ASAN_OPTIONS', '')}:verify_asan_link_order=0",
            "VUICC_KILL_FOLDER": str(self.state),
            "VUICC_KILL_ARMED": str(self._armed),
            "VUICC_KILL_TRACE": str(self._trace),
            **target,
        })

    def arm(self):
        self._armed.touch()

    def calls(self):
        """The calls that were counted, as (name, file)."""
        if not self._trace.exists():
            return []
        fields = [line.split() for line in self._trace.read_text().splitlines()]
        return [(name, pathlib.Path(path).name) for _, name, path in fields]


def perform(victim, row, memory, steps):
    """Sends the steps. Returns what the card may remember then, and whether all were answered."""
    for step in steps:
        try:
            answer = step.send(victim)
        except ConnectionError:
            return step.outcomes(memory), False
        memory, expected = step.change(memory)
        if answer != expected:
            raise Violation(f"{row.name}: {str(step)[:60]} is answered {answer}, not {expected}")
    return [memory], True


def shoot(place, row, memory, point=None):
    """Runs the steps of a row until the daemon has ended. Returns what the card may remember."""
    with place.armed_daemon(row, point) as victim:
        if row.from_start:
            place.arm()
        allowed, answered = [memory], victim.power_on()
        if answered:
            place.arm()
            allowed, answered = perform(victim, row, memory, row.steps)
        ending = signal.SIGTERM if row.stop else signal.SIGKILL
        status = victim.end(ending) if answered else victim.wait()
        if victim.complaints or status not in (-signal.SIGKILL, 0):
            raise Violation(f"the daemon ended with {status}:\n{victim.log}")
    return allowed


def judge(place, row, allowed):
    """Starts the daemon again on what is left."""
    with place.daemon(row) as survivor:
        try:
            if not survivor.power_on():
                raise Violation(f"the daemon does not start again:\n{survivor.log[-2000:]}")
            check(survivor, allowed)
        except (Forgotten, ConnectionError) as error:
            raise Violation(str(error)) from None
        if survivor.complaints:
            raise Violation(survivor.complaints)


@dataclasses.dataclass
class Prepared:
    """What a row starts from, and the calls that it takes when nothing disturbs it."""

    kept: pathlib.Path
    memory: Memory
    calls: list


def prepare(place, number):
    """Carries out what comes before a row, and counts its calls."""
    row = ROWS[number]
    before = filling_steps(place) if row.checkpoint else row.before
    kept, memory = None, changes.of_new_cards(row.cards)
    place.put(None)
    if not row.fresh:
        with place.undisturbed(dataclasses.replace(row, adopt=False)) as victim:
            [memory], _ = perform(victim, row, memory, before)
            victim.end(signal.SIGKILL if row.crashed else signal.SIGTERM)
        kept = sandbox.work_folder() / f"kept-{number}"
        shutil.copytree(place.state, kept)
    if row.schema:
        make_older(kept / DATABASE, row.schema)
    if row.adopt:
        memory = changes.adopted(memory)
    place.put(kept)
    allowed = shoot(place, row, memory)
    calls = place.calls()
    if row.checkpoint and not any(file == DATABASE for _, file in calls):
        raise SystemExit(f"{row.name}: the log is not worked into {DATABASE}")
    judge(place, row, allowed)
    expect_complaints(place, row, kept, allowed, memory)
    return Prepared(kept, memory, calls)


def make_older(database, schema):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        for version, script in OLDER_SCHEMAS.items():
            if version >= schema:
                connection.executescript(script)


def filling_steps(place, limit=5000):
    """As many changes as fit into the log before SQLite works it into the database, but a few."""
    place.put(None)
    memory, steps, row = Memory(), [], Row("filling the log", [])
    with place.undisturbed(row) as victim:
        untouched = (place.state / DATABASE).stat().st_mtime_ns
        while (place.state / DATABASE).stat().st_mtime_ns == untouched and len(steps) < limit:
            steps.append(changes.large(len(steps)))
            [memory], _ = perform(victim, row, memory, steps[-1:])
    return steps[:-CHANGES_TO_GO]


def expect_complaints(place, row, kept, allowed, memory):
    """The judge must notice when a daemon has kept nothing, and when one only pretended to."""
    if allowed == [memory]:
        raise SystemExit(f"{row.name}: the steps change nothing in the end, which proves nothing")
    must_complain(place, row, kept, allowed)
    if not row.from_start:  # a daemon without a database does not get far
        place.put(kept)
        answered = shoot(place, row, memory, Point(ROWS.index(row), 1, "lose", ""))
        must_complain(place, row, place.state, answered)


def must_complain(place, row, state, allowed):
    if state != place.state:
        place.put(state)
    try:
        judge(place, row, allowed)
    except Violation:
        return
    raise SystemExit(f"{row.name}: nobody notices that all changes are lost")


def points_of(number, calls):
    return [
        Point(number, at, mode, f"{name} {file}")
        for at, (name, file) in enumerate(calls, 1)
        for mode in MODES
        if mode != "torn" or name in WRITES
    ]


def sample(points, count):
    """About as many points, evenly spread over each row and mode, at least one of either."""
    groups = collections.defaultdict(list)
    for point in points:
        groups[point.row, point.mode].append(point)
    chosen = []
    for alike in groups.values():
        share = max(1, round(count * len(alike) / len(points)))
        # From the middle of each part: the first and the last call are seldom the interesting ones.
        chosen += [alike[(2 * i + 1) * len(alike) // (2 * share)] for i in range(share)]
    return chosen


def run_point(point):
    """Whether the daemon was killed there, and what is wrong afterwards, if anything."""
    prepared, place = TARGETS[point.row], PLACE
    try:
        place.put(prepared.kept)
        row = ROWS[point.row]
        allowed = shoot(place, row, prepared.memory, point)
        reached = len(place.calls()) >= point.at
        judge(place, row, allowed)
        return point, reached, ""
    except Violation as violation:
        return point, True, str(violation)
    except Exception as error:  # the harness itself: as loud as a violation
        return point, True, f"{type(error).__name__}: {error}"


# Set before the workers are forked, and once in each worker.
TARGETS = {}
PLACE = None


def enter_range(numbers):
    global PLACE
    PLACE = Range(next_number(numbers))


def next_number(numbers):
    with numbers.get_lock():
        numbers.value += 1
        return numbers.value


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=0, help="about as many; 0: all")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--row", default="", help="only rows with this word in their name")
    parser.add_argument("--quiet", action="store_true", help="no table of the rows")
    return parser.parse_args()


def main():
    options = arguments()
    chosen = [i for i, row in enumerate(ROWS) if options.row in row.name]
    place = Range(0)
    for number in chosen:
        TARGETS[number] = prepare(place, number)
    points = list(itertools.chain(*(points_of(n, TARGETS[n].calls) for n in chosen)))
    if options.points:
        points = sample(points, options.points)
    outcomes = run_all(points, options.jobs)
    report(chosen, outcomes)
    violations = [outcome for outcome in outcomes if outcome[2]]
    killed = sum(reached for _, reached, _ in outcomes)
    missed = len(outcomes) - killed
    if missed:
        print(f"{missed} points were not reached, because a run took fewer calls than the first")
    print(f"{killed} kill points, {len(violations)} violations")
    sys.exit(1 if violations or not killed or missed > len(outcomes) // 20 else 0)


def run_all(points, jobs):
    context = multiprocessing.get_context("fork")
    numbers = context.Value("i", 0)
    with context.Pool(jobs, enter_range, (numbers,)) as pool:
        outcomes = []
        for outcome in pool.imap_unordered(run_point, points, chunksize=4):
            outcomes.append(outcome)
            if outcome[2]:
                print(f"VIOLATION {outcome[0]}\n    {outcome[2]}", flush=True)
        return outcomes


def report(chosen, outcomes):
    """One line for each row: its calls, its kill points and its violations."""
    killed = collections.Counter(point.row for point, reached, _ in outcomes if reached)
    wrong = collections.Counter(point.row for point, _, violation in outcomes if violation)
    print(f"{'calls':>6} {'killed':>6} {'wrong':>6}")
    for number in chosen:
        calls = len(TARGETS[number].calls)
        print(f"{calls:6} {killed[number]:6} {wrong[number]:6} {ROWS[number].name}")


if __name__ == "__main__":
    sandbox.main(main)
