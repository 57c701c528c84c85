"""Clients of SIMs: class A0 by eapol_test, wpa_supplicant and cardpeek, EAP-SIM with hostapd."""

import contextlib
import re
import unittest
import xml.etree.ElementTree as xml

import card_profile
import eap_network
import large_card
import sandbox
from auc import SimSubscriber, Subscriber
from card_daemon import PROJECT, CardDaemon
from processes import run
from reader import READERS, PcscService

OUTCOME = r"CTRL-EVENT-EAP-(SUCCESS|FAILURE)"
METHOD = r"EAP vendor 0 method 18 \(SIM\) selected"
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
    return written(changed)


def with_algorithm(version):
    """The SIM with another version of COMP128."""
    text = SIM.read_text()
    changed = text.replace("comp128-1", f"comp128-{version}")
    assert (changed != text) == (version != 1)
    return written(changed)


def written(text):
    path = sandbox.new_folder("profile-") / "card.yaml"
    path.write_text(text)
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
            self.assertRegex(log, METHOD)
            self.assertIn("USIM is not supported", log)
            self.assertEqual(len(centre.asked("SIM-REQ-AUTH")), 1)
            text = eap_network.eapol_test("SIM").text
            self.assertEqual(text.splitlines()[-1], "SUCCESS")

    def test_keeps_a_sim_with_another_key_out(self):
        account = SimSubscriber(WRONG_KEY, comp128=1)
        with in_reader(SIM), eap_network.eap_server({SIM_IMSI: account}):
            self.assertEqual(self.authenticate()[0], "FAILURE")

    def test_lets_a_sim_in_by_each_version_of_its_algorithm(self):
        for version in (2, 3):
            account = SimSubscriber(SIM_KEY, comp128=version)
            with self.subTest(version=version), in_reader(with_algorithm(version)):
                with eap_network.eap_server({SIM_IMSI: account}):
                    self.assertEqual(eap_network.eapol_test("SIM").text.splitlines()[-1], "SUCCESS")

    def test_lets_a_usim_in_by_its_gsm_context(self):
        account = Subscriber(card_profile.KEY, card_profile.OPC)
        with in_reader(card_profile.DEFAULT):
            with eap_network.eap_server({card_profile.default_imsi(): account}) as centre:
                outcome, log = self.authenticate()
                self.assertEqual(outcome, "SUCCESS", log[-4000:])
                self.assertRegex(log, METHOD)
                self.assertIn("USIM is supported", log)
                self.assertEqual(len(centre.asked("SIM-REQ-AUTH")), 1)

    def test_keeps_a_usim_with_another_key_out(self):
        account = Subscriber(WRONG_KEY, card_profile.OPC)
        with in_reader(card_profile.DEFAULT):
            with eap_network.eap_server({card_profile.default_imsi(): account}):
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

    def test_makes_triplets_with_a_usim(self):
        centre = Subscriber(card_profile.KEY, card_profile.OPC)
        with in_reader(card_profile.DEFAULT):
            text = run(["eapol_test", "sim", "", "3", "1"]).text
        found = re.findall(rf"^{card_profile.default_imsi()}:(\w+):(\w+):(\w+)", text, re.MULTILINE)
        self.assertEqual(len(found), 3, text)
        for kc, sres, rand in found:
            vector = centre.vector(rand.lower())
            self.assertEqual((sres.lower(), kc.lower()), (vector["SRES"], vector["Kc"]))

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

    def must_have(self, profile, iccid, imsi, numbers):
        tree, log = self.read(profile)
        files = {attribute(node, "id"): node for node in tree.iter("node")}
        for fid, label, content in (("2FE2", "ICCID", iccid), ("6F07", "IMSI", imsi)):
            self.assertEqual(attribute(files[fid], "label"), label, log)
            (body,) = (node for node in files[fid] if attribute(node, "classname") == "body")
            self.assertEqual(attribute(body, "val"), f"8:{content}")
        records = [node for node in files["6F3A"] if attribute(node, "classname") == "record"]
        self.assertEqual(len(records), numbers, log)

    def test_reads_a_sim(self):
        self.must_have(with_chv1(SIM), "988800000000000012F4", "080910100000000012", numbers=20)

    def test_reads_a_uicc_by_class_a0(self):
        iccid = card_profile.iccid_content().hex().upper()
        profile = large_card.write(pins={"PIN1": {"value": CHV1, "enabled": True}})
        self.must_have(profile, iccid, "080910101032547698", numbers=50)


if __name__ == "__main__":
    sandbox.main()
