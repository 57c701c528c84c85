"""EAP-AKA' over PC/SC (RFC 9048): wpa_supplicant with the card, hostapd as the judge."""

import contextlib
import unittest

import card_profile
import eap_network
import sandbox
from auc import NEXT_SEQ, Subscriber
from card_daemon import CardDaemon
from card_trace import CardTrace, commands
from reader import PcscService

OUTCOME = r"CTRL-EVENT-EAP-(SUCCESS|FAILURE)"
METHOD = r"EAP vendor 0 method 50 \(AKA'\) selected"
NETWORK_NAME = b"WLAN"  # hostapd's
WRONG_KEY = "00112233445566778899aabbccddeeff"
AKA_CONTEXT = "00880081"


def subscriber(key=card_profile.KEY, **settings):
    return Subscriber(key, card_profile.OPC, **settings)


class AkaPrime(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cable = eap_network.TappedCable()

    def setUp(self):
        self.cable.change = lambda frame: frame
        self.trace = CardTrace()
        self.log = ""

    @contextlib.contextmanager
    def network(self, account, profile=card_profile.DEFAULT):
        """The card in the reader and hostapd on the wire; yields the authentication centre."""
        with PcscService() as service, CardDaemon(profile, options=self.trace.options):
            service.wait_for_card()
            with eap_network.eap_server({card_profile.default_imsi(): account}) as centre:
                yield centre

    def authenticate(self):
        with eap_network.supplicant("AKA'") as supplicant:
            outcome = supplicant.wait_for(OUTCOME, seconds=20)[1]
            self.log = supplicant.log
        self.assertRegex(self.log, METHOD)
        return outcome

    def answers(self):
        """How the card has answered each challenge: the first two octets of DB, DC or 9862."""
        exchanges = self.trace.of_clients()
        for challenge in commands(exchanges, "AUTHENTICATE"):
            self.assertEqual(challenge["command"][:8], AKA_CONTEXT)
        return [
            exchange["response"][:4] for exchange in exchanges
            if exchange["response"][:2] in ("DB", "DC") or exchange["status"] == "9862"
        ]

    def test_lets_the_card_in_with_keys_for_the_network(self):
        with self.network(subscriber()) as centre:
            self.assertEqual(self.authenticate(), "SUCCESS")
            self.assertEqual(len(centre.asked("AKA-REQ-AUTH")), 1)
        self.assertRegex(self.log, r"Network Name \(AT_KDF_INPUT\)")
        self.assertIn("KDF 1 selected", self.log)
        self.assertIn("Derive (CK',IK') from (CK,IK)", self.log)
        self.assertEqual(self.answers(), ["DB08"])

    def test_keeps_a_card_with_another_key_out(self):
        with self.network(subscriber(key=WRONG_KEY)):
            self.assertEqual(self.authenticate(), "FAILURE")
        self.assertEqual(self.answers(), ["9862"])

    def test_keys_of_another_network_are_of_no_use(self):
        self.cable.change = lambda frame: frame.replace(NETWORK_NAME, b"WIFI")
        with self.network(subscriber()):
            self.assertEqual(self.authenticate(), "FAILURE")
        self.assertRegex(self.log, "invalid AT_MAC")
        self.assertEqual(self.answers(), ["DB08"])

    def test_resynchronises_and_then_lets_the_card_in(self):
        account = subscriber(sqn=100 * NEXT_SEQ)
        with self.network(account) as centre:
            self.assertEqual(self.authenticate(), "SUCCESS")
            account.sqn = NEXT_SEQ
            self.assertEqual(self.authenticate(), "SUCCESS")
            self.assertEqual(len(centre.asked("AKA-AUTS")), 1)
        self.assertEqual(account.sqn, 102 * NEXT_SEQ)
        self.assertEqual(self.answers(), ["DB08", "DC0E", "DB08"])

    def test_a_card_may_insist_on_the_separation_bit(self):
        profile = card_profile.profile_variant(separation_bit="set")
        with self.network(subscriber(amf="8000"), profile):
            self.assertEqual(self.authenticate(), "SUCCESS")
        self.assertEqual(self.answers(), ["DB08"])

    def test_a_challenge_without_the_separation_bit_is_refused_by_such_a_card(self):
        profile = card_profile.profile_variant(separation_bit="set")
        with self.network(subscriber(amf="0000"), profile):
            self.assertEqual(self.authenticate(), "FAILURE")
        self.assertEqual(self.answers(), ["9862"])


if __name__ == "__main__":
    sandbox.main()
