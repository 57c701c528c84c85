"""The PKCS#15 application and the bootstrap files through OpenSC's PKCS#15 and PKCS#11 tools."""

import re
import unittest

import bootstrap_files as files
import card_profile
import sandbox
from card_daemon import PROJECT, CardDaemon, vuicc
from card_trace import CardTrace, commands
from pcsc import Context
from processes import run
from reader import READERS, PcscService

WITH_UICC = {"OPENSC_CONF": str(PROJECT / "daemon/session/opensc.conf")}
PKCS11_MODULE = "opensc-pkcs11.so"
BOOTSTRAP_OIDS = (files.LWM2M_OID, files.DM_OID, files.CP_OID)


def tool(program, *arguments):
    return run([program, *arguments], environment=WITH_UICC).must_succeed()


def shown_objects(text):
    """{OID: (label, path)} of what pkcs15-tool lists."""
    blocks = re.findall(r"Data object '(.*)'\n((?:\t.*\n| +.*\n)+)", text)
    return {
        _field(block, "applicationOID"): (label, _field(block, "Path")) for label, block in blocks
    }


def _field(block, name):
    return re.search(rf"\t{name}: *(\S*)", block)[1]


def pin_for(entry):
    return ("--verify-pin", "--pin", card_profile.PIN1) if entry.private else ()


class CardFiles:
    """The files of the PKCS#15 application, read with plain APDUs."""

    def __init__(self):
        with Context() as context:
            self._connection = context.connect(READERS[0])
            self.odf = self._read(b"\x50\x31")
            self.dodf = self._read(files.odf_paths(self.odf)[0])
            self.objects = {entry.oid: entry for entry in files.data_objects(self.dodf)}
            self.contents = {oid: self._read(entry.path) for oid, entry in self.objects.items()}
            self._connection.disconnect()

    def _read(self, path):
        self._ok(bytes.fromhex(f"00A4040C0C{card_profile.PKCS15_AID}"))
        status = self._connection.transmit(b"\x00\xa4\x00\x04\x02" + path[-2:])
        fcp = self._ok(b"\x00\xc0\x00\x00" + status[-1:])
        size = int.from_bytes(dict(files.tlv_list(dict(files.tlv_list(fcp))[0x62]))[0x80], "big")
        content = b""
        while len(content) < size:
            count = min(255, size - len(content))
            position = len(content).to_bytes(2, "big")
            content += self._ok(b"\x00\xb0" + position + bytes([count]))
        return content

    def _ok(self, command):
        answer = self._connection.transmit(command)
        assert answer[-2:] == b"\x90\x00", f"{command.hex()}: {answer.hex()}"
        return answer[:-2]


class Pkcs15(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        service = cls.enterClassContext(PcscService())
        cls.enterClassContext(CardDaemon(card_profile.DEFAULT))
        service.wait_for_card()
        cls.card = CardFiles()

    def test_the_directory_names_the_three_families(self):
        for oid in BOOTSTRAP_OIDS:
            self.assertIn(oid, self.card.objects)

    def test_dump_succeeds_and_shows_every_object(self):
        shown = shown_objects(tool("pkcs15-tool", "--dump").text)
        self.assertEqual(sorted(shown), sorted(self.card.objects))

    def test_lists_the_applications(self):
        text = tool("pkcs15-tool", "--list-applications").text
        self.assertIn(f"AID: {card_profile.PKCS15_AID}", text)
        self.assertIn(f"AID: {card_profile.USIM_AID}", text)

    def test_lists_label_oid_and_path_of_each_object(self):
        shown = shown_objects(tool("pkcs15-tool", "--list-data-objects").text)
        for oid, entry in self.card.objects.items():
            label, path = shown[oid]
            self.assertEqual(label, entry.label)
            self.assertTrue(path.endswith(entry.path[-2:].hex()), path)

    def test_reads_each_object_by_label_and_by_oid(self):
        for oid, entry in self.card.objects.items():
            for name in (entry.label, oid):
                with self.subTest(name=name):
                    arguments = ("--read-data-object", name, "--raw", *pin_for(entry))
                    content = tool("pkcs15-tool", *arguments).output
                    self.assertEqual(content, self.card.contents[oid])

    def test_the_lwm2m_file_holds_security_and_server_accounts(self):
        objects = files.lwm2m_objects(self.card.contents[files.LWM2M_OID])
        security, server = objects[0], objects[1]
        for account in security.values():
            self.assertRegex(account[0].decode(), r"^coaps?://")
        accounts = [a for a in security.values() if a.get(1) != b"\1"]
        self.assertEqual(sorted(a[10] for a in accounts), sorted(s[0] for s in server.values()))

    def test_the_dm_file_is_a_bootstrap_message_with_an_account(self):
        xml = files.wbxml_to_xml(self.card.contents[files.DM_OID])
        self.assertRegex(xml, r"<SyncML")
        self.assertIn("./Inbox", xml)
        self.assertRegex(xml, r"urn:oma:mo:oma-dm-dmacc:1\.\d")
        self.assertIn("<Value>w7</Value>", re.sub(r"\s+", "", xml))

    def test_the_cp_file_is_a_provisioning_document_with_a_w7_application(self):
        xml = files.wbxml_to_xml(self.card.contents[files.CP_OID])
        self.assertRegex(xml, r"<wap-provisioningdoc")
        self.assertRegex(xml, r'name="APPID"\s+value="w7"')

    def test_the_wbxml_files_are_the_same_after_a_round_trip(self):
        for oid in (files.DM_OID, files.CP_OID):
            xml = files.wbxml_to_xml(self.card.contents[oid])
            self.assertEqual(files.wbxml_to_xml(files.xml_to_wbxml(xml)), xml)

    def test_the_command_line_tool_decodes_what_the_clients_read(self):
        for oid in BOOTSTRAP_OIDS:
            text = vuicc("dm", "decode", self.card.contents[oid].hex()).must_succeed().text
            self.assertRegex(text, r"(coaps?|https?)://")

    def test_pkcs11_shows_the_token_and_its_data(self):
        text = tool("pkcs11-tool", "--module", PKCS11_MODULE, "-L", "-O", "--type", "data").text
        self.assertRegex(text, r"token model *: PKCS#15")
        for oid, entry in self.card.objects.items():
            if not entry.private:
                self.assertIn(f"label:          '{entry.label}'", text)
                self.assertIn(f"app_id:         {oid}", text)

    def test_pkcs11_reads_the_same_octets(self):
        for oid, entry in self.card.objects.items():
            if entry.private:
                continue
            target = sandbox.new_folder() / "object"
            tool(
                "pkcs11-tool", "--module", PKCS11_MODULE, "--read-object", "--type", "data",
                "--label", entry.label, "--output-file", str(target),
            )
            self.assertEqual(target.read_bytes(), self.card.contents[oid])


class PrivateObjects(unittest.TestCase):
    """Bootstrap files that only PIN1 opens."""

    @classmethod
    def setUpClass(cls):
        service = cls.enterClassContext(PcscService())
        profile = card_profile.profile_variant(pin_enabled=True, private_bootstrap=True)
        cls.enterClassContext(CardDaemon(profile))
        service.wait_for_card()

    def read(self, *arguments):
        command = ["pkcs15-tool", "--read-data-object", files.LWM2M_OID, "--raw", *arguments]
        return run(command, environment=WITH_UICC)

    def test_stay_closed_without_the_pin(self):
        self.assertNotEqual(self.read().status, 0)

    def test_open_with_the_pin(self):
        content = self.read("--verify-pin", "--pin", card_profile.PIN1).must_succeed().output
        self.assertIn(0, files.lwm2m_objects(content))

    def test_are_listed_with_the_pin_that_opens_them(self):
        text = tool("pkcs15-tool", "--dump").text
        self.assertRegex(text, r"PIN \[.+\]")
        self.assertEqual(text.count("Auth ID:"), len(BOOTSTRAP_OIDS))


class Layouts(unittest.TestCase):
    """Other ways into the application, and other directories in it."""

    MORE = (
        "  objects:\n"
        "    - {fid: 6440, label: Announced, oid: 1.2.3.4, form: oid, text: by its OID}\n"
        "    - {fid: 6441, label: Opaque, oid: 1.2.3.5, text: opaque}\n"
    )

    @classmethod
    def setUpClass(cls):
        cls.service = cls.enterClassContext(PcscService())

    def listed(self, section):
        """What pkcs15-tool finds on a card with more in its section dm, and its SELECTs."""
        profile = sandbox.new_folder("profile-") / "card.yaml"
        text = card_profile.DEFAULT.read_text()
        profile.write_text(text.replace("\ndm:\n", f"\ndm:\n{section}"))
        trace = CardTrace()
        with CardDaemon(profile, options=trace.options):
            self.service.wait_for_card()
            shown = shown_objects(tool("pkcs15-tool", "--list-data-objects").text)
        self.service.wait_for_card(present=False)
        selects = commands(trace.of_clients(), "SELECT")
        self.assertEqual({one["status"][:2] for one in selects} - {"61"}, {"90"})
        return shown, [one["command"][4:6] + " " + one["command"][10:] for one in selects]

    def test_a_client_follows_the_path_in_the_directory(self):
        shown, selects = self.listed("")
        self.assertEqual(sorted(shown), sorted(BOOTSTRAP_OIDS))
        self.assertIn("08 7F50503100", selects)
        self.assertNotIn(f"04 {card_profile.PKCS15_AID}", selects)

    def test_without_a_path_it_selects_by_name_and_goes_on_from_there(self):
        shown, selects = self.listed("  path: none\n")
        self.assertEqual(sorted(shown), sorted(BOOTSTRAP_OIDS))
        pairs = list(zip(selects, selects[1:]))
        self.assertIn((f"04 {card_profile.PKCS15_AID}", "09 503100"), pairs)

    def test_entries_that_it_does_not_understand_come_last(self):
        shown, _ = self.listed(self.MORE)
        self.assertEqual(sorted(shown), sorted((*BOOTSTRAP_OIDS, "1.2.3.5")))

    def test_it_finds_nothing_behind_such_an_entry(self):
        shown, _ = self.listed("  order: as-given\n" + self.MORE)
        self.assertEqual(shown, {})


if __name__ == "__main__":
    sandbox.main()
