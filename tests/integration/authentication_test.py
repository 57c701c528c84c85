"""AUTHENTICATE of the card against osmo-auc-gen: random keys, both contexts, resynchronisation."""

import contextlib
import random
import unittest

import card_profile
import sandbox
from auc import NEXT_SEQ, Subscriber
from card_daemon import PROJECT, CardDaemon
from vpcd_host import VpcdHost

# Different in every run of a changed test, the same when a run is repeated.
RANDOM = random.Random("vuicc")
MAC_FAILURE = bytes.fromhex("9862")
DONE = b"\x90\x00"
ISIM_AID = "A0000000871004"


def random_hex(octets=16):
    return RANDOM.randbytes(octets).hex()


class Usim:
    """A card with its USIM selected."""

    def __init__(self, slot):
        self._slot = slot
        slot.power_on()
        self.select(card_profile.USIM_AID)

    def select(self, aid):
        answer = self._slot.exchange(f"00A4040407{aid}")
        assert answer[-2:] == DONE, answer.hex()

    def aka(self, vector):
        return self._slot.exchange(f"0088008122 10{vector['RAND']} 10{vector['AUTN']}")

    def gsm(self, rand):
        return self._slot.exchange(f"0088008011 10{rand}")


def aka_answer(vector):
    """What TS 31.102 §7.1.2.1 asks for when the network is genuine, without the optional Kc."""
    return bytes.fromhex(f"DB08{vector['RES']}10{vector['CK']}10{vector['IK']}")


class Authentication(unittest.TestCase):
    @contextlib.contextmanager
    def usim(self, **keys):
        profile = card_profile.profile_variant(**keys)
        with VpcdHost() as host, CardDaemon(profile) as _, host.accept() as slot:
            yield Usim(slot)

    def test_agrees_on_random_keys_and_challenges(self):
        for _ in range(5):
            centre = Subscriber(random_hex(), random_hex(), amf=random_hex(2))
            with self.usim(key=centre.key, opc=centre.opc) as usim:
                for _ in range(10):
                    self.assert_agrees(usim.aka(vector := centre.vector(random_hex())), vector)
                    rand = random_hex()
                    vector = centre.vector(rand)
                    self.assertEqual(
                        usim.gsm(rand), bytes.fromhex(f"04{vector['SRES']}08{vector['Kc']}") + DONE
                    )

    def test_a_card_that_is_given_op_derives_its_opc(self):
        key, op = random_hex(), random_hex()
        centre = Subscriber(key, op, operator_option="-O")
        with self.usim(key=key, op=op) as usim:
            for _ in range(3):
                self.assert_agrees(usim.aka(vector := centre.vector(random_hex())), vector)

    def assert_agrees(self, answer, vector):
        expected = aka_answer(vector)
        with_kc = expected + bytes.fromhex(f"08{vector['Kc']}")
        self.assertIn(answer, (expected + DONE, with_kc + DONE))

    def test_refuses_a_wrong_mac(self):
        centre = Subscriber(random_hex(), random_hex())
        with self.usim(key=centre.key, opc=centre.opc) as usim:
            vector = centre.vector()
            vector["AUTN"] = vector["AUTN"][:-2] + f"{int(vector['AUTN'][-2:], 16) ^ 1:02x}"
            self.assertEqual(usim.aka(vector), MAC_FAILURE)

    def test_proves_its_sqn_when_a_challenge_is_replayed(self):
        centre = Subscriber(random_hex(), random_hex(), sqn=7 * NEXT_SEQ)
        with self.usim(key=centre.key, opc=centre.opc) as usim:
            vector = centre.vector()
            self.assert_agrees(usim.aka(vector), vector)
            answer = usim.aka(vector)
            self.assertEqual((answer[:2], answer[-2:], len(answer)), (b"\xdc\x0e", DONE, 18))
            centre.sqn = 0
            self.assertTrue(centre.resynchronise(answer[2:16].hex(), vector["RAND"]))
            self.assertEqual(centre.sqn, 8 * NEXT_SEQ)
            vector = centre.vector()
            self.assert_agrees(usim.aka(vector), vector)

    def test_a_refused_challenge_leaves_the_sqn_alone(self):
        centre = Subscriber(random_hex(), random_hex(), sqn=7 * NEXT_SEQ)
        with self.usim(key=centre.key, opc=centre.opc) as usim:
            spoilt = centre.vector()
            genuine = dict(spoilt)
            spoilt["AUTN"] = spoilt["AUTN"][:-16] + "00" * 8
            self.assertEqual(usim.aka(spoilt), MAC_FAILURE)
            self.assert_agrees(usim.aka(genuine), genuine)


class ShippedCards(unittest.TestCase):
    @contextlib.contextmanager
    def card(self, name):
        profile = PROJECT / "profiles/cards" / name
        with VpcdHost() as host, CardDaemon(profile) as _, host.accept() as slot:
            yield Usim(slot)

    def test_usim_and_isim_count_together(self):
        centre = Subscriber(
            "fec86ba6eb707ed08905757b1bb44b8f", "1006020f0a478bf6b699f15c062e42b3"
        )
        with self.card("usim-isim.yaml") as card:
            for aid in (card_profile.USIM_AID, ISIM_AID, card_profile.USIM_AID):
                card.select(aid)
                vector = centre.vector()
                self.assertEqual(card.aka(vector), aka_answer(vector) + DONE)
            card.select(ISIM_AID)
            answer = card.aka(vector)
            self.assertEqual(answer[:2], b"\xdc\x0e")
            self.assertTrue(centre.resynchronise(answer[2:16].hex(), vector["RAND"]))
            self.assertEqual(centre.sqn, 4 * NEXT_SEQ)

    def test_the_test_usim_agrees_with_a_simulator(self):
        centre = Subscriber("000102030405060708090a0b0c0d0e0f", "00" * 16, algorithm="XOR")
        with self.card("test-usim-xor.yaml") as card:
            for _ in range(3):
                vector = centre.vector(random_hex())
                expected = f"DB10{vector['RES']}10{vector['CK']}10{vector['IK']}08{vector['Kc']}"
                self.assertEqual(card.aka(vector), bytes.fromhex(expected) + DONE)


if __name__ == "__main__":
    sandbox.main()
