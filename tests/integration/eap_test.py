"""EAP-AKA over PC/SC: wpa_supplicant and eapol_test with the card, hostapd as the judge.

EAP-SIM is in gsm_test.py, EAP-AKA' in eap_aka_prime_test.py.
"""

import contextlib
import unittest

import card_profile
import eap_network
import sandbox
from auc import NEXT_SEQ, Subscriber
from card_daemon import CardDaemon
from card_trace import CardTrace, commands
from processes import run
from reader import PcscService

OUTCOME = r"CTRL-EVENT-EAP-(SUCCESS|FAILURE)"
METHOD = r"EAP vendor 0 method 23 \(AKA\) selected"
WRONG_KEY = "00112233445566778899aabbccddeeff"


def subscriber(key=card_profile.KEY, **settings):
    return Subscriber(key, card_profile.OPC, **settings)


class Eap(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        eap_network.lay_cable()

    def setUp(self):
        self.trace = CardTrace()

    @contextlib.contextmanager
    def network(self, account=None, **changes):
        """The card in the reader and hostapd on the wire; yields the authentication centre."""
        imsi = card_profile.default_imsi()
        profile = card_profile.profile_variant(**changes) if changes else card_profile.DEFAULT
        with PcscService() as service, CardDaemon(profile, options=self.trace.options):
            service.wait_for_card()
            with eap_network.eap_server({imsi: account or subscriber()}) as centre:
                yield centre

    def authenticate(self, method, pin=None):
        with eap_network.supplicant(method, pin) as supplicant:
            return supplicant.wait_for(OUTCOME, seconds=20)[1], supplicant.log

    def test_aka_lets_the_card_in(self):
        with self.network() as centre:
            outcome, log = self.authenticate("AKA")
            self.assertEqual(outcome, "SUCCESS")
            self.assertRegex(log, METHOD)
            self.assertEqual(len(centre.asked("AKA-REQ-AUTH")), 1)

    def test_aka_keeps_a_card_with_another_key_out(self):
        with self.network(subscriber(key=WRONG_KEY)):
            outcome, log = self.authenticate("AKA")
        self.assertEqual(outcome, "FAILURE")
        self.assertRegex(log[-20_000:], "MAC != XMAC")

    def test_aka_presents_the_pin(self):
        with self.network(pin_enabled=True):
            self.assertEqual(self.authenticate("AKA", pin=card_profile.PIN1)[0], "SUCCESS")
            text = eap_network.eapol_test("AKA", pin=card_profile.PIN1).text
            self.assertEqual(text.splitlines()[-1], "SUCCESS")

    def test_the_card_sees_what_such_a_client_is_known_for(self):
        with self.network(pin_enabled=True):
            self.assertEqual(self.authenticate("AKA", pin=card_profile.PIN1)[0], "SUCCESS")
        exchanges = self.trace.of_clients()
        selected = [one["command"][10:] for one in commands(exchanges, "SELECT")]
        self.assertEqual(selected[:2] + selected[3:], ["3F00", "2F00", "6F07", "6FAD"])
        self.assertTrue(selected[2].startswith(card_profile.USIM_AID))
        wrong, right = commands(exchanges, "READ RECORD")[:2]
        self.assertEqual((wrong["command"], wrong["status"][:2]), ("00B20104FF", "6C"))
        self.assertEqual((right["command"][-2:], right["status"]), (wrong["status"][2:], "9000"))
        asked, given = commands(exchanges, "VERIFY PIN")
        self.assertEqual((asked["status"], given["status"]), ("63C3", "9000"))
        (challenge,) = commands(exchanges, "AUTHENTICATE")
        self.assertEqual(challenge["status"][:2], "61")

    def test_aka_fails_without_the_pin_that_the_card_wants(self):
        with self.network(pin_enabled=True), eap_network.supplicant("AKA") as supplicant:
            supplicant.wait_for("PIN1 needed for SIM access \\(retry counter=3\\)")
            supplicant.wait_for("Could not read IMSI")
            supplicant.wait()
            self.assertNotIn("EAP-SUCCESS", supplicant.log)

    def test_aka_resynchronises_and_then_lets_the_card_in(self):
        account = subscriber(sqn=100 * NEXT_SEQ)
        with self.network(account) as centre:
            self.assertEqual(self.authenticate("AKA")[0], "SUCCESS")
            account.sqn = NEXT_SEQ
            self.assertEqual(self.authenticate("AKA")[0], "SUCCESS")
            self.assertEqual(len(centre.asked("AKA-AUTS")), 1)
        self.assertGreater(account.sqn, 100 * NEXT_SEQ)

    def test_eapol_test_succeeds_with_every_method(self):
        with self.network():
            for method in ("AKA", "SIM", "AKA'"):
                with self.subTest(method=method):
                    text = eap_network.eapol_test(method).text
                    self.assertEqual(text.splitlines()[-1], "SUCCESS")

    def test_eapol_test_uses_the_card_directly(self):
        with self.network():
            text = run(["eapol_test", "scard"]).text
        imsi = card_profile.default_imsi()
        self.assertEqual(text.count(f"1{imsi},"), 5)
        self.assertIn("MAC != XMAC", text) # its AUTN is a made-up constant


if __name__ == "__main__":
    sandbox.main()
