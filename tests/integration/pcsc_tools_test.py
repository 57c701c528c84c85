"""The small PC/SC tools of pcsc-tools on the default card."""

import unittest

import card_profile
import sandbox
from card_daemon import CardDaemon
from pcsc import Context
from processes import run
from reader import READERS, PcscService


class PcscTools(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        service = cls.enterClassContext(PcscService())
        cls.enterClassContext(CardDaemon(card_profile.DEFAULT))
        service.wait_for_card()
        with Context() as context:
            cls.atr = context.state(READERS[0])[1]

    def test_pcsc_scan_sees_the_card(self):
        text = run(["pcsc_scan", "-q", "-c", "-t", "1"]).must_succeed().text
        self.assertIn(READERS[0], text)
        self.assertIn("Card inserted", text)
        self.assertIn(f"ATR: {self.atr.hex(' ').upper()}", text)

    def test_atr_analysis_finds_no_fault(self):
        text = run(["ATR_analysis", self.atr.hex()]).must_succeed().text
        self.assertIn("(correct checksum)", text)
        self.assertRegex(text, r"TD\(1\) = .*Protocol T = 0")
        self.assertIn("compact TLV data object", text)
        self.assertNotIn("wrong", text.lower())

    def test_scriptor_runs_a_script(self):
        script = sandbox.new_folder() / "script.txt"
        script.write_text("00 A4 00 0C 02 3F 00\n00 A4 00 0C 02 2F E2\n00 B0 00 00 0A\n")
        text = run(["scriptor", "-r", READERS[0], str(script)]).must_succeed().text
        content = card_profile.iccid_content().hex(" ").upper()
        self.assertEqual(text.count("90 00 : Normal processing."), 3)
        self.assertIn(f"< {content} 90 00 : Normal processing.", text)

    def test_scriptor_is_told_that_a_response_waits(self):
        command = b"00 A4 00 04 02 3F 00\n"
        text = run(["scriptor", "-r", READERS[0], "-p", "T=0"], stdin=command).text
        self.assertRegex(text, r"< 61 ..")


if __name__ == "__main__":
    sandbox.main()
