#!/usr/bin/env python3
"""Run a command in the project's own environment, made from the lock file when it is missing or out of date.

    python3 .ci/env.py newsledger run
    python3 .ci/env.py pytest

Needs Python 3.11 or newer with venv and pip; nothing else, and nothing outside the project's folder is changed.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = HOME / "made-from"


def fingerprint() -> str:
    """What the environment is made from."""
    made_from = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    return hashlib.sha256(made_from).hexdigest()


def make() -> None:
    """A fresh environment: every package pinned by hash, then the project itself, editable."""
    print("newsledger: setting up .venv (about a minute, once)", file=sys.stderr, flush=True)
    venv.create(HOME, with_pip=True, clear=True)
    pip = [HOME / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True, stdout=sys.stderr)
    subprocess.run([*pip, "--no-build-isolation", "--editable", ROOT], check=True, stdout=sys.stderr)
    STAMP.write_text(fingerprint(), encoding="utf-8")


def main() -> int:
    """Make the environment if need be, then become the command."""
    if sys.version_info < (3, 11):  # noqa: UP036  this script meets any Python
        print("newsledger needs Python 3.11 or newer", file=sys.stderr)
        return 2
    if len(sys.argv) < 2:  # noqa: PLR2004  the command's name and nothing else
        print(__doc__, file=sys.stderr)
        return 2
    if not STAMP.exists() or STAMP.read_text(encoding="utf-8") != fingerprint():
        try:
            make()
        except subprocess.CalledProcessError as error:
            print(f"newsledger: setting up failed: {error}", file=sys.stderr)
            return 1
    command = HOME / "bin" / sys.argv[1]
    if not command.exists():
        print(f"newsledger: no command {sys.argv[1]!r} in the environment", file=sys.stderr)
        return 2
    os.environ["PATH"] = f"{HOME / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return os.execv(command, [str(command), *sys.argv[2:]])  # noqa: S606  the command the caller asked for


if __name__ == "__main__":
    sys.exit(main())
