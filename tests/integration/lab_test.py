"""vuicc run: scenarios with clients under test, each in a sandbox of its own."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree as xml

VUICC = os.environ["VUICC"]
HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
CLIENT = ["/usr/bin/python3", str(HERE / "lab_client.py"), "{reader}"]
SELECT_MF, SELECT_DIR, READ_DIR = "00A40004023F00", "00A40004022F00", "00B2010426"
CARD = """
card:
  vuicc: 1
  iccid: "8988001234567890126"
  pins: {PIN1: {value: "1234", puk: "12345678", enabled: true}}
  usim: {imsi: "001010123456789", milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc,
         opc: cd63cb71954a9f4e48a5994e37a02baf}}
"""


class Outcome:
    """What vuicc run printed, how it ended, and its reports."""

    def __init__(self, process, folder):
        self.status = process.returncode
        self.text = process.stdout + process.stderr
        json_file, junit_file = folder / "report.json", folder / "report.xml"
        self.results = json.loads(json_file.read_text()) if json_file.exists() else []
        self.junit = xml.parse(junit_file).getroot() if junit_file.exists() else None

    @property
    def finding(self):
        return self.results[0]["findings"][0]


class LabTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, text, name="one", card=CARD):
        file = self.folder / f"{name}.yaml"
        file.write_text(f"scenario: {name}\nabout: A test.\n{card}{text}")
        return file

    def run_vuicc(self, *arguments, client=(), own=True):
        reports = ["--json", self.folder / "report.json", "--junit", self.folder / "report.xml"]
        words = [VUICC, "run", "--sandbox", *reports, *arguments]
        words += ["--", *(CLIENT if own else []), *client] if client else []
        process = subprocess.run(
            [str(word) for word in words], capture_output=True, text=True, timeout=120,
            cwd=self.folder, check=False,
        )
        return Outcome(process, self.folder)

    def run_scenario(self, text, *client, card=CARD):
        return self.run_vuicc(self.write(text, card=card), client=client)

    def must_pass(self, outcome):
        self.assertEqual(outcome.status, 0, outcome.text)
        return outcome

    def _eventually(self, condition, complaint):
        give_up = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), give_up, complaint)
            time.sleep(0.05)

    @staticmethod
    def _count(mark):
        found = subprocess.run(["pgrep", "-f", "-c", mark], capture_output=True, text=True,
                               check=False)
        return int(found.stdout)


class Documentation(LabTest):
    def test_a_failure_looks_as_it_is_shown(self):
        outcome = self.run_vuicc(
            "--break", "skip-pin", PROJECT / "profiles/scenarios/pin/pin-before-private-read.yaml")
        self.assertEqual(outcome.status, 1, outcome.text)
        for page in ("README.md", "docs/lab.md"):
            shown = re.search(r"^FAIL pin-before-private-read .*\n((?:    .*\n)+?)(?:    \.\.\.\n|```)",
                              (PROJECT / page).read_text(), re.M)
            self.assertIn(shown.group(1), outcome.text, page)


class Expectations(LabTest):
    def test_a_client_that_does_what_is_expected_passes(self):
        outcome = self.must_pass(self.run_scenario(
            "expect: [{must: READ EF.DIR, after: SELECT EF.DIR}]\n", SELECT_DIR, READ_DIR))
        self.assertIn("PASS one", outcome.text)
        self.assertGreaterEqual(outcome.results[0]["apdus"], 2)
        self.assertEqual(outcome.junit.find("testsuite").get("failures"), "0")

    def test_a_client_that_does_not_is_shown_what_it_did(self):
        outcome = self.run_scenario(
            "expect: [{must: VERIFY PIN1, before: READ EF.DIR}]\n", SELECT_DIR, READ_DIR)
        self.assertEqual(outcome.status, 1, outcome.text)
        self.assertEqual(outcome.finding["reason"], "it never came")
        self.assertIn("READ RECORD EF.DIR -> ", outcome.finding["excerpt"][-1])
        self.assertEqual(outcome.junit.find("testsuite").get("failures"), "1")
        self.assertIn("must: VERIFY PIN1", outcome.junit.find(".//failure").get("message"))

    def test_a_report_and_an_exit_status_are_judged(self):
        expectations = 'steps: [{run: {exit: 3}}]\nexpect: [{report: {found: ["a"]}}, {output: "9000"}]\n'
        self.must_pass(self.run_scenario(
            expectations, SELECT_MF, 'report:{"found": ["a"], "more": 1}', "exit:3"))
        outcome = self.run_scenario(expectations, SELECT_MF, 'report:{"found": ["b"]}')
        self.assertEqual(outcome.status, 1)
        self.assertEqual(len(outcome.results[0]["findings"]), 2, outcome.text)

    def test_expectations_of_a_step_look_at_its_run_alone(self):
        self.must_pass(self.run_scenario(
            "steps: [run, {expect: [{must: SELECT MF, times: 1}]}, run,"
            " {expect: [{must: SELECT MF, times: 1}]}]\n"
            "expect: [{must: SELECT MF, times: 2}]\n", SELECT_MF))


class Clients(LabTest):
    def test_a_client_that_hangs_is_killed_and_shown(self):
        outcome = self.run_scenario("client: {timeout: 3s}\n", SELECT_DIR, "wait:1000")
        self.assertEqual(outcome.status, 1)
        self.assertEqual(outcome.finding["reason"], "it was killed after 3000 ms")
        self.assertIn("SELECT EF.DIR", "".join(outcome.finding["excerpt"]))

    def test_a_client_that_never_stops_sending_is_killed(self):
        outcome = self.run_scenario("client: {timeout: 3s}\n", "spin")
        self.assertEqual(outcome.status, 1)
        self.assertIn("killed", outcome.finding["reason"])

    def test_a_client_that_is_missing_is_an_error(self):
        outcome = self.run_vuicc(self.write(""), client=["/no/such/client"], own=False)
        self.assertEqual(outcome.status, 1)
        self.assertIn("/no/such/client: No such file", outcome.results[0]["error"])
        self.assertEqual(outcome.junit.find("testsuite").get("errors"), "1")

    def test_a_scenario_can_name_its_client(self):
        words = json.dumps([*CLIENT, SELECT_MF])
        self.must_pass(self.run_vuicc(
            self.write(f"client: {{command: {words}}}\nexpect: [{{must: SELECT MF}}]\n")))

    def test_a_client_gets_its_environment(self):
        script = 'test "$PIN" = 1234 && test -n "$VUICC_READER" && test "$VUICC_SCENARIO" = one'
        self.must_pass(self.run_vuicc(
            self.write('client: {environment: {PIN: "1234"}}\n'),
            client=["sh", "-c", script], own=False))


    def test_the_client_of_the_command_line_is_the_one_that_runs(self):
        self.must_pass(self.run_vuicc(
            self.write("client: {command: [/no/such/client]}\n"), client=["true"], own=False))

    def test_what_a_failing_client_printed_is_shown(self):
        outcome = self.run_vuicc(self.write(""), client=["sh", "-c", "echo oh dear; exit 3"],
                                 own=False)
        self.assertIn("the client printed last:\n      oh dear\n", outcome.text)

    def test_a_report_that_is_no_file_is_no_report(self):
        outcome = self.run_vuicc(
            self.write("expect: [{report: {found: x}}]\n"),
            client=["sh", "-c", "mkdir $VUICC_REPORT"], own=False)
        self.assertEqual(outcome.finding["reason"], "the client wrote no JSON to $VUICC_REPORT")

    def test_junit_stays_well_formed_whatever_a_client_prints(self):
        outcome = self.run_vuicc(
            self.write(""), own=False,
            client=["printf", r"\357\277\277\377\000\033[1m<&]]>"])
        self.assertEqual(outcome.status, 0, outcome.text)
        self.assertIsNotNone(outcome.junit)


class Course(LabTest):
    def test_a_fault_strikes(self):
        self.must_pass(self.run_scenario(
            'faults: [{on: SELECT EF.DIR, status: "6A82"}]\n'
            "expect: [{must: SELECT EF.DIR -> 6A82}]\n", SELECT_DIR))

    def test_steps_change_the_card_between_two_runs(self):
        self.must_pass(self.run_scenario(
            'steps: [run, {file.write: {file: EF.ICCID, data: "98000000000000000000"}}, run]\n'
            "expect: [{output: 98000000000000000000}]\n", "00A40004022FE2", "00B000000A"))

    def test_a_card_is_exchanged_for_another(self):
        cards = CARD.replace("card:\n", "cards:\n  a:\n").replace("\n  ", "\n    ") \
            .replace("\n    a:", "\n  a:").replace("\n         ", "\n           ")
        cards += '  b: {vuicc: 1, iccid: "8988001234567890134"}\n'
        self.must_pass(self.run_scenario(
            "steps: [run, {remove: {card: a}}, {insert: {card: b, reader: 0}}, run]\n"
            'expect: [{output: "988800214365870931F4"}]\n',
            "00A40004022FE2", "00B000000A", card=cards))

    def test_a_trigger_acts_at_the_command_of_its_number(self):
        outcome = self.must_pass(self.run_scenario(
            "triggers: [{when: READ EF.ICCID, nth: 2,"
            ' do: {file.write: {file: EF.ICCID, data: "98000000000000000000"}}}]\n'
            'expect: [{output: "98000000000000000000"}]\n',
            "00A40004022FE2", "00B000000A", "00B000000A", "00B000000A"))
        self.assertEqual(outcome.results[0]["output"].count("98000000000000000000"), 1)

    def test_a_signal_of_the_client_is_a_trigger(self):
        script = f'"$0" signal now; while "$0" list | grep -q 35963; do sleep 0.05; done'
        self.must_pass(self.run_vuicc(
            self.write("triggers: [{signal: now, do: {remove: }}]\n"),
            client=["sh", "-c", script, VUICC], own=False))

    def test_time_is_a_trigger(self):
        outcome = self.run_scenario(
            "triggers: [{after: 300ms, do: {remove: }}]\nsteps: [{run: {exit: 1}}]\n",
            SELECT_MF, "wait:4", SELECT_MF)
        self.must_pass(outcome)

    def test_the_lab_waits_for_a_command_of_a_client_in_the_background(self):
        self.must_pass(self.run_scenario(
            "steps: [start, {wait-for: {command: SELECT EF.DIR}}, stop]\n"
            "expect: [{must: SELECT EF.DIR}]\n", SELECT_MF, SELECT_DIR, "wait:1000"))


class Runs(LabTest):
    def test_mistakes_are_all_reported_and_nothing_is_run(self):
        good = self.write("", "good")
        bad = self.write("expect: [{must: RAED}]\nstep: []\n", "bad")
        outcome = self.run_vuicc(good, bad, client=[SELECT_MF])
        self.assertEqual(outcome.status, 2)
        self.assertIn("bad.yaml:", outcome.text)
        self.assertIn("did you mean steps?", outcome.text)
        self.assertNotIn("PASS", outcome.text)

    def test_scenarios_run_side_by_side(self):
        for name in "abcd":
            self.write("expect: [{must: SELECT MF}]\n", name)
        outcome = self.must_pass(self.run_vuicc(
            "--jobs", "4", self.folder, client=[SELECT_MF, "wait:1"]))
        self.assertIn("4 passed, 0 failed", outcome.text)

    def test_two_scenarios_do_not_share_an_id(self):
        (self.folder / "two.yaml").write_text(self.write("").read_text())
        outcome = self.run_vuicc(self.folder, client=[SELECT_MF])
        self.assertEqual(outcome.status, 2)
        self.assertIn("another scenario has the id one already", outcome.text)

    def test_a_seed_makes_a_run_reproducible(self):
        file = self.write("")
        outputs = {
            self.must_pass(self.run_vuicc("--seed", "7", file, client=["0084000008"]))
            .results[0]["output"] for _ in range(2)
        }
        self.assertEqual(len(outputs), 1)

    def test_a_run_that_is_broken_off_leaves_nothing_behind(self):
        words = [VUICC, "run", "--sandbox", str(self.write("")), "--", *CLIENT, SELECT_MF,
                 f"wait:1{os.getpid()}"]
        place = self.folder / "temporary"
        place.mkdir()
        process = subprocess.Popen(words, cwd=self.folder,
                                   env={**os.environ, "TMPDIR": str(place)})
        mark = f"wait:1{os.getpid()}"
        self._eventually(lambda: self._count(mark) > 1, "the client does not start")
        process.terminate()
        self.assertEqual(process.wait(20), 130)
        self._eventually(lambda: self._count(mark) == 0, "the client is still there")
        self.assertEqual(list(place.iterdir()), [])

    def test_wrong_options_are_told_before_anything_is_run(self):
        for words, complaint in (
            (["--break", "nonsense"], "there is no rule nonsense"),
            (["--trace", "text"], "name a file"),
            (["--trace", "gsmtap:127.0.0.1"], "nobody outside of a sandbox hears it"),
            (["--trace", "jsonl:x", "--prove"], "put {scenario} into the name"),
            (["--jobs", "0"], "--jobs is at least 1"),
            (["no.yaml"], "no.yaml: there is no such file"),
        ):
            outcome = self.run_vuicc(*words, self.write(""))
            self.assertEqual((outcome.status, outcome.results), (2, []), outcome.text)
            self.assertIn(complaint, outcome.text)
        outcome = subprocess.run([VUICC, "run", "--json", "--sandbox", self.write("")],
                                 capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(outcome.returncode, 2)
        self.assertIn("--sandbox is no name of a file", outcome.stderr)

    def test_a_run_is_traced(self):
        self.must_pass(self.run_vuicc("--trace", "jsonl:{scenario}.jsonl", self.write(""),
                                      client=[SELECT_DIR]))
        lines = (self.folder / "one.jsonl").read_text().splitlines()
        self.assertIn("EF.DIR", [json.loads(line).get("file") for line in lines])


class Sandbox(LabTest):
    def sandbox(self, *words):
        profile = self.folder / "card.yaml"
        profile.write_text('vuicc: 1\niccid: "8988001234567890126"\n')
        return subprocess.run([VUICC, "sandbox", "--profile", profile, "--", *words],
                              capture_output=True, text=True, timeout=60, check=False)

    def test_a_command_finds_the_card_and_ends_as_it_ended(self):
        outcome = self.sandbox(*CLIENT, "00A40004022FE2", "00B000000A", "exit:5")
        self.assertEqual(outcome.returncode, 5, outcome.stderr)
        self.assertIn("988800214365870921F6", outcome.stdout)

    def test_a_sandbox_ends_when_it_is_told_to(self):
        profile = self.folder / "card.yaml"
        profile.write_text('vuicc: 1\niccid: "8988001234567890126"\n')
        place = self.folder / "temporary"
        place.mkdir()
        mark = f"2{os.getpid()}"
        process = subprocess.Popen(
            [VUICC, "sandbox", "--profile", profile, "--", "sh", "-c",
             f"trap '' TERM INT; sleep {mark}"], env={**os.environ, "TMPDIR": str(place)})
        self._eventually(lambda: self._count(f"sleep {mark}") > 1, "the command does not start")
        process.terminate()
        self.assertNotEqual(process.wait(30), 0)
        self._eventually(lambda: self._count(f"sleep {mark}") == 0, "the command is still there")
        self.assertEqual(list(place.iterdir()), [])

    def test_scenarios_use_readers_of_the_machine_one_after_the_other(self):
        one, two = self.write("", "one"), self.write("", "two")
        client = f"{VUICC} run {one} {two} -- true"
        outcome = self.sandbox("sh", "-c", f"{client}; {VUICC} remove && VUICC_CONTROL= {client}")
        self.assertEqual(outcome.returncode, 0, outcome.stdout + outcome.stderr)
        self.assertIn("holds a card already", outcome.stdout)
        self.assertIn("0 passed, 2 failed", outcome.stdout)
        self.assertIn("2 passed, 0 failed", outcome.stdout)

    def test_a_command_inherits_no_connection_of_the_card(self):
        outcome = self.sandbox("sh", "-c", "ls -l /proc/self/fd")
        self.assertNotIn("socket:", outcome.stdout)

    def test_the_reference_client_brings_its_own(self):
        profile = HERE.parents[1] / "profiles/cards/default.yaml"
        outcome = subprocess.run([VUICC, "dm", "client", "--sandbox", "--profile", profile],
                                 capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertIn("applied", outcome.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
