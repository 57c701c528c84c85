"""A tiny client of a USIM: it reads the IMSI, and knows a PIN if one is wanted."""

SELECT_USIM = "00A4040C07A0000000871002"
SELECT_IMSI = "00A4000C026F07"
READ_IMSI = "00B0000009"
TRIES_OF_PIN1 = "0020000100"


class CardError(Exception):
    """The card does not do what the client needs; the message says what."""


class Client:
    """`transmit` takes an APDU in hexadecimal and gives data and status word."""

    def __init__(self, transmit):
        self._transmit = transmit

    def imsi(self, pin=None):
        self._send(SELECT_USIM)
        self._send(SELECT_IMSI)
        data, status = self._exchange(READ_IMSI)
        if status == "6982":
            self._verify(pin)
            data, status = self._exchange(READ_IMSI)
        if status != "9000":
            raise CardError(f"no IMSI: {status}")
        digits = "".join(octet[::-1] for octet in (data[i:i + 2] for i in range(2, len(data), 2)))
        return digits[1:].rstrip("F")

    def _verify(self, pin):
        _, status = self._exchange(TRIES_OF_PIN1)
        if status in ("63C0", "63C1", "6983"):
            raise CardError("the PIN is blocked, or the next wrong one blocks it")
        if pin is None:
            raise CardError("the card wants a PIN")
        self._send("0020000108" + pin.encode().hex().ljust(16, "F"))

    def _send(self, apdu):
        _, status = self._exchange(apdu)
        if status != "9000":
            raise CardError(f"{apdu[:8]}: {status}")

    def _exchange(self, apdu):
        response = self._transmit(apdu)
        return response[:-4], response[-4:]
