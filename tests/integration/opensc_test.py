"""OpenSC's tools on the default card: ATR, APDUs, a walk through the files."""

import os
import unittest

import card_profile
import sandbox
from card_daemon import PROJECT, CardDaemon
from pcsc import Context
from processes import run
from reader import READERS, PcscService

OPENSC_CONF = str(PROJECT / "daemon/session/opensc.conf")
WITH_UICC = {"OPENSC_CONF": OPENSC_CONF}


class OpenScTools(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        service = cls.enterClassContext(PcscService())
        cls.enterClassContext(CardDaemon(card_profile.DEFAULT))
        service.wait_for_card()

    def opensc_tool(self, *arguments):
        return run(["opensc-tool", *arguments], environment=WITH_UICC).must_succeed().text

    def explorer(self, *commands):
        script = "".join(f"{command}\n" for command in (*commands, "quit")).encode()
        return run(["opensc-explorer"], stdin=script, environment=WITH_UICC).must_succeed().text

    def test_lists_the_reader_with_its_card(self):
        self.assertRegex(self.opensc_tool("--list-readers"), rf"0 +Yes +{READERS[0]}")

    def test_shows_the_atr_that_pcscd_knows(self):
        with Context() as context:
            atr = context.state(READERS[0])[1]
        self.assertIn(atr.hex(":"), self.opensc_tool("--atr"))

    def test_sends_apdus(self):
        text = self.opensc_tool(
            "-s", "00A40004023F00", "-s", "00A40004022FE2", "-s", "00B000000A"
        )
        self.assertEqual(text.count("Received (SW1=0x90, SW2=0x00)"), 3)
        self.assertIn(card_profile.iccid_content().hex(" ").upper(), text)

    def test_shows_a_refusal_as_the_card_says_it(self):
        text = self.opensc_tool("-s", "00A40004026F99", "-s", "00FD000000")
        self.assertIn("Received (SW1=0x6A, SW2=0x82)", text)
        self.assertIn("Received (SW1=0x6D, SW2=0x00)", text)

    def test_explorer_walks_the_file_system(self):
        text = self.explorer("info", "cd 7F10", "info", "cd ..", "cat 2FE2")
        self.assertRegex(text, r"Dedicated File +ID 3F00")
        self.assertRegex(text, r"Dedicated File +ID 7F10")
        self.assertIn(f"00000000: {card_profile.iccid_content().hex(' ').upper()}", text)

    def test_explorer_reads_records(self):
        text = self.explorer("cat 2F00")
        self.assertIn("Record 1:", text)
        self.assertIn("Record 2:", text)
        self.assertIn("A0 00 00 00 63 50 4B 43 53", text)

    def test_explorer_enters_the_usim_by_its_aid(self):
        text = self.explorer(f"cd aid:{card_profile.USIM_AID}", "cat 6FAD")
        self.assertIn("00000000: ", text)

    def test_without_a_configuration_the_card_is_invalid(self):
        outcome = run(["pkcs15-tool", "--dump"], environment={"OPENSC_CONF": os.devnull})
        self.assertNotEqual(outcome.status, 0)
        self.assertIn("Card is invalid or cannot be handled", outcome.text)


if __name__ == "__main__":
    sandbox.main()
