"""The PC/SC service with the vpcd reader, as Debian ships them, inside a sandbox."""

import os
import pathlib
import signal
import socket

import sandbox
from pcsc import Context
from processes import Background, eventually

DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
SOCKET = pathlib.Path("/run/pcscd/pcscd.comm")
READERS = ("Virtual PCD 00 00", "Virtual PCD 00 01")
PORTS = (35963, 35964)
CONFIGURATION = f"""FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:0x8C7B
LIBPATH      {DRIVER}
CHANNELID    0x8C7B
"""


class PcscService:
    """A pcscd that knows the two readers of vpcd and no others, or those of a configuration."""

    def __init__(self, configuration=None):
        self._folder = configuration or sandbox.new_folder("reader.conf.d-")
        if not os.path.exists(DRIVER):
            raise AssertionError(f"{DRIVER} is missing: apt-get install vsmartcard-vpcd")
        if not configuration:
            (self._folder / "vpcd").write_text(CONFIGURATION)
        self._daemon = None
        self.start()

    def start(self):
        self._daemon = Background(["pcscd", "--foreground", "--config", str(self._folder)])
        eventually(
            self._answers, 10, lambda: f"pcscd is not ready:\n{self._daemon.log}",
            give_up=lambda: not self._daemon.running,
        )

    @staticmethod
    def _answers():
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(SOCKET)) == 0

    def stop(self):
        self._daemon.stop()

    def crash(self):
        """Ends pcscd without any farewell, as kill -9 does."""
        self._daemon.kill()
        SOCKET.unlink(missing_ok=True)
        pathlib.Path("/run/pcscd/pcscd.pid").unlink(missing_ok=True)

    def freeze(self):
        self._daemon.send(signal.SIGSTOP)

    def thaw(self):
        self._daemon.send(signal.SIGCONT)

    @property
    def log(self):
        return self._daemon.log

    @property
    def process_id(self):
        return self._daemon.pid

    @staticmethod
    def wait_for_card(reader=READERS[0], present=True, seconds=10):
        with Context() as context:
            context.wait_for_card(reader, present, seconds)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.crash()
