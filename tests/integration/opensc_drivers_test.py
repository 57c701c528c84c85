"""OpenSC with all its drivers on: each looks for its own card, by name, command or file.

None may find it, none may hang, and who comes next must find the card as it was. A connection of
the test stays open, so that the card is not reset between the clients.
"""

import re
import unittest

import card_profile
import large_card
import sandbox
from auc import Subscriber
from card_connection import Card
from card_daemon import PROJECT, CardDaemon
from card_trace import CardTrace, commands
from pcsc import Context
from processes import run
from reader import READERS, PcscService

CONFIGURATION = """app default {
    enable_default_driver = true;
    card_drivers = internal;
    framework pkcs15 { use_file_caching = no; }
}
"""
SIM = PROJECT / "profiles/cards/gsm-sim.yaml"
DEFAULT_DRIVER = "Using card driver Default driver for unknown cards."
PKCS11 = ("pkcs11-tool", "--module", "opensc-pkcs11.so")
NOT_FOUND, UNKNOWN_INSTRUCTION, UNKNOWN_CLASS = "6A82", "6D00", "6E00"
# Beside these a driver may be told: read or announced, no more records, not with this structure,
# no file is selected.
HONEST = re.compile(r"9000|61..|6A83|6981|6986|" + "|".join(
    (NOT_FOUND, UNKNOWN_INSTRUCTION, UNKNOWN_CLASS)
))
ALL_TRIES = (("002C0001", "63ca"), ("0020000A", "63c3")) # PIN1, ADM1
APPLICATIONS = (
    card_profile.USIM_AID, large_card.ISIM_AID, large_card.HPSIM_AID, card_profile.PKCS15_AID,
    large_card.ISSUER_AID, *large_card.DOMAIN_AIDS, large_card.ARA_M_AID,
)


def by_name(exchanges):
    """Those that select by name."""
    return [one for one in commands(exchanges, "SELECT") if one["command"][4:6] == "04"]


def names(exchanges):
    return {one["command"][10:10 + 2 * int(one["command"][8:10], 16)] for one in exchanges}


class Drivers:
    """A card of profile() and a configuration with all drivers."""

    @classmethod
    def setUpClass(cls):
        profile = cls.profile()
        service = cls.enterClassContext(PcscService())
        cls.trace = CardTrace()
        cls.daemon = cls.enterClassContext(CardDaemon(profile, options=cls.trace.options))
        service.wait_for_card()
        cls.context = cls.enterClassContext(Context())
        cls.connection = cls.context.connect(READERS[0])
        configuration = sandbox.new_folder("opensc-") / "opensc.conf"
        configuration.write_text(CONFIGURATION)
        cls.environment = {"OPENSC_CONF": str(configuration)}
        cls.drivers = re.findall(r"^  (\S+) ", cls.tool("opensc-tool", "-D").text, re.MULTILINE)

    @classmethod
    def tool(cls, *arguments):
        return run(arguments, seconds=60, environment=cls.environment)

    def setUp(self):
        self.trace.news(self.connection)

    def answered(self):
        """The exchanges of the client that has just ended, each with an honest answer."""
        exchanges = self.trace.news(self.connection)
        for exchange in exchanges:
            self.assertRegex(exchange["status"], HONEST, exchange)
        return exchanges


class UiccDrivers(Drivers):
    def setUp(self):
        super().setUp()
        self.card = Card(self.context)

    def must_be_as_it_was(self):
        """No reset meanwhile: all tries are left, and files and applications answer at once."""
        for command, status in ALL_TRIES:
            self.assertEqual(self.card.status(command), status, command)
        self.assertEqual(self.card.transmit(bytes.fromhex("0070000001")), (b"\1", "9000"))
        self.assertEqual(self.card.status("00708001"), "9000")
        self.assertEqual(self.card.status("00A4080C022FE2"), "9000")
        answer = self.card.transmit(bytes.fromhex("00B0000000"))
        self.assertEqual(answer, (card_profile.iccid_content(), "9000"))
        for aid in APPLICATIONS:
            self.card.select_application(aid)
        self.card.select_application(card_profile.USIM_AID)
        rand = "00" * 16
        vector = Subscriber(card_profile.KEY, card_profile.OPC).vector(rand)
        answer = self.card.transmit(bytes.fromhex(f"0088008011 10{rand} 00"))
        expected = bytes.fromhex(f"04{vector['SRES']}08{vector['Kc']}")
        self.assertEqual(answer, (expected, "9000"))

    def test_no_driver_takes_the_card_for_its_own(self):
        self.assertGreaterEqual(len(self.drivers), 30)
        text = self.tool("opensc-tool", "-n", "-v").must_succeed().text
        self.assertIn(DEFAULT_DRIVER, text)
        probes = by_name(self.answered())
        self.assertGreaterEqual(len(probes), 38)
        self.assertGreaterEqual(len(names(probes)), 25)
        self.assertEqual({probe["status"] for probe in probes}, {NOT_FOUND})
        self.must_be_as_it_was()

    def test_each_driver_may_be_forced_upon_the_card(self):
        for driver in self.drivers:
            with self.subTest(driver=driver):
                self.tool("opensc-tool", "-c", driver, "-n")
                self.answered()
        self.must_be_as_it_was()

    def test_pkcs15_tool_finds_the_card_behind_all_of_them(self):
        text = self.tool("pkcs15-tool", "-D").must_succeed().text
        self.assertIn("PKCS#15 Card [DM on card]", text)
        self.assertGreaterEqual(text.count("Data object '"), 3)
        self.assertGreaterEqual(len(by_name(self.answered())), 38)
        self.must_be_as_it_was()

    def test_pkcs11_tool_finds_the_token_behind_all_of_them(self):
        text = self.tool(*PKCS11, "-L", "-O", "--type", "data").must_succeed().text
        self.assertRegex(text, r"token label *: DM on card")
        self.assertGreaterEqual(text.count("app_id: "), 3)
        self.answered()
        self.must_be_as_it_was()

    def test_an_explorer_needs_no_reset_behind_them(self):
        self.tool("opensc-tool", "-n").must_succeed()
        ordinary = {"OPENSC_CONF": str(PROJECT / "daemon/session/opensc.conf")}
        script = f"cat 2FE2\ncd aid:{card_profile.USIM_AID}\ncat 6FAD\nquit\n".encode()
        text = run(["opensc-explorer"], stdin=script, environment=ordinary).must_succeed().text
        self.assertIn(card_profile.iccid_content().hex(" ").upper(), text)
        self.assertEqual(text.count("00000000: "), 2)


class LargeCard(UiccDrivers, unittest.TestCase):
    """Eight applications and all files that the catalogue knows."""

    @classmethod
    def profile(cls):
        return large_card.write()

    def test_a_client_of_the_usim_needs_no_reset_behind_them(self):
        self.tool("opensc-tool", "-n").must_succeed()
        self.addCleanup(self.connection.reconnect)  # that one takes the power away when it ends
        text = run(["eapol_test", "scard"]).text
        self.assertEqual(text.count(f"1{card_profile.default_imsi()},"), 5)


class LargeCardWithT1(UiccDrivers, unittest.TestCase):
    """The same card where no answer is fetched, which clients of T=0 alone cannot use."""

    @classmethod
    def profile(cls):
        return large_card.write(atr={"protocols": ["T=1"]})


class Sim(Drivers, unittest.TestCase):
    """A card of class A0 alone."""

    @classmethod
    def profile(cls):
        return SIM

    def test_every_driver_is_told_that_the_class_is_unknown(self):
        for arguments in (("opensc-tool", "-n"), ("pkcs15-tool", "-D"), (*PKCS11, "-L")):
            self.tool(*arguments)
        exchanges = self.answered()
        self.assertGreater(len(exchanges), 100)
        others = [one for one in exchanges if one["command"][:2] != "A0"]
        self.assertEqual({one["status"] for one in others}, {UNKNOWN_CLASS})
        self.assertEqual(self.connection.transmit("A0A40000023F00")[:1], b"\x9f")


if __name__ == "__main__":
    sandbox.main()
