"""Private namespaces for a test program: its own network, mounts and processes.

A test program ends with `sandbox.main()`. It then runs a second time, as the first process of new
namespaces: nothing outside can disturb it (a pcscd of the machine, another test that runs at the
same time), it can disturb nothing outside, and whatever it starts ends with it.
"""

import os
import pathlib
import shutil
import sys
import tempfile
import unittest

from processes import run

INSIDE = "VUICC_TEST_SANDBOX"
NAMESPACES = (
    "--net --mount --pid --fork --kill-child --mount-proc --propagation private".split()
)
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def main(program=None):
    """Runs a program, by default the unit tests of the calling one, inside a sandbox."""
    if INSIDE not in os.environ or os.getpid() != 1:
        _enter()
    _furnish()
    if program is not None:
        program()
    else:
        unittest.main(module="__main__", verbosity=2)


def work_folder():
    """The folder of this sandbox for files; it vanishes with the sandbox."""
    return pathlib.Path(os.environ["HOME"])


def new_folder(prefix="test-"):
    """A fresh empty folder inside work_folder()."""
    return pathlib.Path(tempfile.mkdtemp(prefix=prefix, dir=work_folder()))


def _enter():
    if shutil.which("unshare") is None:
        sys.exit("sandbox: unshare is missing; apt-get install util-linux")
    unshare = ["unshare", *NAMESPACES]
    if os.geteuid() != 0:
        unshare += ["--user", "--map-root-user"]
    # Where this is not permitted (a container without --privileged), unshare says so and fails.
    environment = {**os.environ, INSIDE: "1"}
    os.execvpe("unshare", [*unshare, "--", sys.executable, *sys.argv], environment)


def _furnish():
    """An empty /run and /tmp, a home and temporary folder inside it, and a loopback interface."""
    os.environ["PATH"] = SYSTEM_PATH
    run(["ip", "link", "set", "lo", "up"]).must_succeed()
    # A connection from a reader's port, chosen by the kernel, would keep the reader from listening.
    pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").write_text("49152 65535")
    _mount_empty("/run", "mode=0755")
    os.mkdir("/run/pcscd")
    _replace_tmp()
    home = pathlib.Path("/run/home")
    home.mkdir(mode=0o700)
    os.environ.update(HOME=str(home), TMPDIR=str(home), LC_ALL="C.UTF-8")
    for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        os.environ.pop(variable, None)
    tempfile.tempdir = None


def _mount_empty(folder, mode):
    run(["mount", "-t", "tmpfs", "-o", mode, "sandbox", folder]).must_succeed()


def _replace_tmp():
    """An empty /tmp, because programs name sockets there after process ids, which are not unique
    across sandboxes. Only what holds the project and its programs stays."""
    outside = pathlib.Path("/run/outside-tmp")
    outside.mkdir()
    run(["mount", "--bind", "/tmp", outside]).must_succeed()
    _mount_empty("/tmp", "mode=1777")
    for path in (__file__, os.environ.get("VUICCD", "/"), os.environ.get("VUICC", "/")):
        path = pathlib.Path(path).absolute()
        if path.is_relative_to("/tmp"):
            kept = pathlib.Path("/tmp", path.parts[2])
            kept.mkdir(exist_ok=True)
            run(["mount", "--bind", outside / path.parts[2], kept]).must_succeed()
