"""The authentication centre of the EAP tests: osmo-auc-gen behind hostapd's eap_sim_db protocol.

Requests and answers are text datagrams on a Unix socket:
    SIM-REQ-AUTH IMSI COUNT    SIM-RESP-AUTH IMSI KC:SRES:RAND...
    AKA-REQ-AUTH IMSI          AKA-RESP-AUTH IMSI RAND AUTN IK CK RES
    AKA-AUTS IMSI AUTS RAND    no answer
"""

import re
import secrets
import socket
import threading

from processes import run

# SQN = SEQ || IND, with an IND of 5 bits (TS 33.102 C.1.1).
NEXT_SEQ = 1 << 5


class Subscriber:
    """What the centre knows about a card: keys (hex), and the SQN it uses next.

    With operator_option "-O" the second key is OP, else OPc.
    """

    def __init__(
        self, key, opc, amf="8000", sqn=NEXT_SEQ, algorithm="MILENAGE", operator_option="-o"
    ):
        self.algorithm = algorithm
        self.key = key
        self.opc = opc
        self._operator_option = operator_option
        self.amf = amf
        self.sqn = sqn

    def vector(self, rand=None):
        """An authentication vector, as a dictionary of hex strings."""
        rand = rand or secrets.token_hex(16)
        vector = self._generate("-f", self.amf, "-s", str(self.sqn), "-r", rand)
        self.sqn += NEXT_SEQ
        return vector

    def resynchronise(self, auts, rand):
        """Takes over the SQN of the card if AUTS proves it, and says whether it does."""
        answer = self._generate("-A", auts, "-r", rand)
        sqn = answer.get("SQN.MS")
        if sqn is None:
            return False
        self.sqn = int(sqn) + NEXT_SEQ
        return True

    def _generate(self, *options):
        return _generate("-3", "-a", self.algorithm, "-k", self.key,
                         self._operator_option, self.opc, *options)


class SimSubscriber:
    """What the centre knows about a SIM: its key, and its version of COMP128 (1 to 3)."""

    def __init__(self, key, comp128):
        self.key = key
        self.algorithm = f"COMP128v{comp128}"

    def vector(self, rand=None):
        rand = rand or secrets.token_hex(16)
        return _generate("-2", "-a", self.algorithm, "-k", self.key, "-r", rand)


def _generate(*options):
    text = run(["osmo-auc-gen", *options]).text
    return dict(re.findall(r"([\w.]+)(?::\t| = )([0-9a-f]+)\b", text))


class AuthenticationCentre:
    """Answers hostapd until it is closed; `requests` keeps what was asked."""

    def __init__(self, path, subscribers):
        self.path = path
        self.requests = []
        self._subscribers = subscribers
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def asked(self, kind):
        return [request for request in self.requests if request.startswith(f"{kind} ")]

    def _serve(self):
        while datagram := self._socket.recvfrom(1000):
            request = datagram[0].decode()
            if request == "END":
                return
            self.requests.append(request)
            answer = self._answer(*request.split())
            if answer:
                self._socket.sendto(answer.encode(), datagram[1])

    def _answer(self, kind, imsi, *arguments):
        subscriber = self._subscribers.get(imsi)
        if kind == "SIM-REQ-AUTH":
            return f"SIM-RESP-AUTH {imsi} {self._triplets(subscriber, *arguments)}"
        if kind == "AKA-REQ-AUTH":
            return f"AKA-RESP-AUTH {imsi} {self._quintet(subscriber)}"
        if kind == "AKA-AUTS" and subscriber:
            subscriber.resynchronise(*arguments)
        return None

    @staticmethod
    def _triplets(subscriber, count):
        if subscriber is None:
            return "FAILURE"
        vectors = [subscriber.vector() for _ in range(int(count))]
        return " ".join(f"{v['Kc']}:{v['SRES']}:{v['RAND']}" for v in vectors)

    @staticmethod
    def _quintet(subscriber):
        if subscriber is None:
            return "FAILURE"
        vector = subscriber.vector()
        return " ".join(vector[name] for name in ("RAND", "AUTN", "IK", "CK", "RES"))

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            client.sendto(b"END", str(self.path))
        self._thread.join()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
