"""Clients of SIMs: class A0 by eapol_test, wpa_supplicant and cardpeek, EAP-SIM with hostapd."""

import contextlib
import re
import unittest
import xml.etree.ElementTree as xml

import eap_network
import sandbox
from auc import SimSubscriber
from card_daemon import PROJECT, CardDaemon
from processes import run
from reader import READERS, PcscService

OUTCOME = r"CTRL-EVENT-EAP-(SUCCESS|FAILURE)"
SIM = PROJECT / "profiles/cards/gsm-sim.yaml"
SIM_IMSI = "001010000000021"
SIM_KEY = "0102030405060708090A0B0C0D0E0F10"
WRONG_KEY = "00112233445566778899aabbccddeeff"
CHV1 = "1234"



@contextlib.contextmanager
def in_reader(profile):
    with PcscService() as service, CardDaemon(profile) as daemon:
        service.wait_for_card()
        yield daemon


def with_chv1(profile):
    """The same card, with its CHV1 enabled."""
    text = profile.read_text()
    changed = text.replace("enabled: false", "enabled: true")
    if changed == text:
        changed = f"{text}\npins: {{PIN1: {{value: '{CHV1}', enabled: true}}}}\n"
    path = sandbox.new_folder("profile-") / "card.yaml"
    path.write_text(changed)
    return path


def attribute(node, name):
    """Of a node in cardpeek's XML."""
    return next((one.text for one in node.findall("attr") if one.get("name") == name), None)


class EapSim(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        eap_network.lay_cable()

    def authenticate(self, pin=None):
        with eap_network.supplicant("SIM", pin) as supplicant:
            return supplicant.wait_for(OUTCOME, seconds=20)[1], supplicant.log

    def test_lets_a_sim_in(self):
        account = SimSubscriber(SIM_KEY, comp128=1)
        with in_reader(SIM), eap_network.eap_server({SIM_IMSI: account}) as centre:
            outcome, log = self.authenticate()
            self.assertEqual(outcome, "SUCCESS", log[-4000:])
            self.assertIn("USIM is not supported", log)
            self.assertEqual(len(centre.asked("SIM-REQ-AUTH")), 1)
            text = eap_network.eapol_test("SIM").text
            self.assertEqual(text.splitlines()[-1], "SUCCESS")

    def test_keeps_a_sim_with_another_key_out(self):
        account = SimSubscriber(WRONG_KEY, comp128=1)
        with in_reader(SIM), eap_network.eap_server({SIM_IMSI: account}):
            self.assertEqual(self.authenticate()[0], "FAILURE")

    def test_presents_chv1(self):
        account = SimSubscriber(SIM_KEY, comp128=1)
        with in_reader(with_chv1(SIM)), eap_network.eap_server({SIM_IMSI: account}):
            self.assertEqual(self.authenticate(pin=CHV1)[0], "SUCCESS")


class EapolTest(unittest.TestCase):
    def must_be_of_the_sim(self, rand, sres, kc):
        vector = SimSubscriber(SIM_KEY, comp128=1).vector(rand.lower())
        self.assertEqual((sres.lower(), kc.lower()), (vector["SRES"], vector["Kc"]))

    def test_runs_the_gsm_algorithm_of_a_sim(self):
        with in_reader(SIM):
            text = run(["eapol_test", "scard"]).text
        triplets = re.findall(rf"^1{SIM_IMSI},(\w+),(\w+),(\w+)", text, re.MULTILINE)
        self.assertEqual(len(triplets), 5, text)
        for triplet in triplets:
            self.must_be_of_the_sim(*triplet)

    def test_makes_triplets_with_a_sim(self):
        with in_reader(SIM):
            text = run(["eapol_test", "sim", "", "3", "1"]).text
        triplets = re.findall(rf"^{SIM_IMSI}:(\w+):(\w+):(\w+)", text, re.MULTILINE)
        self.assertEqual(len(triplets), 3, text)
        for kc, sres, rand in triplets:
            self.must_be_of_the_sim(rand, sres, kc)


class Cardpeek(unittest.TestCase):
    """Its script for SIMs, in console mode; what it has found is saved as XML."""

    @classmethod
    def setUpClass(cls):
        cls.home = sandbox.new_folder("cardpeek-")
        cls.cardpeek("none", "os.exit(0)", answers="1\n1\n") # the first start unpacks its scripts

    @classmethod
    def cardpeek(cls, reader, commands, answers=""):
        """Always ends with os.exit: at the end of its input it would prompt for ever."""
        return run(
            ["cardpeek", "-c", "-r", reader, "-e", commands],
            stdin=answers.encode(),
            environment={"HOME": str(cls.home)},
        ).text

    def read(self, profile):
        found = self.home / "found.xml"
        scripts = self.home / ".cardpeek/scripts"
        with in_reader(profile):
            log = self.cardpeek(
                f"pcsc://{READERS[0]}",
                f'ui.readline = function() return "{CHV1}" end '
                f'package.path = "{scripts}/?.lua;" .. package.path '
                f'print(pcall(dofile, "{scripts}/gsm (beta).lua")) '
                f'ui.save_view("{found}") os.exit(0)',
            )
        self.assertTrue(found.exists(), log)
        text = found.read_text(errors="replace")
        return xml.fromstring(text[text.index("?>") + 2:]), log  # its declaration is malformed

    def test_reads_a_sim(self):
        tree, log = self.read(with_chv1(SIM))
        files = {attribute(node, "id"): node for node in tree.iter("node")}
        for fid, label, content in (
            ("2FE2", "ICCID", "988800000000000012F4"), ("6F07", "IMSI", "080910100000000012"),
        ):
            self.assertEqual(attribute(files[fid], "label"), label, log)
            (body,) = (node for node in files[fid] if attribute(node, "classname") == "body")
            self.assertEqual(attribute(body, "val"), f"8:{content}")
        records = [node for node in files["6F3A"] if attribute(node, "classname") == "record"]
        self.assertEqual(len(records), 20, log)


if __name__ == "__main__":
    sandbox.main()
