"""vuicc dm client with cards of vuiccd in the reader of a real pcscd."""

import json
import signal
import threading
import time
import unittest

import card_profile
import sandbox
from card_daemon import PROJECT, VUICC, CardDaemon
from pcsc import RESET_CARD, Context
from processes import Background, eventually, run
from reader import READERS, PcscService
from wire import Wire

SCP03 = PROJECT / "profiles/cards/lwm2m-scp03.yaml"
SCP03_KEYS = ",".join(bytes(range(at, at + 16)).hex() for at in (0x40, 0x50, 0x60))
PSK = "202122232425262728292a2b2c2d2e2f"
SECRETS = (PSK, PSK.upper(), "OhBehave", "srv-pw-0001")
ALL = ["101", "mgmt.example", "mgmt.example"]


class DmClient(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = cls.enterClassContext(PcscService())

    def setUp(self):
        self.folder = sandbox.new_folder("client-")
        self.state = self.folder / "state.json"

    def client(self, *options, environment=None, status=0):
        """Boots once; the report."""
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        outcome = run(
            [VUICC, "dm", "client", "--reader", READERS[0], "--state", self.state, *options],
            environment={"VUICC_REPORT": str(report), **(environment or {})}, seconds=60,
        )
        self.assertEqual(outcome.status, status, outcome.text)
        kept = self.state.read_text() if self.state.exists() else ""
        for secret in SECRETS:
            self.assertNotIn(secret, outcome.text + report.read_text() + kept)
        return json.loads(report.read_text())

    def card(self, profile=card_profile.DEFAULT, **options):
        """A card in the reader; it leaves with the context."""
        daemon = CardDaemon(profile, **options)
        self.service.wait_for_card()
        return daemon

    def no_card(self):
        self.service.wait_for_card(present=False)

    def changed(self, old, new):
        text = card_profile.DEFAULT.read_text()
        self.assertIn(old, text)
        path = self.folder / "changed.yaml"
        path.write_text(text.replace(old, new))
        return path

    def test_two_boots_with_the_same_card(self):
        with self.card():
            first = self.client()
            self.assertEqual((first["outcome"], first["added"], first["removed"]), ("applied", ALL, []))
            self.assertEqual(first["iccid"], "8988001234567890126")
            self.assertEqual(
                first["accounts"][0],
                {"source": "lwm2m", "server": "coaps://dm.example:5684", "id": "101",
                 "bootstrap": False, "security": "psk"},
            )
            self.assertEqual((first["pin"], first["problems"]), ("not-needed", []))
            second = self.client()
            self.assertEqual((second["outcome"], second["added"]), ("unchanged", []))
            self.assertEqual(second["accounts"], first["accounts"])
            self.assertEqual(self.client("--break", "reread-always-applies")["added"], ALL)
        self.no_card()

    def test_a_part_of_the_name_will_do_and_the_card_may_come_late(self):
        client = Background([VUICC, "dm", "client", "--reader", "PCD 00 00", "--wait", "30"])
        with client, self.card():
            self.assertEqual(client.wait(30), 0)
            self.assertIn("applied", client.log)
        self.no_card()

    def test_leaves_no_channel_behind(self):
        with self.card():
            self.assertEqual([self.next_channel() for _ in range(3) if self.client()], [1, 1, 1])
            self.client("--break", "keep-channel-open")
            self.assertEqual(self.next_channel(), 2)
        self.no_card()

    def next_channel(self):
        """The number of a channel that is opened and closed again."""
        with Context() as context:
            connection = context.connect(READERS[0])
            number = connection.transmit("0070000001")[0]
            connection.transmit(bytes([0x00, 0x70, 0x80, number]))
            connection.disconnect()
            return number

    def test_a_pin_is_presented_when_a_file_asks_for_it(self):
        with self.card(card_profile.profile_variant(pin_enabled=True, private_bootstrap=True)):
            for options, environment, outcome, pin in (
                ([], {}, "refused", "not-given"),
                (["--pin", card_profile.PIN1, "--break", "skip-pin"], {}, "refused", "not-needed"),
                (["--pin", "4321"], {}, "refused", "refused"),
                (["--pin", card_profile.PIN1], {}, "applied", "verified"),
                ([], {"VUICC_PIN": card_profile.PIN1}, "unchanged", "verified"),
            ):
                with self.subTest(options=options):
                    report = self.client(*options, environment=environment)
                    self.assertEqual((report["outcome"], report["pin"]), (outcome, pin))
        self.no_card()

    def test_a_wrong_pin_costs_one_try_and_never_the_last_one(self):
        with self.card(card_profile.profile_variant(pin_enabled=True, private_bootstrap=True)):
            for left in ("63c2", "63c1", "63c1"):
                self.assertEqual(self.client("--pin", "4321")["pin"], "refused")
                self.assertEqual(self.tries(), left)
            self.assertEqual(self.client("--pin", "4321", "--break", "pin-last-try")["pin"], "blocked")
            self.assertEqual(self.tries(), "63c0")
            self.assertEqual(self.client("--pin", "4321")["pin"], "blocked")
        self.no_card()

    @staticmethod
    def tries():
        with Context() as context:
            connection = context.connect(READERS[0])
            answer = connection.transmit("00200001").hex()
            connection.disconnect()
            return "63c0" if answer == "6983" else answer

    def test_a_change_between_two_boots(self):
        with self.card():
            self.client()
        self.no_card()
        with self.card(self.changed("coaps://dm.example:5684", "coaps://new.example:5684")):
            self.assertEqual(self.client("--break", "ignore-change")["outcome"], "unchanged")
        self.no_card()
        with self.card(self.changed("coaps://dm.example:5684", "coaps://new.example:5684")):
            report = self.client()
            self.assertEqual(report["accounts"][0]["server"], "coaps://new.example:5684")
            self.assertEqual((report["added"], report["removed"]), (["101"], ["101"]))
        self.no_card()

    def test_another_card_and_then_none(self):
        with self.card():
            self.client()
        self.no_card()
        with self.card(SCP03):
            report = self.client(environment={"VUICC_SCP03_KEYS": SCP03_KEYS})
            self.assertEqual((report["added"], report["removed"]), (["bootstrap"], ALL))
        self.no_card()
        report = self.client("--wait", "0", "--break", "keep-vanished", status=1)
        self.assertEqual((report["outcome"], report["removed"]), ("failed", []))
        report = self.client("--wait", "0", status=1)
        self.assertEqual((report["outcome"], report["removed"]), ("failed", ["bootstrap"]))
        self.assertEqual(report["problems"], ["there is no card in the reader"])

    def test_a_secure_channel_is_opened_when_a_file_asks_for_it(self):
        keys = self.folder / "keys"
        keys.write_text(SCP03_KEYS + "\n")
        other = self.folder / "other"
        other.write_text("00" * 16)
        with self.card(SCP03):
            self.assertEqual(self.client()["outcome"], "refused")
            report = self.client("--scp03-keys", other)
            self.assertEqual(report["outcome"], "refused")
            self.assertRegex(" ".join(report["problems"]), "cryptogram of the card is wrong")
            self.assertEqual(self.client("--scp03-keys", keys)["added"], ["bootstrap"])
        self.no_card()

    def test_a_reader_that_is_not_there(self):
        outcome = run([VUICC, "dm", "client", "--reader", "Nobody's", "--wait", "0"])
        self.assertEqual(outcome.status, 1)
        self.assertIn("there is no reader Nobody's", outcome.text)


class DmClientOnAWire(DmClient):
    """Cards that are pulled out, reset or slow while they are being read."""

    def setUp(self):
        super().setUp()
        self.wire = Wire()
        self.addCleanup(self.wire.close)

    def card(self, profile=card_profile.DEFAULT, **options):
        return super().card(profile, ports=[self.wire.port], **options)

    def test_a_card_that_is_pulled_out_leaves_nothing(self):
        with self.card():
            self.client()
            before = self.state.read_text()
        self.no_card()
        with self.card(self.changed("coaps://dm.example", "coaps://new.example")):
            self.wire.restart(lambda number, _: Wire.CUT if number == 25 else None)
            report = self.client(status=1)
            self.assertEqual((report["outcome"], report["added"]), ("failed", []))
            self.assertEqual(report["problems"][-1][:20], "the card was removed")
            self.assertEqual(self.state.read_text(), before)
            self.wire.restart()
            self.assertEqual(self.client()["added"], ["101"])
        self.no_card()

    def test_a_card_that_is_reset_is_read_once_more(self):
        with self.card():
            usual = self.client()["apdus"]
            report = self.reset_in_between()
            self.assertEqual(report["outcome"], "unchanged")
            self.assertGreater(report["apdus"], usual)
            report = self.reset_in_between("--break", "no-restart-after-reset", status=1)
            self.assertEqual(report["outcome"], "failed")
            self.assertEqual(report["problems"][-1][:18], "the card was reset")
        self.no_card()

    def reset_in_between(self, *options, status=0):
        """A boot during which somebody else resets the card; the client is held up meanwhile."""
        report = self.folder / "reset.json"
        reached, held = threading.Event(), threading.Event()

        def hold(number, _):
            if number == 12:
                reached.set()
                held.wait(10)

        self.wire.restart(hold)
        with Context() as context, Background(
            [VUICC, "dm", "client", "--reader", READERS[0], "--state", self.state,
             "--report", report, *options]
        ) as client:
            self.assertTrue(reached.wait(20))
            client.send(signal.SIGSTOP)
            held.set()
            other = context.connect(READERS[0])
            other.reconnect(RESET_CARD)
            other.disconnect()
            client.send(signal.SIGCONT)
            self.assertEqual(client.wait(30), status, client.log)
        return json.loads(report.read_text())

    def test_a_slow_card_is_waited_for(self):
        with self.card():
            self.wire.restart(lambda number, _: time.sleep(2) if number == 9 else None)
            report = self.client("--break", "short-timeout", status=1)
            self.assertIn("has not answered within 1000 ms", " ".join(report["problems"]))
            eventually(lambda: len(self.wire.commands) >= 9)
            self.wire.restart(lambda number, _: time.sleep(2) if number == 9 else None)
            self.assertEqual(self.client()["outcome"], "applied")
        self.no_card()


def load_tests(loader, *_):
    """What a plain card shows is not shown again through a wire."""
    suite = unittest.TestSuite(loader.loadTestsFromTestCase(DmClient))
    suite.addTests(
        DmClientOnAWire(name) for name in vars(DmClientOnAWire) if name.startswith("test_")
    )
    return suite


if __name__ == "__main__":
    sandbox.main()
