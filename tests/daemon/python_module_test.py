#!/usr/bin/python3
"""daemon/control/vuicc.py: every method of the socket, its errors, and the events."""

import inspect
import json
import pathlib
import socket
import sys
import tempfile
import threading
import unittest

import openrpc
from daemon_case import CARD, OTHER, DaemonCase

sys.path.insert(0, str(pathlib.Path(openrpc.FILE).parent))
import vuicc  # noqa: E402

EVENT = {"kind": "apdu", "card": CARD}


class Methods(DaemonCase):
    def setUp(self):
        super().setUp()
        self.vuiccd = vuicc.Daemon(self.socket)
        self.addCleanup(self.vuiccd.close)

    def test_has_every_method_with_its_parameters(self):
        for name, method in openrpc.METHODS.items():
            with self.subTest(name):
                function = getattr(vuicc.Daemon, name.replace(".", "_"))
                taken = dict(inspect.signature(function).parameters)
                taken.pop("self")
                described = {one["name"].replace("-", "_"): one for one in method["params"]}
                self.assertEqual(set(taken), set(described))
                for parameter, one in described.items():
                    self.assertEqual(taken[parameter].default is inspect.Parameter.empty,
                                                     one["required"], parameter)

    def test_asks_every_method(self):
        with vuicc.Daemon(self.socket) as daemon:
            self.assertEqual(daemon.rpc_discover(), openrpc.DOCUMENT)
            self.assertRegex(daemon.version(), r"^\d")
            self.assertEqual(daemon.load(self.other)["card"], OTHER)
            self.assertEqual(daemon.unload(card=OTHER, forget=True)["card"], OTHER)
            self.assertEqual(daemon.status()["card"], CARD)
            daemon.snapshot("fresh")
            self.assertEqual(daemon.snapshots()[0]["name"], "fresh")
            self.assertEqual(daemon.transmit(bytes.fromhex("00A4000C022F05"))["response"], "9000")
            daemon.file_write("EF.PL", data=b"fr", offset=2)
            daemon.file_write("EF.PL", value=["it"])
            self.assertEqual(daemon.autn_explain(bytes(16), bytes(16))["mac"], "wrong")
            self.assertEqual(daemon.file_read("EF.PL")["value"], ["it"])
            self.assertEqual(len(daemon.state_diff("fresh", "now")), 1)
            exported = daemon.state_export()
            daemon.state_reset()
            self.assertEqual(daemon.state_show(), [])
            daemon.state_import(exported)
            daemon.rollback("fresh")
            daemon.remove_snapshot("fresh")
            daemon.file_state("EF.PL", "terminated")
            self.assertEqual(daemon.file_list()[0]["file"], "MF")
            self.assertEqual(daemon.pin_set("PIN1", tries=1, unblock_tries=2)["tries-left"], 1)
            self.assertEqual(daemon.pin_show()[0]["unblock-tries-left"], 2)
            self.assertEqual(daemon.channels()[0]["channel"], 0)
            self.assertTrue(daemon.atr()["atr"].startswith("3B"))
            daemon.power(False)
            daemon.power(True)
            daemon.reset(kind="warm")
            daemon.swap(self.other)
            daemon.remove(card=OTHER)
            daemon.insert("127.0.0.1:2", card=OTHER)
            daemon.fork("twin", card=CARD)
            self.assertEqual([card["card"] for card in daemon.list()], [CARD, OTHER, "twin"])

    def test_reads_events(self):
        with self.vuiccd.events(card=CARD, kinds=["apdu"], timeout=30) as events:
            self.vuiccd.transmit("00A4000C022F05")
            event = next(events)
            self.assertEqual((event["kind"], event["card"]), ("apdu", CARD))
        self.assertEqual(len(self.vuiccd.list()), 1)

    def test_makes_a_card_bad_and_good_again(self):
        self.vuiccd.fault_add({"on": "SELECT", "status": "6A82"})
        self.assertEqual(self.vuiccd.transmit("00A4000C022F05")["response"], "6A82")
        self.assertEqual(len(self.vuiccd.fault_list()), 1)
        self.vuiccd.fault_clear()
        self.assertEqual(self.vuiccd.transmit("00A4000C022F05")["response"], "9000")

    def test_raises_what_the_daemon_says(self):
        with self.assertRaises(vuicc.Refused) as raised:
            self.vuiccd.file_read("EF.IMSY")
        self.assertEqual(str(raised.exception),
                         "there is no EF EF.IMSY on the card; did you mean EF.IMSI?")
        for method, parameters in (("fly", {}), ("list", {"high": True}), ("power", {"on": 1})):
            with self.assertRaises(vuicc.WrongRequest):
                self.vuiccd.ask(method, **parameters)
        self.assertEqual(len(self.vuiccd.list()), 1)

    def test_says_when_nobody_answers(self):
        with self.assertRaisesRegex(vuicc.Unreachable, "no vuiccd answers here"):
            vuicc.Daemon(self.folder / "nowhere")


class FakeDaemon(threading.Thread):
    """Answers requests one after the other, each with the lines that a function makes of its
    number, and then listens until the client has gone, or goes itself."""

    def __init__(self, path, answers, goes):
        super().__init__(daemon=True)
        self.requests = []
        self._answers = answers
        self._goes = goes
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self.start()

    def run(self):
        connection, _ = self._listener.accept()
        with connection, connection.makefile("rb") as lines:
            for answer, line in zip(self._answers, lines):
                request = json.loads(line)
                self.requests.append(request)
                connection.sendall(b"".join(json.dumps(one).encode() + b"\n"
                                            for one in answer(request["id"])))
            if not self._goes:
                lines.read()

    def close(self):
        self._listener.close()
        self.join(30)


def result(number, value):
    return {"jsonrpc": "2.0", "id": number, "result": value}


def notification(method, **parameters):
    return {"jsonrpc": "2.0", "method": method, "params": parameters}


class Conversations(unittest.TestCase):
    def connect(self, *answers, timeout=30, goes=False):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / "control"
        self.fake = FakeDaemon(path, answers, goes)
        self.addCleanup(self.fake.close)
        daemon = vuicc.Daemon(path, timeout=timeout)
        self.addCleanup(daemon.close)
        return daemon

    def test_events_and_answers_may_mix(self):
        daemon = self.connect(
            lambda number: [result(number, {"subscription": 7})],
            lambda number: [notification("event", subscription=7, **EVENT),
                            notification("event", subscription=8, kind="other"),
                            result(number, "1.0"),
                            notification("dropped", subscription=7, count=3),
                            notification("event", subscription=7, kind="last")],
            lambda number: [result(number, {})])
        with daemon.events(kinds=["apdu"]) as events:
            self.assertEqual(daemon.version(), "1.0")
            self.assertEqual(next(events), EVENT)
            self.assertEqual((next(events), events.dropped), ({"kind": "last"}, 3))
        self.assertEqual(list(events), [])
        self.assertEqual([(one["method"], one["params"]) for one in self.fake.requests],
                         [("subscribe", {"kinds": ["apdu"]}), ("version", {}),
                          ("unsubscribe", {"subscription": 7})])

    def test_events_end_after_their_time(self):
        daemon = self.connect(lambda number: [result(number, {"subscription": 1}),
                                              notification("event", subscription=1, **EVENT)])
        self.assertEqual(list(daemon.events(timeout=0.2)), [EVENT])

    def test_gives_up_on_a_daemon_that_says_nothing(self):
        daemon = self.connect(lambda number: [], timeout=0.1)
        with self.assertRaisesRegex(vuicc.Unreachable, "does not answer"):
            daemon.version()
        with self.assertRaises(vuicc.Unreachable):
            daemon.version()

    def test_says_when_the_daemon_goes(self):
        daemon = self.connect(goes=True)
        with self.assertRaisesRegex(vuicc.Unreachable, "has gone"):
            daemon.version()


if __name__ == "__main__":
    unittest.main()
