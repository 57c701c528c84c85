"""A vuiccd for each test, with one card or some."""

import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

VUICCD = os.environ["PROGRAM"]
VUICC = os.environ["VUICC"]
CARD = "8988001234567890126"
OTHER = "8988001234567890027"
PROFILE = """vuicc: 1
iccid: "8988001234567890126"
pins:
  PIN1: {value: "1234", puk: "12345678"}
mf:
  files:
    EF.PL: {size: 4, languages: [en, de]}
    DF.TELECOM: {files: {EF.ADN: {records: 3, record-size: 30}}}
usim:
  imsi: "001010123456789"
  milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc, opc: cd63cb71954a9f4e48a5994e37a02baf}
"""
OTHER_PROFILE = 'vuicc: 1\niccid: "8988001234567890027"\n'


class DaemonCase(unittest.TestCase):
    """The card is in a reader that is not there. At the end no command has failed inside a card."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.profile = self.write("card.yaml", PROFILE)
        self.other = self.write("other.yaml", OTHER_PROFILE)
        self.socket = self.folder / "control"
        self.start()

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def start(self):
        with open(self.folder / "log", "wb") as log:
            self.daemon = subprocess.Popen(
                [VUICCD, "--profile", self.profile, "--reader", "127.0.0.1:1", "--control",
                 self.socket, "--state", self.folder / "state"], stderr=log)
        self.addCleanup(self.kill, self.daemon)
        deadline = time.monotonic() + 30
        while "listening" not in self.log():
            self.assertIsNone(self.daemon.poll(), self.log())
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.02)

    @staticmethod
    def kill(daemon):
        daemon.kill()
        daemon.wait(30)

    def tearDown(self):
        self.daemon.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.wait(30), 0, self.log())
        self.assertNotRegex(self.log(), "Sanitizer|runtime error:|failed inside the card")

    def log(self):
        return (self.folder / "log").read_text()

    def environment(self):
        return {**os.environ, "VUICC_CONTROL": str(self.socket), "LC_ALL": "C.UTF-8",
                "HOME": str(self.folder)}

    def run_vuicc(self, *words, stdin=""):
        return subprocess.run([VUICC, *map(str, words)], input=stdin, capture_output=True,
                              text=True, timeout=60, env=self.environment(), check=False)

    def vuicc(self, *words, stdin=""):
        outcome = self.run_vuicc(*words, stdin=stdin)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        return outcome.stdout

    def complaint(self, *words, status=1, stdin=""):
        outcome = self.run_vuicc(*words, stdin=stdin)
        self.assertEqual(outcome.returncode, status, outcome.stdout + outcome.stderr)
        return outcome.stderr
