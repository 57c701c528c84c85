"""Whole sessions of clients that no package brings: what each kind of them sends, in its order.

They run on the largest card, each behind a reset, and then one after the other on a connection
that is never reset in between, as they do in a device. The commands are those that such clients
are known for, and that their specifications ask for.
"""

import re
import unittest

import card_profile
import large_card
import sandbox
from card_daemon import CardDaemon
from pcsc import Context
from reader import READERS, PcscService

USIM, PKCS15 = card_profile.USIM_AID, card_profile.PKCS15_AID
ISD_R = "A0000005591010FFFFFFFF8900000100"
FCP, DONE, NOT_FOUND = r"62.* 9000", r"9000", r"6A82"
IMSI = "080910101032547698"
CAPABILITY, EUICC_CAPABILITY = "80AA000005A903830180", "80AA00000AA9088100820101830107"
UPDATE_AD = "00D6000004 00000002"
# What is otherwise when somebody else was there before: an application, and ADM1 for good.
LATER = {CAPABILITY: r"9000|6985", EUICC_CAPABILITY: r"9000|6985", UPDATE_AD: r"6982|9000"}


def select(aid, p2="04", channel=0, le=""):
    return f"{channel:02X}A404{p2}{len(aid) // 2:02X}{aid}{le}"


# (command, the answer in the end, fetched as T=0 clients do; a pattern)
PHONE = (  # a modem that starts: toolkit and capabilities, directory, PIN, then file after file
    (CAPABILITY, DONE),
    ("80F2000000", FCP),
    ("00A40004023F00", FCP),
    ("00A40004022FE2", FCP),
    ("00B000000A", f"{card_profile.iccid_content().hex().upper()} 9000"),
    ("00A40004022F05", FCP),
    ("00B0000004", r"656E6465 9000"),
    ("00A40004022F06", FCP),
    ("00B2010400", r"80.* 9000"),
    ("00A40004022F00", FCP),
    ("00B20104FF", r"61.* 9000"),
    (select(USIM), FCP),
    ("0020000100", r"63C3|6984"),
    ("80F20000 00", FCP),
    ("00A40004026F07", FCP),
    ("00B0000009", f"{IMSI} 9000"),
    ("00A40004026FAD", FCP),
    ("00B0000004", r"00....02 9000"),
    ("00A40004026F38", FCP),
    ("00B0000000", r".+ 9000"),
    ("00A40004026F46", FCP),
    ("00B0000011", r"0176756963632074657374FF.* 9000"),
    ("00A40004026F7E", FCP),
    ("00B000000B", r".{22} 9000"),
    ("00A40004026F40", FCP),
    ("00B2010400", r".+ 9000"),
    ("00A40804047FFF6F7B", FCP),
    ("00A40804047FFF6F99", NOT_FOUND),
    ("00A40804067FFF5FC04F01", FCP),
    ("00B0000000", r".+ 9000"),
    ("00A40804067F105F3A4F30", FCP),
    ("00B2010400", r".+ 9000"),
    ("80F2000C00", DONE),
    ("8010000002FFFF", r"6D00|9000"),
)
SIM_SHELL = (  # tries both classes, walks by identifier, reads what it finds, leaves by AID
    ("A0A40000023F00", r"9F.."),
    ("A0C0000016", r".{44} 9000"),
    ("00A40004023F00", FCP),
    ("00A40004022F00", FCP),
    ("00B2010436", r"61.* 9000"),
    ("00B2090400", r"6A83"),
    ("00A40004023F00", FCP),
    ("00A40004027F10", FCP),
    ("00A40004026F3A", FCP),
    ("00B201041E", r".{60} 9000"),
    ("00A20104 04 48656C70", r"01 9000"),
    ("00A40004025F3A", FCP),
    ("00A40004026F99", NOT_FOUND),
    (select(USIM + "FF33FF018900000100"), FCP),
    ("00A40004026FAD", FCP),
    (UPDATE_AD, r"6982"),
    ("0020000A08 3838383838383838", DONE),
    (UPDATE_AD, DONE),
    ("00B0000004", r"00000002 9000"),
    ("00A40004026F06", FCP),
    ("00B2010400", r"80.* 9000"),
    ("0070000001", r"01 9000"),
    ("01A40004023F00", FCP),
    ("01F2000000", r"6D00|6E00"),
    ("81F2000000", FCP),
    ("00708001", DONE),
    (select(large_card.ISIM_AID), FCP),
    ("00A40004026F02", FCP),
    ("00B0000000", r"80.* 9000"),
)
PROFILE_AGENT = (  # an eSIM agent: capabilities first, then the ISD-R on a channel of its own
    (EUICC_CAPABILITY, DONE),
    ("0070000001", r"01 9000"),
    (select(ISD_R, p2="00", channel=1), NOT_FOUND),
    (select(ISD_R, p2="00", channel=1, le="00"), NOT_FOUND),
    ("00708001", DONE),
    ("0070000000", r"01 9000"),
    (select(ISD_R, channel=1), NOT_FOUND),
    ("01708001", DONE),
    ("0070000001", r"01 9000"),
    ("0070800100", DONE),
)
ACCESS_RULES = (  # a phone that looks for carrier privileges: ARA-M, else the file of PKCS#15
    ("0070000001", r"01 9000"),
    (select(large_card.ARA_M_AID, p2="00", channel=1, le="00"), r".* ?9000"),
    ("81CADF2000", r"DF2008.{16} 9000"),
    ("81CAFF4000", r"FF40.* 9000"),
    ("00708001", DONE),
    ("0070000001", r"01 9000"),
    (select(PKCS15, p2="00", channel=1, le="00"), FCP),
    ("01A4000402503100", FCP),
    ("01B0000000", r"A7.* 9000"),
    ("01A4000402643000", FCP),
    ("01B0000000", r".+ 9000"),
    ("00708001", DONE),
)
MODEM_DM_READER = (  # a modem that looks for its bootstrap: one channel, paths with 7FFF, Le 00
    ("0070000001", r"01 9000"),
    (select(PKCS15, channel=1, le="00"), FCP),
    ("01A40804047FFF503100", FCP),
    ("01B0000000", r"A706300404026430(FF)* 9000"),
    ("01A40804047FFF643000", FCP),
    ("01B0000000", r"30.*0604672B0901.* 9000"),
    ("01A40804047FFF643200", FCP),
    ("01B0000010", r".{32} 9000"),
    ("01B0000000", r".+ 9000"),
    ("01708001", DONE),
)
GLOBAL_PLATFORM = (  # tools for applications: the issuer by no name, what it tells, its protocol
    ("00A4040000", r"6F.*84.*A000000151000000.* 9000"),
    ("80CA9F7F00", r"9F7F2A.{84} 9000"),
    ("80CA006600", r"66.*2A864886FC6B04.* 9000"),
    ("80CA00E000", r"E0.*C0.* 9000"),
    ("80CA00CF00", r"CF.* 9000|6A88"),
    ("8050000008010203040506070800", r".{20}3003.* 9000"),
    ("80F28002024F0000", r"6982|6985"),
    (select(large_card.DOMAIN_AIDS[0], p2="00", le="00"), r"6F.* 9000"),
    ("80CA006600", r"66.* 9000"),
)
SESSIONS = {
    "phone": PHONE,
    "SIM shell": SIM_SHELL,
    "agent for profiles": PROFILE_AGENT,
    "access rules": ACCESS_RULES,
    "DM reader of a modem": MODEM_DM_READER,
    "GlobalPlatform tool": GLOBAL_PLATFORM,
}


class Sessions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        service = cls.enterClassContext(PcscService())
        cls.enterClassContext(CardDaemon(large_card.write()))
        service.wait_for_card()
        cls.connection = cls.enterClassContext(Context()).connect(READERS[0])

    def answer(self, command):
        command = bytes.fromhex(command)
        answer = self.connection.transmit(command)
        if answer[-2] == 0x6C:
            answer = self.connection.transmit(command[:4] + answer[-1:])
        data = answer[:-2]
        while answer[-2] == 0x61:
            channel = command[0] & 0x43
            answer = self.connection.transmit(bytes([channel, 0xC0, 0, 0, answer[-1]]))
            data += answer[:-2]
        return f"{data.hex()} {answer[-2:].hex()}".strip().upper()

    def run_session(self, name, otherwise):
        for number, (command, expected) in enumerate(SESSIONS[name], 1):
            pattern = re.compile(f"^({otherwise.get(command, expected)})$")
            self.assertRegex(self.answer(command), pattern, f"{name}, {number}: {command}")

    def test_each_finds_what_it_wants_behind_a_reset(self):
        for name in SESSIONS:
            with self.subTest(name=name):
                self.connection.reconnect()
                self.run_session(name, {})

    def test_each_is_content_with_what_the_one_before_has_left(self):
        for name in (*SESSIONS, *reversed(SESSIONS)):
            with self.subTest(name=name):
                self.run_session(name, LATER)


if __name__ == "__main__":
    sandbox.main()
