"""What real clients demand of a card, one test for each demand; docs/clients.md lists them."""

import unittest

import card_profile
import large_card
import sandbox
from bootstrap_files import tlv_list
from card_daemon import PROJECT, CardDaemon
from vpcd_host import VpcdHost

DONE = "9000"
NOT_FOUND = "6a82"
MF, EF_DIR, EF_ICCID, EF_IMSI, EF_AD = "3F00", "2F00", "2FE2", "6F07", "6FAD"
USIM_AID, PKCS15_AID = card_profile.USIM_AID, card_profile.PKCS15_AID
LARGEST_FCP = 98
VERIFY_PIN1 = "002000010831323334FFFFFFFF"


def data_objects(fcp):
    """The objects inside a 62 template."""
    ((tag, value),) = tlv_list(fcp)
    assert tag == 0x62, fcp.hex()
    return tlv_list(value)


class Demands(unittest.TestCase):
    PROFILE = {}

    @classmethod
    def profile(cls):
        return card_profile.profile_variant(**cls.PROFILE) if cls.PROFILE else card_profile.DEFAULT

    @classmethod
    def setUpClass(cls):
        host = cls.enterClassContext(VpcdHost())
        cls.enterClassContext(CardDaemon(cls.profile()))
        cls.slot = cls.enterClassContext(host.accept())

    def setUp(self):
        self.atr = self.slot.power_on()

    def status(self, command):
        return self.slot.transmit(command)[-2:].hex()

    def data(self, command):
        """The data of a command that must succeed, fetched as a T=0 client does."""
        answer = self.slot.exchange(command)
        self.assertEqual(answer[-2:].hex(), DONE, command)
        return answer[:-2]

    def select(self, fid, p1="00", p2="04", channel=0):
        return self.data(f"{channel:02X}A4{p1}{p2}{len(fid) // 2:02X}{fid}")

    def select_usim(self, channel=0):
        return self.select(USIM_AID, p1="04", channel=channel)


class Transport(Demands):
    def test_the_atr_offers_t0_first_and_has_a_right_checksum(self):
        offers = []
        position, interface = 1, self.atr[1] >> 4
        while interface:
            position += bin(interface).count("1")
            if not interface & 8:
                break
            offers.append(self.atr[position] & 0x0F)
            interface = self.atr[position] >> 4
        self.assertEqual(offers[0], 0)
        checksum = 0
        for octet in self.atr[1:]:
            checksum ^= octet
        self.assertEqual(checksum, 0)

    def test_a_case_4_command_announces_its_response(self):
        for command in (f"00A4000402{MF}", f"00A4000402{MF}00", f"00A4000402{MF}FF"):
            answer = self.slot.transmit(command)
            self.assertEqual((len(answer), answer[0]), (2, 0x61), command)
            response = self.slot.transmit(f"00C00000{answer[1]:02X}")
            self.assertEqual(response[-2:].hex(), DONE)
            self.assertEqual(len(response), answer[1] + 2)

    def test_the_response_waits_on_the_channel_of_the_command(self):
        self.data("0070000001")
        answer = self.slot.transmit(f"01A4000402{MF}")
        self.assertEqual(answer[0], 0x61)
        self.assertEqual(self.slot.transmit(f"01C00000{answer[1]:02X}")[-2:].hex(), DONE)

    def test_a_response_is_gone_after_another_command(self):
        length = self.slot.transmit(f"00A4000402{MF}")[1]
        self.status(f"00A4000C02{EF_ICCID}")
        self.assertNotEqual(self.status(f"00C00000{length:02X}"), DONE)

    def test_a_wrong_le_is_corrected(self):
        self.select(EF_DIR)
        answer = self.slot.transmit("00B20104FF")
        self.assertEqual((len(answer), answer[0]), (2, 0x6C))
        record = self.slot.transmit(f"00B20104{answer[1]:02X}")
        self.assertEqual((len(record) - 2, record[-2:].hex()), (answer[1], DONE))

    def test_le_00_reads_the_whole_file_or_record(self):
        self.select(EF_ICCID)
        self.assertEqual(self.data("00B0000000"), card_profile.iccid_content())
        self.select(EF_DIR)
        self.assertEqual(self.data("00B2010400")[0], 0x61)

    def test_the_directory_ends(self):
        self.select(EF_DIR)
        number = 1
        while (status := self.status(f"00B2{number:02X}0400")) != "6a83":
            self.assertEqual(status, DONE)
            number += 1
            self.assertLess(number, 20)
        self.assertGreaterEqual(number, 3)

    def test_unknown_commands_and_classes_are_told_apart(self):
        self.assertEqual(self.status("00FD000000"), "6d00")
        self.assertEqual(self.status("20A4000402" + MF), "6e00")
        self.assertEqual(self.status("80AA000005A903830180"), DONE)

    def test_a_terminal_may_tell_its_capabilities_first(self):
        self.slot.reset()
        self.assertEqual(self.status("80AA000005A903830180"), DONE)

    def test_no_command_of_the_card_is_announced_before_terminal_profile(self):
        for command in (f"00A4000402{MF}", "80F2000000", "0020000100", f"00A4000C02{EF_ICCID}",
                        "00B000000A", "0070000001", f"00A404040C{PKCS15_AID}"):
            self.assertNotEqual(self.status(command)[:2], "91", command)


class Select(Demands):
    def test_every_way_to_ask_for_the_fcp(self):
        by_fcp = self.select(EF_ICCID)
        self.assertEqual(self.select(EF_ICCID, p2="00"), by_fcp)
        self.assertEqual(self.status(f"00A4000C02{EF_ICCID}"), DONE)

    def test_by_full_and_by_truncated_aid(self):
        fcp = self.select(USIM_AID, p1="04")
        full = dict(data_objects(fcp))[0x84]
        self.assertGreater(len(full), len(USIM_AID) // 2)
        self.assertEqual(self.select(full.hex(), p1="04"), fcp)
        self.assertEqual(self.select(PKCS15_AID, p1="04", p2="00")[:1], b"\x62")

    def test_by_path_from_the_mf(self):
        self.select_usim()
        fcp = self.select(EF_ICCID, p1="08")
        self.assertEqual(dict(data_objects(fcp))[0x83].hex(), EF_ICCID.lower())
        self.assertEqual(self.select(EF_DIR, p1="08", p2="00")[:1], b"\x62")

    def test_by_path_within_the_current_application(self):
        self.select_usim()
        self.select(MF)
        fcp = self.select(f"7FFF{EF_AD}", p1="08")
        self.assertEqual(dict(data_objects(fcp))[0x83].hex(), EF_AD.lower())

    def test_by_path_from_the_current_directory(self):
        self.select(PKCS15_AID, p1="04")
        fcp = self.select("5031", p1="09", p2="00")
        self.assertEqual(dict(data_objects(fcp))[0x83].hex(), "5031")

    def test_what_is_not_there_is_not_found(self):
        for command in ("00A40004026F99", "00A4040407A0000000871099", "00A40804042F997F99",
                        "00A40904026F99"):
            self.assertEqual(self.status(command), NOT_FOUND, command)

    def test_no_application_is_current_after_a_reset(self):
        self.select_usim()
        self.slot.reset()
        self.assertEqual(self.status(f"00A4080404 7FFF{EF_AD}"), NOT_FOUND)
        self.assertEqual(self.status("00A40004027FFF"), NOT_FOUND)


class FileControlParameters(Demands):
    def test_of_the_large_directories_are_small(self):
        for fcp in (self.select(MF), self.select_usim()):
            self.assertLess(len(fcp), LARGEST_FCP)
            self.assertEqual(fcp[1], len(fcp) - 2)

    def test_of_a_record_file(self):
        objects = dict(data_objects(self.select(EF_DIR)))
        self.assertEqual(len(objects[0x82]), 5)
        size = int.from_bytes(objects[0x82][2:4], "big") * objects[0x82][4]
        self.assertEqual(int.from_bytes(objects[0x80], "big"), size)
        self.assertTrue({0x8B, 0x8C} & objects.keys())

    def test_of_a_transparent_file(self):
        objects = dict(data_objects(self.select(EF_ICCID)))
        self.assertNotIn(0xC6, objects) # some modems choke on it
        self.assertEqual(int.from_bytes(objects[0x80], "big"), 10)
        self.assertTrue({0x8B, 0x8C} & objects.keys())

    def test_tell_that_pin_1_is_disabled(self):
        self.assertFalse(self.pin_1_enabled(self.select_usim()))

    def pin_1_enabled(self, fcp):
        tag, value = tlv_list(dict(data_objects(fcp))[0xC6])[0]
        self.assertEqual(tag, 0x90)
        return bool(value[0] & 0x80)


class EnabledPin(FileControlParameters):
    PROFILE = {"pin_enabled": True}

    def test_tell_that_pin_1_is_disabled(self):
        self.assertTrue(self.pin_1_enabled(self.select_usim()))

    def test_verify_without_data_tells_the_attempts(self):
        self.select_usim()
        self.assertEqual(self.status("0020000100"), "63c3")
        self.assertEqual(self.status("00200001"), "63c3")

    def test_verify_takes_eight_octets_filled_with_ff(self):
        self.select_usim()
        self.select(EF_IMSI)
        self.assertEqual(self.status("00B0000009"), "6982")
        self.assertEqual(self.status("00200001083132333435FFFFFF"), "63c2")
        self.assertEqual(self.status(VERIFY_PIN1), DONE)
        self.assertEqual(self.status("00B0000009"), DONE)

    def test_a_right_pin_restores_the_attempts(self):
        self.select_usim()
        self.assertEqual(self.status("00200001083132333435FFFFFF"), "63c2")
        self.assertEqual(self.status(VERIFY_PIN1), DONE)
        self.slot.reset()
        self.select_usim()
        self.assertEqual(self.status("0020000100"), "63c3")


class LargeCard(FileControlParameters):
    """Many files and applications, of which each has PINs of its own, make no FCP longer."""

    @classmethod
    def profile(cls):
        return large_card.write()

    def test_of_every_application_are_small(self):
        for aid in (large_card.ISIM_AID, large_card.HPSIM_AID, PKCS15_AID):
            self.assertLess(len(self.select(aid, p1="04")), LARGEST_FCP)

    def test_the_directory_names_every_application(self):
        self.select(EF_DIR)
        number, names = 1, []
        while self.status(f"00B2{number:02X}0400") == DONE:
            entry = tlv_list(self.data(f"00B2{number:02X}0400"))[0][1]
            names.append(dict(tlv_list(entry))[0x4F].hex().upper())
            number += 1
        for aid in (USIM_AID, PKCS15_AID, large_card.ISIM_AID, large_card.HPSIM_AID):
            self.assertEqual(len([name for name in names if name.startswith(aid)]), 1, names)


class OtherAtr(Demands):
    PROFILE = {"atr": "3B9F96801F878031E073FE211B674A357530350259C4"}

    def test_the_profile_may_give_the_whole_atr(self):
        self.assertEqual(self.atr.hex().upper(), self.PROFILE["atr"])


class PinStatusInFiles(Demands):
    PROFILE = {"pin_status_in_ef": True}

    def test_some_modems_want_the_pin_status_in_the_fcp_of_files(self):
        self.assertIn(0xC6, dict(data_objects(self.select(EF_ICCID))))


class T1Dialect(Demands):
    PROFILE = {"dialect": "t1"}

    def test_responses_come_at_once(self):
        answer = self.slot.transmit(f"00A4000402{MF}00")
        self.assertEqual((answer[0], answer[-2:].hex()), (0x62, DONE))


class Channels(Demands):
    def test_every_spelling_of_manage_channel(self):
        self.assertEqual(self.slot.transmit("0070000001").hex(), "01" + DONE)
        self.assertEqual(self.status("0070000000")[:4], "6c01")
        self.assertEqual(self.slot.transmit("0070000001").hex(), "02" + DONE)
        self.assertEqual(self.status("00708002"), DONE)
        self.assertEqual(self.status("01708001"), DONE)
        self.assertEqual(self.status(f"01A4000C02{MF}"), "6881")
        self.assertEqual(self.slot.transmit("0070000001").hex(), "01" + DONE)
        self.assertEqual(self.status("00708001"), DONE)

    def test_three_channels_have_files_and_applications_of_their_own(self):
        self.assertEqual([self.data("0070000001")[0] for _ in range(3)], [1, 2, 3])
        self.select_usim(channel=1)
        self.select(PKCS15_AID, p1="04", channel=2)
        self.select(EF_ICCID, channel=3)
        self.select(EF_AD, channel=1)
        self.select("5031", channel=2)
        self.assertEqual(self.data("03B000000A"), card_profile.iccid_content())
        self.assertGreaterEqual(len(self.data("01B0000000")), 3)
        self.assertEqual(self.data("02B0000001")[0] & 0xF0, 0xA0)
        self.assertEqual(self.status(f"00A4000C02{EF_AD}"), NOT_FOUND)

    def test_a_new_channel_has_no_application(self):
        self.select_usim()
        self.data("0070000001")
        self.assert_has_no_application()

    def test_a_channel_that_was_closed_has_no_application_when_it_is_open_again(self):
        self.data("0070000001")
        self.select_usim(channel=1)
        self.assertEqual(self.status("00708001"), DONE)
        self.data("0070000001")
        self.assert_has_no_application()

    def assert_has_no_application(self):
        for command in ("01A4000C027FFF", f"01A4080C047FFF{EF_AD}", f"01A40804047FFF{EF_AD}"):
            self.assertEqual(self.status(command), NOT_FOUND, command)


class ClassA0(Demands):
    """Older clients, with a card that is a SIM and nothing else."""

    # Data that a GET RESPONSE asks for, whatever the answer was announced with.
    EXPECTED = 12, 15, 22
    OTHER_CLASS = "6e00"

    @classmethod
    def profile(cls):
        return PROJECT / "profiles/cards/gsm-sim.yaml"

    def announced(self, command):
        answer = self.slot.transmit(command)
        self.assertEqual((len(answer), answer[0]), (2, 0x9F), command)
        return answer[1]

    def fetched(self, size):
        answer = self.slot.transmit(f"A0C00000{size:02X}")
        self.assertEqual((len(answer) - 2, answer[-2:].hex()), (size, DONE))
        return answer[:-2]

    def test_a_directory_has_22_octets_of_which_a_client_may_take_fewer(self):
        for size in self.EXPECTED:
            self.assertGreaterEqual(self.announced("A0A40000027F20"), 22)
            self.assertEqual(self.fetched(size)[4:7].hex(), "7f2002")

    def test_a_file_has_15_octets(self):
        self.status("A0A40000027F20")
        self.assertEqual(self.announced("A0A40000026F07"), 15)
        header = self.fetched(15)
        self.assertEqual((header[2:4].hex(), header[4:7].hex()), ("0009", "6f0704"))

    def test_the_algorithm_has_12_octets(self):
        self.status("A0A40000027F20")
        for le in ("", "00"):
            self.assertEqual(self.announced(f"A088000010{'00' * 16}{le}"), 12)
            self.fetched(12)

    def test_a_trailing_le_changes_nothing(self):
        for le in ("", "00", "FF"):
            self.assertGreaterEqual(self.announced(f"A0A40000023F00{le}"), 22)
            self.fetched(22)

    def test_status_tells_the_directory(self):
        self.status("A0A40000027F20")
        answer = self.slot.transmit("A0F2000016")
        self.assertEqual((answer[4:7].hex(), answer[-2:].hex()), ("7f2002", DONE))

    def test_a_wrong_length_of_a_record_is_corrected(self):
        for fid in ("3F00", "7F10", "6F3A"):
            self.announced(f"A0A4000002{fid}")
        answer = self.slot.transmit("A0B20104FF")
        self.assertEqual((len(answer), answer[0]), (2, 0x67))
        record = self.slot.transmit(f"A0B20104{answer[1]:02X}")
        self.assertEqual((len(record) - 2, record[-2:].hex()), (answer[1], DONE))

    def test_what_is_not_there_is_not_found(self):
        self.assertEqual(self.status("A0A40000026F99"), "9404")
        self.assertEqual(self.status("A0FD000000"), "6d00")

    def test_the_other_class(self):
        self.assertEqual(self.status(f"00A4000402{MF}")[:2], self.OTHER_CLASS[:2])


class ClassA0OfAUicc(ClassA0):
    """The same beside a USIM: a client may use either class."""

    OTHER_CLASS = "61xx"

    @classmethod
    def profile(cls):
        return large_card.write()


if __name__ == "__main__":
    sandbox.main()
