"""A small client for scenarios: sends the APDUs of its arguments, with 61XX and 6CXX followed.

    lab_client.py READER APDU...

`wait:SECONDS` waits, `spin` sends commands without end, `report:JSON` writes $VUICC_REPORT, and
`exit:N` ends. A card that goes away ends it with 1.
"""

import os
import pathlib
import sys
import time

from pcsc import Context, PcscError


def exchange(card, command):
    answer = card.transmit(command)
    if answer[-2] == 0x6C:
        answer = card.transmit(bytes.fromhex(command)[:-1] + answer[-1:])
    while answer[-2] == 0x61:
        answer = card.transmit(bytes([0, 0xC0, 0, 0, answer[-1]]))
    return answer


def main():
    reader, *commands = sys.argv[1:]
    with Context() as context:
        card = context.connect(reader)
        for command in commands:
            kind, _, value = command.partition(":")
            if kind == "wait":
                time.sleep(float(value))
            elif kind == "report":
                pathlib.Path(os.environ["VUICC_REPORT"]).write_text(value)
            elif kind == "exit":
                sys.exit(int(value))
            elif kind == "spin":
                while True:
                    card.transmit("80F2000C")
            else:
                print(exchange(card, command).hex().upper(), flush=True)


try:
    main()
except PcscError as error:
    sys.exit(str(error))
