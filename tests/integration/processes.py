"""Programs under the control of a test: bounded in time and output, never left behind."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

# Where a program comes from, for the message when it is missing.
PACKAGES = {
    "ATR_analysis": "pcsc-tools",
    "cardpeek": "cardpeek",
    "eapol_test": "eapoltest",
    "hostapd": "hostapd",
    "ip": "iproute2",
    "mount": "mount",
    "opensc-explorer": "opensc",
    "opensc-tool": "opensc",
    "openssl": "openssl",
    "osmo-auc-gen": "libosmocore-utils",
    "pcsc_scan": "pcsc-tools",
    "pcscd": "pcscd",
    "pkcs11-tool": "opensc",
    "pkcs15-tool": "opensc",
    "scriptor": "pcsc-tools",
    "tshark": "tshark",
    "wbxml2xml": "libwbxml2-utils",
    "wpa_supplicant": "wpasupplicant",
    "xml2wbxml": "libwbxml2-utils",
}
OUTPUT_LIMIT = 4 << 20
FILE_LIMIT = 64 << 20
SANITIZER_REPORT = re.compile(r"Sanitizer|runtime error:")


class Outcome:
    """What a program that ended has left: status, output (bytes) and both channels as text."""

    def __init__(self, arguments, status, output, errors):
        self.arguments = arguments
        self.status = status
        self.output = output
        self.errors = errors

    @property
    def text(self):
        return (self.output + self.errors).decode("utf-8", "replace")

    def must_succeed(self):
        if self.status != 0:
            raise AssertionError(f"{self} ended with {self.status}:\n{self.text}")
        return self

    def __str__(self):
        return " ".join(map(str, self.arguments))


def require(program):
    """The path of a program; a missing one fails the test and names the package."""
    path = shutil.which(program)
    if path is None:
        package = PACKAGES.get(str(program), "?")
        raise AssertionError(f"{program} is missing: apt-get install {package}")
    return path


def run(arguments, seconds=20, stdin=b"", environment=None):
    """Runs a program to its end. One that takes too long or writes too much fails the test."""
    require(arguments[0])
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = _start(arguments, output, errors, environment, OUTPUT_LIMIT, subprocess.PIPE)
        try:
            process.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired:
            _kill_group(process)
            command, said = " ".join(map(str, arguments)), _said(output, errors)
            raise AssertionError(f"{command} still ran after {seconds} s:\n{said}") from None
        _kill_group(process)
        if process.returncode == -signal.SIGXFSZ:
            raise AssertionError(f"{arguments[0]} wrote more than {OUTPUT_LIMIT} octets")
        output.seek(0)
        errors.seek(0)
        return Outcome(arguments, process.returncode, output.read(), errors.read())


class Background:
    """A program that runs beside the test, with its output in a log."""

    def __init__(self, arguments, environment=None):
        require(arguments[0])
        self.arguments = [str(argument) for argument in arguments]
        self.name = pathlib.Path(arguments[0]).name
        with tempfile.NamedTemporaryFile(prefix=f"{self.name}-", delete=False) as log:
            self._log_path = pathlib.Path(log.name)
            self._process = _start(arguments, log, log, environment, FILE_LIMIT, subprocess.DEVNULL)

    @property
    def pid(self):
        return self._process.pid

    @property
    def log(self):
        return self._log_path.read_text(errors="replace")

    @property
    def running(self):
        return self._process.poll() is None

    def wait_for(self, pattern, seconds=10):
        """Waits until the log matches the pattern, and returns the match."""
        return eventually(
            lambda: re.search(pattern, self.log),
            seconds,
            lambda: f"{self.name} has not said /{pattern}/ but:\n{self.log[-4000:]}",
            give_up=lambda: not self.running,
        )

    def wait(self, seconds=10):
        """Waits until the program ends by itself, and returns its status."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            message = f"{self.name} has not ended after {seconds} s:\n{self.log}"
            raise AssertionError(message) from None

    def send(self, number):
        self._process.send_signal(number)

    def stop(self, seconds=10):
        """Asks the program to end, and returns its status."""
        if self.running:
            self._process.terminate()
        return self.wait(seconds)

    def kill(self):
        """Ends the program at once, as a crash would; harmless when it has ended."""
        if self.running:
            self._process.kill()
        self._process.wait()

    def complaints(self):
        """What a sanitizer had to say about the program; empty when all is well."""
        return self.log if SANITIZER_REPORT.search(self.log) else ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


def eventually(condition, seconds=5, message=lambda: "it did not happen", give_up=lambda: False):
    """Waits until the condition yields something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        last_round = give_up() or time.monotonic() > deadline
        result = condition()
        if result:
            return result
        if last_round:
            raise AssertionError(f"after {seconds} s: {message()}")
        time.sleep(0.01)


def _start(arguments, output, errors, environment, limit, stdin):
    return subprocess.Popen(
        ["prlimit", f"--fsize={limit}", "--", *map(str, arguments)],
        stdin=stdin,
        stdout=output,
        stderr=errors,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )


def _kill_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _said(*channels):
    for channel in channels:
        channel.seek(0)
    return b"".join(channel.read() for channel in channels).decode("utf-8", "replace")
