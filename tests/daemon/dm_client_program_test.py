"""vuicc dm client without a card: usage, files, and the rules as documented."""

import json
import re
import unittest

from program import PROJECT, ProgramTest

LINE = re.compile(r"(\S+) +(.*) \[(.*)\]")
ROW = re.compile(r"\| `([\w-]+)` \| (.*) \| (.*) \|")
STATE = {"version": 1, "iccid": "8988", "accounts": []}
PIN = "12345678"


class DmClient(ProgramTest):
    def client(self, *words):
        return self.run_program("dm", "client", *words)

    def without_reader(self, *words):
        return self.client("--reader", "no such reader", "--wait", "0", *words)

    def test_the_rules_are_those_of_the_document(self):
        outcome = self.client("--list-rules")
        self.assert_ends(outcome, 0, None, "^$")
        listed = [LINE.fullmatch(line).groups() for line in outcome.stdout.decode().splitlines()]
        document = (PROJECT / "docs/client.md").read_text().partition("## Rules")[2]
        self.assertEqual(ROW.findall(document), listed)
        self.assertGreaterEqual(len(listed), 30)

    def test_each_rule_can_be_broken(self):
        names = [line.split()[0] for line in self.client("--list-rules").stdout.decode().splitlines()]
        options = [word for name in names for word in ("--break", name)]
        self.assert_ends(self.without_reader(*options), 1, "failed", "^$")

    def test_wrong_usage(self):
        for words, complaint in (
            ((), "expected --reader NAME"),
            (("--reader",), "--reader"),
            (("--reader", ""), "expected --reader NAME"),
            (("--reader", "x", "--pin", "123"), "4 to 8 digits"),
            (("--reader", "x", "--pin", "12345a"), "4 to 8 digits"),
            (("--reader", "x", "--break", "everything"), "no rule everything; --list-rules"),
            (("--reader", "x", "--wait", "3601"), "3600 seconds"),
            (("--reader", "x", "--wait", "-1"), "wait"),
            (("--reader", "x", "--wait", "soon"), "wait"),
            (("--reader", "x", "y"), "positional"),
            (("--reader", "x", "--scp03-keys", self.folder / "none"), "none: cannot be read"),
        ):
            with self.subTest(words=words):
                outcome = self.client(*words)
                self.assert_ends(outcome, 2, "^$", f"^vuicc dm client: .*{complaint}")
                self.assertNotIn(b"12345a", outcome.stderr)

    def test_keys_that_are_none_are_not_shown(self):
        for text in ("", "0011", "secretsecret", "00" * 16 + ",11", "00" * 16 + ",zz," + "00" * 16):
            with self.subTest(text=text):
                outcome = self.without_reader("--scp03-keys", self.write("keys", text))
                self.assert_ends(outcome, 2 if text else 1)
                self.assertNotRegex(outcome.stderr.decode(), "0011|secret|zz,")

    def test_a_reader_that_is_not_there_is_reported(self):
        report = self.folder / "report.json"
        self.environment["VUICC_REPORT"] = str(report)
        self.assert_ends(self.without_reader("--pin", PIN), 1, "^card unknown: failed, 0 commands")
        content = json.loads(report.read_text())
        self.assertEqual(
            list(content),
            ["iccid", "outcome", "accounts", "added", "removed", "pin", "problems", "apdus"],
        )
        self.assertEqual(content["outcome"], "failed")
        self.assertNotIn(PIN, report.read_text())

    def test_a_state_that_is_none_is_refused_and_stays(self):
        for text, where in (("{", "line 1, column 2"), ("[1]", ""), ('{"version": 2}', "version")):
            with self.subTest(text=text):
                state = self.write("state.json", text)
                outcome = self.without_reader("--state", state)
                self.assert_ends(outcome, 2, "^$", f"^vuicc dm client: {state}: .*{where}")
                self.assertEqual(state.read_text(), text)

    def test_what_cannot_be_written_is_a_failure(self):
        state = self.write("state.json", json.dumps(STATE))
        outcome = self.without_reader("--state", state, "--report", self.folder / "none" / "report")
        self.assert_ends(outcome, 1, None, "^vuicc dm client: .*No such file or directory")


if __name__ == "__main__":
    unittest.main()
