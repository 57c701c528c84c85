"""One daemon with more cards than readers, in as many readers as pcscd has, and on two hosts."""

import json
import subprocess
import unittest

import sandbox
from card_daemon import PROJECT, VUICCD, CardDaemon, vuicc
from pcsc import Context
from processes import run
from reader import PcscService

SLOTS = 16
PORTS = [35963 + slot for slot in range(SLOTS)]
FAMILY = PROJECT / "profiles/cards/family.yaml"


def iccids():
    """What the card of each reader says it is."""
    found = set()
    with Context() as context:
        for name in context.readers():
            with_card = context.connect(name)
            with_card.transmit("00A4000C023F00")
            with_card.transmit("00A4000C022FE2")
            found.add(with_card.transmit("00B000000A"))
            with_card.disconnect()
    return found


class ManyCards(unittest.TestCase):
    def test_sixteen_readers_have_sixteen_cards(self):
        folder = sandbox.new_folder("readers-")
        written = vuicc("reader-conf", "--slots", str(SLOTS), str(folder))
        self.assertEqual(written.status, 0, written)
        with PcscService(folder / "reader.conf.d"), CardDaemon(FAMILY, ports=PORTS, options=["--cards", "500"]):
            with Context() as context:
                names = context.readers()
                self.assertEqual(len(names), SLOTS)
                for name in names:
                    context.wait_for_card(name, True, 15)
            self.assertEqual(len(iccids()), SLOTS)

    def test_a_card_moves_into_a_reader_on_demand(self):
        control = sandbox.new_folder("control-") / "socket"
        options = ["--cards", "500", "--control", str(control)]
        with PcscService(), CardDaemon(FAMILY, ports=PORTS[:1], options=options):
            def ask(*words):
                answer = vuicc(*words, "--json", "--control", str(control))
                self.assertEqual(answer.status, 0, answer)
                return json.loads(answer.output)

            PcscService.wait_for_card()
            before = iccids_of_first()
            cards = ask("list")
            ask("remove", cards[0]["card"])
            PcscService.wait_for_card(present=False)
            ask("insert", cards[499]["card"], "--reader", "127.0.0.1:35963")
            PcscService.wait_for_card()
            self.assertNotEqual(iccids_of_first(), before)
            self.assertTrue(ask("status", cards[499]["card"])["in-reader"])

    def test_a_reader_on_another_host(self):
        for words in ("netns add host", "link add here type veth peer name there netns host",
                      "addr add 10.9.0.1/24 dev here", "link set here up",
                      "-n host addr add 10.9.0.2/24 dev there", "-n host link set there up",
                      "-n host link set lo up"):
            subprocess.run(["ip", *words.split()], check=True)
        self.addCleanup(subprocess.run, ["ip", "netns", "del", "host"], check=True)
        daemon = ["ip", "netns", "exec", "host"]
        with PcscService():
            refused = run([*daemon, VUICCD, "--profile", str(FAMILY), "--volatile",
                           "--reader", "10.9.0.1:35963"], seconds=10)
            self.assertEqual(refused.status, 2)
            with CardDaemon(FAMILY, ports=["35963"], host="10.9.0.1", prefix=daemon,
                            options=["--allow-remote"]):
                PcscService.wait_for_card()
                self.assertEqual(len(iccids_of_first()), 12)


def iccids_of_first():
    with Context() as context:
        card = context.connect(context.readers()[0])
        card.transmit("00A4000C023F00")
        card.transmit("00A4000C022FE2")
        answer = card.transmit("00B000000A")
        card.disconnect()
        return answer


if __name__ == "__main__":
    sandbox.main(unittest.main)
