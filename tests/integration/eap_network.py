"""Two machines on one wire: hostapd asks for EAP before it lets wpa_supplicant in."""

import contextlib
import select
import socket
import threading

import sandbox
from auc import AuthenticationCentre
from processes import Background, run
from reader import READERS

SERVER, CLIENT = "veth-server", "veth-client"
EAP_OVER_LAN = 0x888E
RADIUS_SECRET = "radius"
USERS = '"0"* AKA\n"1"* SIM\n"6"* AKA\'\n'


def lay_cable():
    """A wire between the two interfaces, once for a sandbox."""
    _lay_cable(SERVER, CLIENT)


def _lay_cable(one_end, other_end):
    run(["ip", "link", "add", one_end, "type", "veth", "peer", "name", other_end]).must_succeed()
    for interface in (one_end, other_end):
        run(["ip", "link", "set", interface, "up"]).must_succeed()


class TappedCable:
    """A wire with somebody in the middle, who changes what the server says; once for a sandbox."""

    def __init__(self):
        self.change = lambda frame: frame
        self._ends = {}
        for end in (SERVER, CLIENT):
            tap = end.replace("veth", "tap")
            _lay_cable(end, tap)
            self._ends[end] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            self._ends[end].bind((tap, EAP_OVER_LAN))
        threading.Thread(target=self._forward, daemon=True).start()

    def _forward(self):
        server, client = self._ends[SERVER], self._ends[CLIENT]
        while True:
            for end in select.select((server, client), (), ())[0]:
                frame, sender = end.recvfrom(4096)
                if sender[2] == socket.PACKET_OUTGOING:
                    continue
                if end is server:
                    client.send(self.change(frame))
                else:
                    server.send(frame)


@contextlib.contextmanager
def eap_server(subscribers):
    """hostapd as the guard of the wire and as a RADIUS server; yields its authentication centre."""
    folder = sandbox.new_folder("hostapd-")
    (folder / "users").write_text(USERS)
    (folder / "clients").write_text(f"127.0.0.1 {RADIUS_SECRET}\n")
    (folder / "hostapd.conf").write_text(
        f"interface={SERVER}\ndriver=wired\nieee8021x=1\neap_server=1\nuse_pae_group_addr=1\n"
        f"eap_sim_db=unix:{folder}/auc\neap_sim_db_timeout=10\neap_user_file={folder}/users\n"
        f"radius_server_clients={folder}/clients\nradius_server_auth_port=1812\n"
    )
    with (
        AuthenticationCentre(folder / "auc", subscribers) as centre,
        Background(["hostapd", "-d", folder / "hostapd.conf"]) as hostapd,
    ):
        hostapd.wait_for("AP-ENABLED")
        yield centre


def network(method, pin=None):
    pin_line = f'pin="{pin}"\n' if pin else ""
    return (
        f'network={{\nkey_mgmt=IEEE8021X\neap={method}\neapol_flags=0\npcsc=""\n{pin_line}}}\n'
    )


def supplicant(method, pin=None):
    """wpa_supplicant at the other end of the wire, with the card in the first reader.

    Told the reader's name it reads the IMSI at once, with no PIN but a global one; untold it takes
    the first reader once the network, which may have a PIN, is chosen.
    """
    configuration = sandbox.new_folder("supplicant-") / "wpa.conf"
    reader = "" if pin else f"pcsc_reader={READERS[0]}\n"
    configuration.write_text(f"ap_scan=0\nfast_reauth=0\n{reader}{network(method, pin)}")
    return Background(["wpa_supplicant", "-d", "-Dwired", f"-i{CLIENT}", f"-c{configuration}"])


def eapol_test(method, pin=None):
    """The same client without a wire, over RADIUS; ends by itself."""
    configuration = sandbox.new_folder("eapol-") / "eapol.conf"
    configuration.write_text(network(method, pin))
    return run(
        ["eapol_test", f"-c{configuration}", "-a127.0.0.1", f"-s{RADIUS_SECRET}",
         f"-R{READERS[0]}", "-t20"],
        seconds=40,
    )
