"""The sandbox itself, with a card that answers 9000 to everything."""

import os
import pathlib
import sys
import unittest

import processes
import sandbox
from pcsc import Context
from processes import Background, run
from reader import READERS, PcscService

NULL_CARD = [sys.executable, str(pathlib.Path(__file__).with_name("null_card.py"))]


class Sandbox(unittest.TestCase):
    def test_has_a_network_of_its_own(self):
        links = run(["ip", "-oneline", "link"]).must_succeed().text.splitlines()
        self.assertEqual(len(links), 1)
        self.assertIn("lo: <LOOPBACK,UP", links[0])

    def test_has_processes_of_its_own(self):
        self.assertEqual(os.getpid(), 1)

    def test_has_an_empty_place_for_the_pcsc_service(self):
        self.assertEqual(os.listdir("/run/pcscd"), [])

    def test_keeps_files_out_of_the_home_of_the_user(self):
        self.assertTrue(str(sandbox.new_folder()).startswith("/run/"))


class Programs(unittest.TestCase):
    def test_a_missing_program_fails_with_the_name_of_its_package(self):
        processes.PACKAGES["no-such-tool"] = "no-such-package"
        with self.assertRaisesRegex(AssertionError, "apt-get install no-such-package"):
            run(["no-such-tool"])

    def test_a_program_that_does_not_end_is_ended(self):
        with self.assertRaisesRegex(AssertionError, "still ran after 0.2 s"):
            run(["sleep", "60"], seconds=0.2)

    def test_a_program_that_writes_without_end_is_ended(self):
        with self.assertRaisesRegex(AssertionError, "wrote more than"):
            run(["yes"])

    def test_waiting_for_a_line_gives_up_when_the_program_ends(self):
        with Background(["echo", "hello"]) as program:
            program.wait_for("hello")
            with self.assertRaisesRegex(AssertionError, "has not said"):
                program.wait_for("goodbye", seconds=30)

    def test_a_sanitizer_report_in_the_log_is_noticed(self):
        with Background(["echo", "a.cpp:1: runtime error: shift"]) as program:
            program.wait(5)
            self.assertIn("runtime error", program.complaints())


class Reader(unittest.TestCase):
    def test_shows_a_card_and_carries_apdus(self):
        with PcscService() as service, Background(NULL_CARD):
            service.wait_for_card()
            with Context() as context:
                self.assertEqual(context.readers(), list(READERS))
                self.assertFalse(context.shows_card(READERS[1]))
                connection = context.connect(READERS[0])
                self.assertEqual(connection.transmit("00A40000023F00"), b"\x90\x00")
                connection.disconnect()

    def test_notices_that_the_card_is_gone(self):
        with PcscService() as service:
            with Background(NULL_CARD):
                service.wait_for_card()
            service.wait_for_card(present=False)


if __name__ == "__main__":
    sandbox.main()
