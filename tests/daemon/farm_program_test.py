#!/usr/bin/python3
"""Cards of a running vuiccd, as vuicc shows and changes them."""

import json
import os
import pathlib
import signal
import socket
import stat
import subprocess
import tempfile
import time
import unittest

VUICCD = os.environ["PROGRAM"]
VUICC = os.environ["VUICC"]
FAMILY = """vuicc: 1
family: {master-key: 000102030405060708090A0B0C0D0E0F}
iccid: "8988001234${index:08}?"
usim:
  imsi: "00101${index:010}"
  milenage: {k: "${key:k}", opc: "${key:opc}"}
pins: {PIN1: {value: "1234", puk: "12345678", enabled: true}}
"""
RIGHT_PIN = "0020000108 31323334FFFFFFFF".replace(" ", "")
WRONG_PIN = "0020000108 39393939FFFFFFFF".replace(" ", "")
TRIES_LEFT = "0020000100"
SECRET = "31323334"


class FarmTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.profile = self.folder / "card.yaml"
        self.profile.write_text(FAMILY)
        self.socket = self.folder / "run" / "control"
        self.daemon = None
        self.addCleanup(self.kill)

    def command(self, *options):
        return [VUICCD, "--profile", self.profile, "--state", self.folder / "state",
                "--control", self.socket, *options]

    def start(self, *options):
        with open(self.folder / "log", "wb") as log:
            self.daemon = subprocess.Popen(self.command(*options), stderr=log)
        deadline = time.monotonic() + 30
        while self.ask("list").returncode != 0:
            self.assertIsNone(self.daemon.poll(), self.log())
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.02)

    def log(self):
        return (self.folder / "log").read_text()

    def kill(self, how=signal.SIGKILL):
        if self.daemon:
            self.daemon.send_signal(how)
            status = self.daemon.wait(timeout=30)
            self.daemon = None
            return status
        return None

    def refused(self, *options):
        result = subprocess.run(self.command(*options), capture_output=True, text=True, timeout=30)
        self.assertNotEqual(result.returncode, 0)
        return result.stderr

    def ask(self, *words):
        return subprocess.run([VUICC, *words, "--control", self.socket], capture_output=True,
                              text=True, timeout=60)

    def vuicc(self, *words):
        result = self.ask(*words)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def complaint(self, *words):
        result = self.ask(*words)
        self.assertEqual(result.returncode, 1, result.stdout)
        return result.stderr

    def json(self, *words):
        return json.loads(self.vuicc(*words, "--json"))

    def test_shows_cards_and_moves_them_between_readers(self):
        self.start("--reader", "127.0.0.1:1", "--cards", "3")
        cards = self.json("list")
        names = [card["card"] for card in cards]
        self.assertEqual([card["reader"] for card in cards], ["127.0.0.1:1", "", ""])
        self.assertIn("holds", self.complaint("insert", names[1], "--reader", "127.0.0.1:1"))
        self.assertIn("--allow-remote", self.complaint("insert", names[1], "--reader", "192.0.2.1:1"))
        self.vuicc("remove", names[0])
        self.assertIn("in no reader", self.complaint("remove", names[0]))
        self.vuicc("insert", names[1], "--reader", "127.0.0.1:1")
        self.vuicc("reset", names[1])
        status = self.json("status", names[1])
        self.assertEqual((status["reader"], status["in-reader"], status["errors"]),
                         ("127.0.0.1:1", False, 0))
        self.assertIn("which of the 3 cards?", self.complaint("status"))
        self.assertIn("no card x", self.complaint("status", "x"))
        self.assertEqual(self.kill(signal.SIGTERM), 0)

    def test_keeps_what_it_acknowledged_when_killed(self):
        self.start()
        self.assertEqual(self.vuicc("send", WRONG_PIN), "63C2\n")
        self.kill()
        self.start()
        self.assertEqual(self.vuicc("send", TRIES_LEFT), "63C2\n")
        self.assertIn("pin/01", self.vuicc("state", "show"))

    def test_puts_states_aside_and_brings_them_back(self):
        self.start()
        self.vuicc("snapshot", "fresh")
        self.vuicc("send", WRONG_PIN)
        self.vuicc("snapshot", "tried")
        self.assertEqual([one["name"] for one in self.json("state", "list")], ["fresh", "tried"])
        self.assertEqual(self.vuicc("state", "diff", "fresh", "tried"),
                         "pin/01\n  - as in the profile\n  + 2 tries left, 10 to unblock, enabled\n")
        self.assertEqual(self.vuicc("state", "diff", "tried", "now"), "")
        for words, compared in (((), "profile with now"), (("fresh",), "fresh with now"),
                                (("tried", "now"), None)):
            outcome = self.ask("state", "diff", *words)
            self.assertEqual(outcome.stderr, f"vuicc state diff: {compared}\n" if compared else "")
            self.assertEqual("2 tries left" in outcome.stdout, compared is not None)
        card = self.json("list")[0]["card"]
        for words, compared in (((card,), "profile with now"), ((card, "fresh"), "fresh with now"),
                                ((card, "fresh", "tried"), None)):
            outcome = self.ask("state", "diff", *words)
            self.assertEqual(outcome.stderr, f"vuicc state diff: {compared}\n" if compared else "")
            self.assertIn("2 tries left", outcome.stdout)
        self.vuicc("rollback", "fresh")
        self.assertEqual(self.vuicc("send", TRIES_LEFT), "63C3\n")
        self.vuicc("rollback", "tried")
        self.assertEqual(self.vuicc("send", TRIES_LEFT), "63C2\n")
        self.assertIn("no snapshot x", self.complaint("rollback", "x"))
        self.assertIn("already", self.complaint("snapshot", "tried"))
        self.vuicc("state", "drop", "fresh")
        self.assertIn("no snapshot fresh", self.complaint("rollback", "fresh"))

    def test_a_right_pin_is_no_change(self):
        self.start()
        self.vuicc("send", WRONG_PIN)
        self.assertEqual(self.vuicc("send", RIGHT_PIN), "9000\n")
        self.assertEqual(self.json("state", "show"), [])
        self.assertEqual(self.json("status")["overlay"]["entries"], 0)
        self.kill()
        self.profile.write_text(FAMILY + "mf: {files: {EF.PL: {languages: [de]}}}\n")
        self.start()

    def test_keys_are_shown_by_their_state(self):
        key = "404142434445464748494A4B4C4D4E4F"
        self.profile.write_text(FAMILY + f"global-platform: {{keys: {{scp03: {{key-sets: [{{version: 0x30, key: {key}}}]}}}}}}\n")
        self.start()
        for apdu in ("00A4040C08A000000151000000", "8050000008010203040506070800", "8482330010" + 32 * "0"):
            answer = self.vuicc("send", apdu)
        self.assertEqual(answer, "6300\n")
        shown = self.vuicc("state", "show")
        self.assertIn("sequence counter 0, 1 failed tries", shown)
        self.assertNotIn(key, shown + self.log())

    def test_forks_exports_imports_and_resets(self):
        self.start()
        card = self.json("list")[0]["card"]
        self.vuicc("send", WRONG_PIN)
        self.vuicc("fork", "other")
        self.vuicc("send", "other", WRONG_PIN)
        self.assertEqual(self.vuicc("send", card, TRIES_LEFT), "63C2\n")
        self.assertEqual(self.vuicc("send", "other", TRIES_LEFT), "63C1\n")
        exported = self.folder / "state.json"
        exported.write_text(self.vuicc("state", "export", "other"))
        self.vuicc("state", "import", card, exported)
        self.assertEqual(self.vuicc("send", card, TRIES_LEFT), "63C1\n")
        self.vuicc("state", "reset", card)
        self.assertEqual(self.vuicc("state", "show", card), "")
        broken = json.loads(exported.read_text())
        broken["entries"]["file/3F00/2FFF"] = "00"
        exported.write_text(json.dumps(broken))
        self.assertIn("file/3F00/2FFF", self.complaint("state", "import", card, exported))
        self.assertNotIn(SECRET, self.vuicc("state", "show", "other"))

    def test_forks_come_back_until_they_are_reset(self):
        self.start()
        card = self.json("list")[0]["card"]
        self.vuicc("fork", "twin")
        self.vuicc("fork", "twin", "second twin")
        self.vuicc("send", "twin", WRONG_PIN)
        self.kill()
        self.start()
        cards = self.json("list")
        self.assertEqual([one["card"] for one in cards], [card, "second twin", "twin"])
        self.assertEqual([one["reader"] for one in cards[1:]], ["", ""])
        self.assertEqual(self.vuicc("send", "twin", TRIES_LEFT), "63C2\n")
        self.assertEqual(self.vuicc("send", "second twin", TRIES_LEFT), "63C3\n")
        self.kill()
        self.profile.write_text(FAMILY + "mf: {files: {EF.PL: {languages: [de]}}}\n")
        self.assertIn("twin", self.refused())
        self.start("--adopt-profile")
        self.assertEqual(self.vuicc("send", "twin", TRIES_LEFT), "63C2\n")
        self.kill()
        self.start("--reset-state")
        self.assertEqual(len(self.json("list")), 1)
        self.vuicc("fork", "twin")
        self.assertEqual(self.vuicc("send", "twin", TRIES_LEFT), "63C3\n")

    def test_shows_changed_files_decoded(self):
        self.profile.write_text("""vuicc: 1
iccid: "8988001234567890126"
mf: {files: {EF.PL: {languages: [en], access: {read: always, update: always}}}}
""")
        self.start()
        for apdu in ("00A4000C022F05", "00D60000026465"):
            self.assertEqual(self.vuicc("send", apdu), "9000\n")
        change = self.json("state", "show")[0]
        self.assertEqual((change["file"], change["after"]), ("EF.PL", "6465"))
        self.assertIn("de", change["after-text"])
        self.assertIn("en", change["before-text"])

    def test_keeps_a_shared_body_under_the_file_that_has_it(self):
        self.profile.write_text("""vuicc: 1
iccid: "8988001234567890126"
mf:
  access: {expanded: "80017F9000"}
  files:
    EF.PL: {languages: [en], access: {expanded: "80017F9000"}}
    EF.Same: {fid: 2F40, same-as: EF.PL, access: {read: always, update: always}}
""")
        self.start()
        card = self.json("list")[0]["card"]
        self.vuicc("file", "write", card, "2F40", "6465")
        self.assertIn("6465", self.vuicc("file", "read", card, "EF.PL"))
        self.assertEqual([one["file"] for one in self.json("state", "show")], ["EF.PL"])
        self.vuicc("snapshot", card, "shared")
        exported = self.folder / "state.json"
        exported.write_text(self.vuicc("state", "export", card))
        state = json.loads(exported.read_text())
        state["entries"]["file/3F00/2F40"] = state["entries"].pop("file/3F00/2F05")
        exported.write_text(json.dumps(state))
        self.assertIn("file/3F00/2F40", self.complaint("state", "import", card, exported))

        self.assertEqual(self.vuicc("send", "00E40000022F05"), "9000\n")
        self.kill()
        self.start()
        self.assertIn("6465", self.vuicc("file", "read", card, "2F40"))
        self.vuicc("rollback", card, "shared")
        self.vuicc("file", "write", card, "EF.PL", "6672")
        self.assertIn("6672", self.vuicc("file", "read", card, "2F40"))

    def test_says_whether_a_card_goes_on_from_earlier_changes(self):
        fresh, changed = "as its profile describes it", "with its earlier changes"
        self.start()
        self.assertIn(fresh, self.log())
        self.vuicc("send", WRONG_PIN)
        self.vuicc("snapshot", "tried")
        for options, expected in (((), changed), (("--reset-state",), fresh), ((), fresh)):
            self.kill()
            self.start(*options)
            with self.subTest(options=options):
                self.assertIn(expected, self.log())
                self.assertIn("tried", self.vuicc("state", "list"))

    def test_many_cards_of_one_profile(self):
        self.start("--cards", "2000", "--loops", "2")
        self.assertIn("1998 cards wait without a reader", self.log())
        cards = self.json("list")
        self.assertEqual(len({card["card"] for card in cards}), 2000)
        last = cards[-1]["card"]
        self.assertTrue(last.startswith("898800123400001999"), last)
        self.assertEqual(self.vuicc("send", last, "00A40004023F00")[:2], "61")

    def test_one_card_alone_is_counted_as_one(self):
        self.start("--cards", "3")
        self.assertIn("1 card waits without a reader", self.log())

    def test_takes_every_profile_of_a_folder(self):
        folder = self.folder / "cards"
        folder.mkdir()
        empty = self.refused("--profile-dir", folder)
        self.assertIn("there is no file NAME.yaml in it", empty)
        for number in (2, 1):
            (folder / f"{number}.yaml").write_text(f'vuicc: 1\niccid: "89880012345678901{number}?"\n')
        (folder / "notes.txt").write_text("no card")
        self.start("--profile-dir", folder)
        profiles = [pathlib.Path(card["profile"]).name for card in self.json("list")]
        self.assertEqual(profiles, ["card.yaml", "1.yaml", "2.yaml"])

    def test_names_cards_that_collide(self):
        self.profile.write_text(FAMILY.replace("${index:08}?", "567890126"))
        self.assertIn("card 1 has the ICCID 8988001234567890126 like another card",
                      self.refused("--cards", "2"))

    def test_asks_what_to_do_when_the_profile_has_changed(self):
        self.start()
        self.vuicc("send", WRONG_PIN)
        self.kill()
        self.profile.write_text(FAMILY + "mf: {files: {EF.PL: {languages: [de]}}}\n")
        refusal = self.refused()
        for word in ("--adopt-profile", "--reset-state", "pin/01"):
            self.assertIn(word, refusal)
        self.start("--adopt-profile")
        self.assertEqual(self.vuicc("send", TRIES_LEFT), "63C2\n")
        self.kill()
        self.start("--reset-state")
        self.assertEqual(self.vuicc("send", TRIES_LEFT), "63C3\n")

    def test_names_the_files_that_have_changed(self):
        file = "mf: {files: {EF.OWN: {fid: 2F10, size: 2, access: {update: always}}}}\n"
        self.profile.write_text(FAMILY + file)
        self.start()
        for apdu in ("00A4000C022F10", "00D60000021234"):
            self.assertEqual(self.vuicc("send", apdu), "9000\n")
        self.kill()
        self.profile.write_text(FAMILY + file.replace("size: 2", "size: 3"))
        self.assertIn("1 change is kept: MF/EF.OWN", self.refused())

    def test_takes_over_only_what_fits_snapshots_included(self):
        file = "mf: {{files: {{EF.OWN: {{fid: 2F10, structure: transparent, size: {}, access: {{update: always}}}}}}}}\n"
        self.profile.write_text(FAMILY + file.format(4))
        self.start()
        for apdu in ("00A4000C022F10", "00D60000021234"):
            self.assertEqual(self.vuicc("send", apdu), "9000\n")
        self.vuicc("send", WRONG_PIN)
        self.vuicc("snapshot", "before")
        self.kill()
        self.profile.write_text(FAMILY + file.format(3))
        self.start("--adopt-profile")
        self.assertEqual(self.log().count("no file/3F00/2F10 of this size any more"), 1)
        for _ in range(2):
            self.assertEqual(self.vuicc("send", TRIES_LEFT), "63C2\n")
            self.assertEqual([one["cell"] for one in self.json("state", "show")], ["pin/01"])
            self.vuicc("rollback", "before")

    def test_takes_over_the_files_that_have_a_place_left(self):
        text = "mf: {{access: {{expanded: 80017F9000}}, files: {{{}}}}}\n"
        create = "00E000001A6218820241218302{}8A0105AB0580017F9000800200048800"
        self.profile.write_text(FAMILY + text.format("DF.GONE: {fid: 7F42, access: {expanded: 80017F9000}}"))
        self.start()
        for fid in ("2F10", "2F11"):
            self.assertEqual(self.vuicc("send", create.format(fid)), "9000\n")
        self.vuicc("send", "00A4080C027F42")
        self.assertEqual(self.vuicc("send", create.format("6F01")), "9000\n")
        self.vuicc("snapshot", "made")
        self.kill()
        self.profile.write_text(FAMILY + text.format("EF.OWN: {fid: 2F12, size: 2}"))
        self.start("--adopt-profile")
        for _ in range(2):
            self.assertEqual([one["cell"] for one in self.json("state", "show")],
                             ["files/3F00/2F10", "files/3F00/2F11"])
            self.assertEqual(self.vuicc("send", "00A4080C022F10"), "9000\n")
            self.vuicc("rollback", "made")

    def test_snapshots_alone_keep_no_edited_profile_out(self):
        self.start()
        self.vuicc("snapshot", "before")
        self.kill()
        self.profile.write_text(FAMILY + "mf: {files: {EF.PL: {languages: [de]}}}\n")
        self.start()
        self.assertEqual(self.vuicc("send", TRIES_LEFT), "63C3\n")

    def test_asks_about_the_text_that_has_changes_not_snapshots(self):
        for text, act in (("", ("snapshot", "before")), ("de", ("send", WRONG_PIN)), ("en", None)):
            self.profile.write_text(FAMILY + f"mf: {{files: {{EF.PL: {{languages: [{text}]}}}}}}\n")
            if act:
                self.start()
                self.vuicc(*act)
                self.kill()
        self.assertIn("1 change is kept: pin/01", self.refused())
        self.start("--adopt-profile")
        self.assertEqual(self.vuicc("send", TRIES_LEFT), "63C2\n")

    def test_socket_is_the_users_own(self):
        self.start()
        self.assertEqual(stat.S_IMODE(self.socket.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.socket.parent.stat().st_mode), 0o700)
        other_state = self.folder / "other"
        second = subprocess.run([VUICCD, "--profile", self.profile, "--state", other_state,
                                 "--control", self.socket], capture_output=True, text=True)
        self.assertIn("another daemon listens there", second.stderr)
        self.assertIn("in use by another process; name another folder with --state",
                      subprocess.run(self.command("--no-control")[:5] + ["--no-control"],
                                     capture_output=True, text=True).stderr)
        self.kill()
        self.assertIn("no vuiccd answers here", self.complaint("list"))
        self.start()  # over the socket that was left

    def test_a_profile_may_have_any_name(self):
        odd = os.fsencode(self.folder) + b"/\xff.yaml"
        with open(odd, "wb") as file:
            file.write(FAMILY.encode())
        self.profile = odd
        self.start()
        self.assertEqual(len(self.json("list")), 1)

    def test_answers_whatever_comes(self):
        self.start()
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.socket))
            lines = client.makefile("rwb")
            for text in (b"\n", b"{}\n", b"[" * 100000 + b"\n", b'{"jsonrpc":"2.0","id":1,'
                         b'"method":"status","params":{"card":"' + b"x" * 100000 + b'"}}\n'):
                lines.write(text)
                lines.flush()
                self.assertIn("error", json.loads(lines.readline()))
        with socket.socket(socket.AF_UNIX) as client:  # half a request, then gone
            client.connect(str(self.socket))
            client.sendall(b'{"jsonrpc":')
        self.assertEqual(len(self.json("list")), 1)


if __name__ == "__main__":
    unittest.main()
