"""The programs under test, vuiccd and vuicc."""

import os
import pathlib

from processes import Background, run

PROJECT = pathlib.Path(__file__).resolve().parents[2]
VUICCD = os.environ.get("VUICCD", str(PROJECT / "build/release/bin/vuiccd"))
VUICC = os.environ.get("VUICC", str(PROJECT / "build/release/bin/vuicc"))


def vuicc(*arguments, stdin=b"", seconds=20):
    """Runs the command line tool to its end."""
    return run([VUICC, *arguments], seconds=seconds, stdin=stdin)


def try_vuiccd(*arguments, seconds=20):
    """Runs the daemon with arguments that must make it end by itself."""
    return run([VUICCD, *arguments], seconds=seconds)


class CardDaemon(Background):
    """A vuiccd with one card for each profile; volatile unless it is given a state folder.

    As a context it also proves, whenever the test itself was content, that the daemon stops with
    status 0 on SIGTERM and that no sanitizer complained.
    """

    def __init__(self, *profiles, ports=(), state=None, options=(), host="127.0.0.1", prefix=()):
        arguments = [*prefix, VUICCD]
        for profile in profiles:
            arguments += ["--profile", profile]
        for port in ports:
            arguments += ["--reader", f"{host}:{port}"]
        arguments += ["--state", state] if state else ["--volatile"]
        super().__init__([*arguments, *options])

    def must_stop(self):
        """Stops the daemon and insists on a clean end."""
        status = self.stop()
        self._must_be_content()
        if status != 0:
            raise AssertionError(f"vuiccd ended with {status}:\n{self.log}")

    def crash(self):
        self.kill()
        self._must_be_content()

    def _must_be_content(self):
        if complaints := self.complaints():
            raise AssertionError(f"a sanitizer complains:\n{complaints}")

    def __exit__(self, exception, *rest):
        if exception is None and self._process.returncode is None:
            self.must_stop()
        super().__exit__(exception, *rest)
