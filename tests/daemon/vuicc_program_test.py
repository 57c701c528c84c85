"""vuicc as people and scripts use it."""

import json
import os
import pathlib
import re
import subprocess
import unittest

import jsonschema
import yaml

from program import CARD, PROGRAM, ProgramTest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SELECT_ICCID = "00A4000C022FE2"
READ_ICCID = "00B000000A"


class Dispatcher(ProgramTest):
    def test_version_and_help(self):
        for words in (("--version",), ("version",)):
            self.assert_ends(self.run_program(*words), 0, r"^vuicc \d+\.\d+\.\d+\n$")
        for words in (("help",), ("--help",), ("help", "help"), ("help", "--help"), ("help", "-h")):
            self.assert_ends(self.run_program(*words), 0, "apdu(.|\n)*profile(.|\n)*dm(.|\n)*doctor")

    def test_every_command_explains_itself(self):
        for command in ("apdu", "profile", "dm", "doctor"):
            for words in (("help", command), (command, "--help")):
                self.assert_ends(self.run_program(*words), 0, f"vuicc {command}")

    def test_examples_that_need_no_daemon_do_what_they_say(self):
        for command in ("apdu", "profile", "explain", "dm", "run"):
            text = self.run_program("help", command).stdout.decode()
            lines = re.findall(f"^  (vuicc {command} .*)$", text.partition("examples:\n")[2], re.M)
            self.assertTrue(lines, command)
            for line in lines:
                if not re.search("--card|--sandbox", line):
                    with self.subTest(line):
                        words = [PROJECT / word if word.startswith("profiles/") else word
                                 for word in line.replace("full.yaml", "/dev/null").split()[1:]]
                        self.assert_ends(self.run_program(*words), 0, None, None)

    def test_wrong_usage(self):
        for words in ((), ("fly",), ("help", "fly"), ("apdu",), ("apdu", "--profile"),
                      ("apdu", "--prof", CARD), ("apdu", "--profile", CARD, "--seed", "x"),
                      ("profile",), ("profile", "check"), ("profile", "tree"),
                      ("profile", "tree", CARD, CARD), ("profile", "export"),
                      ("profile", "export", "--profile", CARD, "--card", "x"),
                      ("profile", "export", CARD), ("profile", "export", "--profile"),
                      ("profile", "import"), ("profile", "import", "fsdump"),
                      ("profile", "import", CARD, CARD), ("dm",), ("dm", "decode"),
                      ("dm", "encode", "00"), ("doctor", "now")):
            with self.subTest(words=words):
                self.assert_ends(self.run_program(*words), 2, "^$", "vuicc")

    def test_names_what_is_wrong_once(self):
        for words in (("",), ("help", "")):
            self.assert_ends(self.run_program(*words), 2, "^$", "^vuicc: there is no command ''\n")
        self.assert_ends(self.run_program("profile", "import"), 2, "^$",
                         "^vuicc profile import: expected the word fsdump and a file\n")

    def test_suggests_the_command_that_was_meant(self):
        for words in (("stauts",), ("help", "stauts")):
            self.assert_ends(self.run_program(*words), 2, "^$", "; did you mean status\\?\n")

    def test_suggests_the_commands_that_have_such_an_action(self):
        for words in (("export",), ("help", "export")):
            self.assert_ends(self.run_program(*words), 2, "^$",
                             "; did you mean profile export or state export\\?\n")
        for words in (("state", "exprt"), ("help", "state", "exprt")):
            self.assert_ends(self.run_program(*words), 2, "^$",
                             "not exprt; did you mean export\\?\nTry 'vuicc help state'.\n$")

    def test_suggests_the_option_that_was_meant(self):
        for words, option, meant, command in (
                (("profile", "export", "--profil"), "--profil", "--profile", "profile export"),
                (("profile", "import", "--ouptut=x"), "--ouptut", "--output", "profile import"),
                (("dm", "client", "--raeder"), "--raeder", "--reader", "dm client"),
                (("state", "show", "--jsn"), "--jsn", "--json", "state show")):
            with self.subTest(words=words):
                self.assert_ends(self.run_program(*words), 2, "^$",
                                 f"^vuicc {command}: unrecognised option '{option}'; did you mean "
                                 f"{meant}\\?\nTry 'vuicc help {command}'.\n$")

    def test_an_unknown_option_is_two_lines(self):
        commands = re.findall("^  ([a-z-]+)  +", self.run_program("help").stdout.decode(), re.M)
        actions = [("profile", action) for action in ("check", "tree", "export", "import")]
        actions += [("state", action) for action in ("list", "show", "reset")]
        for words in [(command,) for command in commands if command != "help"] + actions:
            with self.subTest(words=words):
                name = " ".join(words)
                self.assert_ends(self.run_program(*words, "--qqqqqqqq"), 2, "^$",
                                 f"^vuicc {name}: .*\nTry 'vuicc help {name}'.\n$")

    def test_a_card_needs_a_reader_to_be_inserted_into(self):
        self.assert_ends(self.run_program("insert", "card"), 2, "^$",
                         r"^vuicc insert: --reader HOST:PORT is missing\n")

    def test_counts_slots(self):
        driver = self.write("libifdvpcd.so", "")
        for slots, words in ((1, "1 slot on port 35963;"), (3, "3 slots on ports 35963 to 35965;")):
            outcome = self.run_program("reader-conf", "--slots", slots, "--driver", driver,
                                       self.folder / "conf")
            self.assert_ends(outcome, 0, "^" + words, "^$")

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_output_that_goes_nowhere_is_a_failure(self):
        with open("/dev/full", "wb") as full:
            outcome = subprocess.run([PROGRAM, "help"], stdout=full, stderr=subprocess.PIPE,
                                     timeout=30, check=False)
        self.assertEqual(outcome.returncode, 1)


class ExplainAutn(ProgramTest):
    """The USIM has the test algorithm and K = RAND, so that AUTN is SQN and AMF, twice."""

    K = "000102030405060708090a0b0c0d0e0f"
    PROFILE = f"""vuicc: 1
iccid: "8988001234567890126"
usim:
  imsi: "001010123456789"
  xor: {{k: {K}}}
  sqn: {{initial: 0x2000, delta: 0x100, age-limit: 0x10}}
  amf: {{separation-bit: set, resynchronise: FFFF}}
isim: {{sqn: {{ind-bits: 0}}}}
"""

    def explain(self, sqn, *options, amf="8000", mac=None):
        profile = self.write("card.yaml", self.PROFILE)
        autn = sqn + amf + (mac or sqn + amf)
        return self.run_program("explain", "autn", "--profile", profile, "--rand", self.K,
                                "--autn", autn, *options)

    def text(self, *arguments, **changes):
        outcome = self.explain(*arguments, **changes)
        self.assert_ends(outcome, 0, None, "^$")
        self.assertNotIn(self.K, outcome.stdout.decode().lower())
        return outcome.stdout.decode()

    def object(self, *arguments, **changes):
        return json.loads(self.text(*arguments, "--json", **changes))

    def test_a_challenge_that_succeeds(self):
        self.assertEqual(self.text("000000002021"), """USIM with xor
MAC     right
AMF     8000: separation bit set (EPS, 5G), the profile wants it set
SQN     000000002021: SEQ 257, IND 1
array   SEQ 256 for this IND, the highest is 256; 5 bits of IND, delta 256, age limit 16
        SEQ is 1 above that of its IND, 1 above the highest
        fresh
answer  9000, DB with RES (16 octets), CK (16), IK (16)
""")

    def test_why_an_sqn_is_not_fresh(self):
        for sqn, word, reason in (("000000002001", "not-above", "is not above SEQ 256 of its IND"),
                                  ("000000004020", "too-far-ahead", "more than delta")):
            with self.subTest(word):
                answer = self.object(sqn)
                self.assertEqual((answer["status"], answer["answer"]), ("9000", "DC"))
                self.assertEqual(answer["sqn"]["freshness"], word)
                self.assertIn(reason, answer["reason"])
                self.assertEqual(answer["auts"], "0000000020000000000020000000")
                self.assertIn("DC with AUTS 0000000020000000000020000000", self.text(sqn))

    def test_a_wrong_mac_says_nothing_about_the_sqn(self):
        answer = self.object("000000002021", mac="0000000000000000")
        self.assertEqual((answer["mac"], answer["status"]), ("wrong", "9862"))
        self.assertNotIn("sqn", answer)
        self.assertNotIn("answer", answer)
        text = self.text("000000002021", mac="0000000000000000")
        self.assertRegex(text, "MAC +wrong(.|\n)*answer +9862\nwhy +the MAC in AUTN is wrong\n")
        self.assertNotIn("SQN", text)

    def test_what_amf_does(self):
        self.assertEqual(self.object("000000002021", amf="0000")["status"], "9862")
        self.assertIn("the profile wants it set", self.text("000000002021", amf="0000"))
        self.assertEqual(self.object("000000002021", amf="FFFF")["answer"], "DC")
        self.assertIn("asks to resynchronise", self.text("000000002021", amf="FFFF"))

    def test_the_isim_counts_for_itself(self):
        answer = self.object("000000000001", "--application", "ISIM")
        self.assertEqual((answer["application"], answer["answer"]), ("ISIM", "DB"))
        self.assertEqual((answer["sqn"]["seq"], answer["sqn"]["ind"]), (1, 0))

    def test_answers_as_the_card_does(self):
        profile = self.write("card.yaml", self.PROFILE)
        for sqn in ("000000002021", "000000002001"):
            expected = self.object(sqn)["answer"]
            command = "0088008122" + "10" + self.K + "10" + (sqn + "8000") * 2
            outcome = self.run_program("apdu", "--profile", profile, "--follow",
                                       "00A4040C07A0000000871002", command)
            self.assertEqual(outcome.stdout.decode().splitlines()[1][:2], expected)

    def test_apdu_says_why_the_card_asks_to_resynchronise(self):
        profile = self.write("card.yaml", self.PROFILE)
        command = "0088008122" + "10" + self.K + "10" + "0000000020018000" * 2
        outcome = self.run_program("apdu", "--profile", profile, "--follow", "--explain",
                                   "00A4040C07A0000000871002", command)
        self.assert_ends(outcome, 0, r"\nDC0E0000000020000000000020000000 9000\n    GET RESPONSE, "
                         r"the answer to AUTHENTICATE: AUTS, SQN 000000002001 \(SEQ 256, IND 1\) "
                         r"is not above SEQ 256 of its IND\n$")

    def test_wrong_usage(self):
        for options in (("--application", "SIM"), ("--rand", "00"), ("--more",)):
            with self.subTest(options):
                self.assert_ends(self.explain("000000002021", *options), 2, "^$", "vuicc explain")
        self.assert_ends(self.explain("00"), 2, "^$", "RAND has 16 octets and AUTN has 6, ")
        self.assert_ends(self.explain("zz"), 2, "^$", "--autn: character 1: ")
        self.assert_ends(self.run_program("explain", "autn", "--profile", CARD, "--rand", self.K,
                                          "--autn", self.K, "--application", "ISIM"),
                         2, "^$", "the card has no ISIM that authenticates\n")
        self.assert_ends(self.run_program("explain", "rand", "--profile", CARD, "--rand", self.K,
                                          "--autn", self.K), 2, "^$", "what can be explained")


class Apdu(ProgramTest):
    def apdu(self, *words, stdin=b""):
        return self.run_program("apdu", "--profile", CARD, *words, stdin=stdin)

    def lines(self, *words, stdin=b""):
        outcome = self.apdu(*words, stdin=stdin)
        self.assert_ends(outcome, 0, None, "^$")
        return outcome.stdout.decode().splitlines()

    def test_one_answer_a_line(self):
        lines = self.lines(SELECT_ICCID, "00 B0 00 00 0A", "00FD000000")
        self.assertEqual(lines[0], "9000")
        self.assertRegex(lines[1], r"^[0-9A-F]{20} 9000$")
        self.assertEqual(lines[2], "6D00")

    def test_device_applications_find_their_access_rules(self):
        def tlv(tag, value=""):
            return f"{tag}{len(value) // 2:02X}{value}"

        pkcs15, app = "A000000063504B43532D3135", "00112233445566778899AABBCCDDEEFF00112233"
        card = self.write("card.yaml", f"""vuicc: 1
iccid: "898800000000000001?"
access-control:
  rules:
    - {{aid: {pkcs15}, device-application: {app}, apdu: always, nfc: never}}
    - {{aid: any, apdu: [80E2000080FF0000]}}
    - {{aid: implicit, package: com.example, permissions: 0000000000000001}}
""")
        references = (tlv("E1", tlv("4F", pkcs15) + tlv("C1", app)), tlv("E1", tlv("4F") + tlv("C1")),
                      tlv("E1", tlv("C0") + tlv("C1") + tlv("CA", b"com.example".hex().upper())))
        rights = (tlv("E3", tlv("D0", "01") + tlv("D1", "00")), tlv("E3", tlv("D0", "80E2000080FF0000")),
                  tlv("E3", tlv("DB", "0000000000000001")))
        rules = "".join(tlv("E2", reference + right) for reference, right in zip(references, rights))
        specific = f"80CAFF50{len(references[0]) // 2:02X}{references[0]}00"
        unknown = "80CAFF5006E1044F00C00000"
        outcome = self.run_program("apdu", "--profile", card, "--follow",
                                   "00A4040009A00000015141434C0000", "80CAFF6000", "80CAFF4000", specific, unknown,
                                   "80CA123400", "80CADF2000", "80CAFF4010", "80CAFF6000", "80CAFF6000")
        lines = outcome.stdout.decode().splitlines()
        all_rules = tlv("FF40", rules)
        self.assertEqual(lines[:6], ["6F0B8409A00000015141434C00 9000", "6985", f"{all_rules} 9000",
                                     f"{tlv('FF50', rights[0])} 9000", "FF5000 9000", "6A88"])
        self.assertRegex(lines[6], "^DF2008[0-9A-F]{16} 9000$")
        self.assertEqual(lines[7:], [f"{all_rules[:32]} 9000", f"{all_rules[32:]} 9000", "6985"])

    def test_lines_are_answered_as_arguments_are(self):
        stdin = f"# a comment\n\n  \t\n{SELECT_ICCID}\r\n  {READ_ICCID.lower()}\n".encode()
        self.assertEqual(self.lines(stdin=stdin), self.lines(SELECT_ICCID, READ_ICCID))

    def test_a_script_can_wait_for_every_answer(self):
        with subprocess.Popen([PROGRAM, "apdu", "--profile", str(CARD)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as card:
            for command, answer in ((SELECT_ICCID, "9000\n"), ("00FD000000", "6D00\n")):
                card.stdin.write(command + "\n")
                card.stdin.flush()
                self.assertEqual(card.stdout.readline(), answer)
            card.stdin.close()
            self.assertEqual(card.wait(timeout=15), 0)

    def test_follows_61_and_6c_on_the_same_channel(self):
        announced = self.lines("0070000001", "01A40004023F00")
        self.assertEqual(announced[0], "01 9000")
        self.assertRegex(announced[1], "^61..$")
        followed = self.lines("--follow", "0070000001", "01A40004023F00")
        self.assertRegex(followed[1], "^62[0-9A-F]+ 9000$")
        self.assertEqual(len(followed[1].split()[0]), 2 * int(announced[1][2:], 16))
        self.assertRegex(self.lines(SELECT_ICCID, "00B00000FF")[1], "^6C0A$")
        self.assertEqual(self.lines("--follow", SELECT_ICCID, "00B00000FF"),
                         self.lines(SELECT_ICCID, READ_ICCID))

    def test_explains_refusals(self):
        lines = self.lines("--explain", SELECT_ICCID, "00D6000001AA")
        self.assertEqual(lines[2], "6982")
        self.assertRegex(lines[3], r"^    UPDATE BINARY on EF\.ICCID: EF\.ARR \(2F06\) record \d+ says `update: never`$")
        lines = self.lines("--explain", "00A4040C07A0000000871002", "00D6870001AA")
        self.assertRegex(lines[3], r"^    UPDATE BINARY on EF\.IMSI: needs ADM1 \(0A\): EF\.ARR \(6F06\) record \d+ "
                                   r"says `update: ADM1`; ADM1 has not been verified \(3 tries left\)$")

    def test_explains_what_get_response_fetches(self):
        select = "00A40004023F00"
        self.assertEqual(self.lines("--explain", "--follow", select)[1],
                         "    GET RESPONSE, the answer to SELECT on MF")
        size = self.lines(select)[0][2:]
        lines = self.lines("--explain", select, "00C00000" + size, "00C00000" + size)
        self.assertEqual(lines[1], "    SELECT on MF")
        self.assertEqual(lines[3:], ["    GET RESPONSE, the answer to SELECT on MF", "6F00",
                                     "    GET RESPONSE: nothing is waiting to be fetched"])

    def test_follows_and_explains_the_gsm_class(self):
        card = self.write("sim.yaml", 'vuicc: 1\niccid: "8988001234567890126"\n'
                          'behaviour: {classes: gsm}\n')
        outcome = self.run_program("apdu", "--profile", card, "--follow", "--explain",
                                   "A0A40000023F00")
        self.assert_ends(outcome, 0, r"^000000003F00\w+ 9000\n    GET RESPONSE, the answer to SELECT on MF\n$")

    def test_explains_which_key_a_pin_command_is_about(self):
        lines = self.lines("--explain", "0020000100", "0020000308" + "FF" * 8, "00200001")
        self.assertEqual(lines[:2], ["63C3", "    VERIFY PIN (PIN1): 3 tries left"])
        self.assertEqual(lines[3], "    VERIFY PIN (PIN3): no key 03 in this application")
        profile = self.write("pin.yaml", 'vuicc: 1\niccid: "8988001234567890126"\npins:\n'
                             '  PIN1: {value: "1234", puk: "12345678", enabled: true}\n')
        self.assertEqual(self.lines("--explain", "0020005500"),
                         ["6A86", "    VERIFY PIN (key 55): P2 55 is no key reference"])
        wrong = "0020000108" + b"9999".hex() + "FFFFFFFF"
        outcome = self.run_program("apdu", "--profile", profile, "--explain", wrong, wrong)
        self.assert_ends(outcome, 0, r"wrong, 2 tries left\n63C1\n.*wrong, 1 try left\n$")

    def test_a_seed_makes_challenges_repeatable(self):
        challenge = "0084000010"
        first, again = (self.lines("--seed", "7", challenge) for _ in range(2))
        self.assertEqual(first, again)
        self.assertNotEqual(first, self.lines("--seed", "8", challenge))
        self.assertNotEqual(self.lines(challenge), self.lines(challenge))

    def test_forgets_everything_at_the_end(self):
        wrong_pin = "0020000108" + b"9999".hex() + "FFFFFFFF"
        self.assertEqual(self.lines(wrong_pin), self.lines(wrong_pin))

    def test_malformed_arguments_are_located_after_the_answers_so_far(self):
        outcome = self.apdu(SELECT_ICCID, "00B0 00G0 0A", SELECT_ICCID)
        self.assert_ends(outcome, 2, "^9000\n$", r"^argument 2: .*hexadecimal")

    def test_malformed_lines_are_located_after_the_answers_so_far(self):
        outcome = self.apdu(stdin=f"{SELECT_ICCID}\n# x\n00B0 00G0\n{SELECT_ICCID}\n".encode())
        self.assert_ends(outcome, 2, "^9000\n$", "^stdin:3:8: .*hexadecimal")

    def test_malformed_apdus_are_the_cards_business(self):
        self.assertEqual(self.lines("00", "00A4000C05AA"), ["6700", "6700"])

    def test_a_bad_profile_is_no_card(self):
        outcome = self.run_program("apdu", "--profile", self.broken_profile(), SELECT_ICCID)
        self.assert_ends(outcome, 2, "^$", "broken.yaml:2:8")


class Profile(ProgramTest):
    def test_a_good_one_is_summed_up(self):
        outcome = self.run_program("profile", "check", CARD)
        self.assert_ends(outcome, 0, r"ICCID \d{18,20}\D.*IMSI \d{14,15}\D.*\d+ files\n$", "^$")

    def test_bad_ones_do_not_hide_good_ones(self):
        outcome = self.run_program("profile", "check", self.broken_profile(), CARD)
        self.assert_ends(outcome, 2, "ICCID", r"broken\.yaml:2:8: .+\n(.|\n)*broken\.yaml:3:1: ")

    def test_the_tree_names_the_files(self):
        outcome = self.run_program("profile", "tree", CARD)
        self.assert_ends(outcome, 0, r"MF +3F00\n(.|\n)*EF\.ICCID +2FE2(.|\n)*EF\.IMSI +6F07", "^$")
        self.assert_ends(self.run_program("profile", "tree", self.broken_profile()), 2, "^$")


class ProfileExport(ProgramTest):
    def test_loads_to_the_same_card(self):
        exported = self.folder / "exported.yaml"
        outcome = self.run_program("profile", "export", "--profile", CARD, "--with-secrets",
                                   "--output", exported)
        self.assert_ends(outcome, 0, "^$", "^$")
        again = self.run_program("profile", "export", "--profile", exported, "--with-secrets")
        self.assert_ends(again, 0, "vuicc: 1", "^$")
        self.assertEqual(exported.read_bytes(), again.stdout)
        trees = [self.run_program("profile", "tree", card).stdout for card in (CARD, exported)]
        self.assertEqual(*trees)

    def test_leaves_secrets_out_and_says_so(self):
        outcome = self.run_program("profile", "export", "--profile", CARD)
        self.assert_ends(outcome, 0, "^# Exported without secrets(.|\n)*usim/milenage/k\n",
                         r"^\d+ secrets have placeholders")
        self.assertNotIn(b"465b5ce8", outcome.stdout.lower())
        self.assert_ends(self.run_program("profile", "check", self.write("x.yaml", outcome.stdout.decode())),
                         0, "ICCID", "^$")

    def test_is_valid_for_editors(self):
        schema = json.loads((PROJECT / "profiles/schema/profile.schema.json").read_text())
        dump = PROJECT / "tests/vectors/fsdump/sysmo_isim.json"
        for words in (("export", "--profile", CARD), ("import", "fsdump", dump)):
            with self.subTest(words=words):
                text = self.run_program("profile", *words).stdout
                jsonschema.validate(yaml.safe_load(text), schema)

    def test_of_a_bad_profile_is_none(self):
        outcome = self.run_program("profile", "export", "--profile", self.broken_profile())
        self.assert_ends(outcome, 2, "^$", "broken.yaml:2:8")

    def test_that_cannot_be_written_is_a_failure(self):
        outcome = self.run_program("profile", "export", "--profile", CARD,
                                   "--output", self.folder / "no" / "such" / "folder")
        self.assert_ends(outcome, 1, "^$", "cannot be written")


    def test_does_not_write_over_the_profile_that_is_read(self):
        card = self.write("card.yaml", CARD.read_text())
        (self.folder / "link.yaml").symlink_to(card)
        for output in (card, self.folder / "link.yaml"):
            outcome = self.run_program("profile", "export", "--profile", card, "--output", output)
            self.assert_ends(outcome, 2, "^$", f"{output} is the profile that is read; "
                                               "name another file\n")
        self.assertEqual(card.read_text(), CARD.read_text())


class ProfileImport(ProgramTest):
    DUMPS = sorted((PROJECT / "tests/vectors/fsdump").glob("*.json"))

    def test_makes_profiles_that_load(self):
        self.assertGreaterEqual(len(self.DUMPS), 3)
        for dump in self.DUMPS:
            with self.subTest(dump.name):
                card, report = self.folder / "card.yaml", self.folder / "report.txt"
                outcome = self.run_program("profile", "import", "fsdump", dump, "--output", card,
                                           "--report", report)
                self.assert_ends(outcome, 0, "^$", r"^\d+ files, \d+ of them with contents")
                self.assertEqual(report.read_bytes(), outcome.stderr)
                self.assert_ends(self.run_program("profile", "check", card), 0, "ICCID", "^$")

    def test_its_card_answers_as_the_dumped_one(self):
        dump = PROJECT / "tests/vectors/fsdump/sysmo_isim.json"
        card = self.folder / "card.yaml"
        self.run_program("profile", "import", "fsdump", dump, "--output", card)
        fcp = json.loads(dump.read_text())["files"]["MF/EF.ICCID"]["fcp_raw"].upper()
        outcome = self.run_program("apdu", "--profile", card, "--follow", "00A40004022FE2")
        self.assert_ends(outcome, 0, f"^{fcp} ?9000$", "^$")

    def test_standard_input_is_a_dump_as_well(self):
        outcome = self.run_program("profile", "import", "fsdump", "-",
                                   stdin=self.DUMPS[0].read_bytes())
        self.assert_ends(outcome, 0, "vuicc: 1", "files")

    def test_what_is_no_dump_is_refused_with_its_place(self):
        for text, reason in (("{", "1:2: this is no JSON: unexpected end of input; expected string literal"),
                             ('{"files": {"MF/EF.X": {"body": "0"}}}', "files/MF/EF.X: body: ")):
            outcome = self.run_program("profile", "import", "fsdump", self.write("x.json", text))
            self.assert_ends(outcome, 2, "^$", "x.json: " + reason)
        outcome = self.run_program("profile", "import", "fsdump", self.folder)
        self.assert_ends(outcome, 2, "^$", "there is no such file")

    def test_does_not_write_over_the_dump_that_is_read(self):
        dump = self.write("dump.json", self.DUMPS[0].read_text())
        for option in ("--output", "--report"):
            outcome = self.run_program("profile", "import", "fsdump", dump, option, dump)
            self.assert_ends(outcome, 2, "^$", "dump.json is the dump that is read; "
                                               "name another file\n")
        self.assertEqual(dump.read_text(), self.DUMPS[0].read_text())


class Run(ProgramTest):
    SCENARIO = PROJECT / "profiles/scenarios/pin/wrong-pin-once.yaml"

    def test_does_not_write_over_the_scenario_that_is_read(self):
        text = self.SCENARIO.read_text().replace("../../cards", str(PROJECT / "profiles/cards"))
        scenario = self.write(self.SCENARIO.name, text)
        for words in (("--junit", scenario), ("--json", scenario), ("--trace", f"text:{scenario}"),
                      ("--trace", f"jsonl:{self.folder}/{{scenario}}.yaml")):
            with self.subTest(words=words):
                outcome = self.run_program("run", "--sandbox", scenario, *words)
                self.assert_ends(outcome, 2, "^$", f"{scenario} is the scenario that is read; "
                                                   "name another file\n")
                self.assertEqual(scenario.read_text(), text)


class DmDecode(ProgramTest):
    ODF = "A706300404025207"  # data objects: a path to 5207

    def test_hexadecimal_octets_and_standard_input_are_the_same(self):
        expected = self.run_program("dm", "decode", self.ODF)
        self.assert_ends(expected, 0, "5207", "^$")
        text = self.write("odf.hex", "A706 3004\n04025207\n")
        octets = self.folder / "odf.bin"
        octets.write_bytes(bytes.fromhex(self.ODF))
        for words, stdin in (((text,), b""), ((octets,), b""), (("-",), octets.read_bytes())):
            outcome = self.run_program("dm", "decode", *words, stdin=stdin)
            self.assertEqual(outcome.stdout, expected.stdout, words)

    def test_malformed_content_is_refused_with_offset_and_reason(self):
        self.assert_ends(self.run_program("dm", "decode", self.ODF[:-2]), 2, "^$",
                         r"^vuicc dm: offset \d+: .+\n$")

    def test_what_is_no_input_is_refused(self):
        for word in ("XY", "ABC", "/no/such/file", self.folder, ""):
            with self.subTest(word=word):
                self.assert_ends(self.run_program("dm", "decode", word), 2, "^$", "^vuicc dm: ")

    def test_a_file_of_a_profile_is_named_as_the_tree_names_it(self):
        names = ("EF.LwM2M_Bootstrap", "ef.lwm2m_bootstrap", "6432", "7F50/6432", "3F00/7F50/6432",
                 "MF/7F50/EF.LwM2M_Bootstrap")
        first, *others = (self.run_program("dm", "decode", "--profile", CARD, name).stdout
                          for name in names)
        self.assertRegex(first.decode(), r"^LwM2M bootstrap(.|\n)*coaps://dm\.example:5684")
        self.assertEqual(others, [first] * len(others))

    def test_a_file_of_a_profile_hides_its_secrets_too(self):
        words = ("dm", "decode", "--profile", CARD, "EF.DM_Bootstrap")
        self.assertNotIn(b"OhBehave", self.run_program(*words).stdout)
        self.assertIn(b"OhBehave", self.run_program(*words, "--show-secrets").stdout)

    def test_a_file_that_a_profile_has_not_or_has_twice_is_refused(self):
        for name, errors in (("EF.Nothing", "no EF EF.Nothing"), ("7F50", "no EF 7F50"),
                             ("", "no EF "), ("3F00/3F00/7F50/6432", "no EF 3F00/3F00"),
                             ("/", "no EF /"), ("-", "no EF -"),
                             ("EF.ARR", "several files: (.*, )?MF/EF.ARR")):
            with self.subTest(name=name):
                outcome = self.run_program("dm", "decode", "--profile", CARD, name)
                self.assert_ends(outcome, 2, "^$", rf"^vuicc dm: .*default\.yaml: .*{errors}")

    def test_a_file_without_bootstrap_data_is_refused(self):
        outcome = self.run_program("dm", "decode", "--profile", CARD, "EF.ICCID")
        self.assert_ends(outcome, 2, "^$", r"^vuicc dm: offset \d+: .+\n$")

    def test_a_bad_profile_has_no_files(self):
        outcome = self.run_program("dm", "decode", "--profile", self.broken_profile(), "EF.ODF")
        self.assert_ends(outcome, 2, "^$", "broken.yaml:2:8")

    def test_an_unknown_option_is_named(self):
        for option in ("--secrets", "--show", "-x"):
            with self.subTest(option=option):
                self.assert_ends(self.run_program("dm", "decode", option, self.ODF), 2, "^$",
                                 f"^vuicc dm: .*{option}")

    def test_a_file_of_odd_digits_is_not_taken_for_octets(self):
        outcome = self.run_program("dm", "decode", self.write("odd", "A70\n"))
        self.assert_ends(outcome, 2, "^$", "two hexadecimal digits")


if __name__ == "__main__":
    unittest.main(verbosity=2)
