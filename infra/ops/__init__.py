"""What the commands of this folder share. Importing it makes sure that boto3 is there, in a virtual environment of ours."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
WANTED = ROOT / "infra/requirements.txt"
HOME = TARGET / "ops-venv"


def prepare():
    """Starts the command again in the virtual environment, which it makes when it is missing or older."""
    if pathlib.Path(sys.prefix).resolve() == HOME.resolve():
        return
    have = HOME / "requirements.txt"
    if not have.exists() or have.read_bytes() != WANTED.read_bytes():
        print("instalando boto3 en", HOME, file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", HOME], check=True)
        install = [HOME / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", WANTED]
        subprocess.run(install, check=True)
        have.write_bytes(WANTED.read_bytes())
    os.execv(HOME / "bin/python", [HOME / "bin/python", *sys.argv])


def say(text):
    """Tells whoever runs the command; what a program reads goes to stdout instead."""
    print(text, file=sys.stderr, flush=True)


def fail(text, code=1):
    """Ends the command: 1 when something is wrong, 2 for wrong arguments, 3 when the machine failed."""
    say(f"{pathlib.Path(sys.argv[0]).name}: {text}")
    raise SystemExit(code)


def run(*command, **options):
    """Runs a program to its end, from the root of the repository."""
    try:
        return subprocess.run([str(part) for part in command], check=True, cwd=ROOT, **options)
    except FileNotFoundError:
        fail(f"no se encontró `{command[0]}`; instálelo", 3)
    except subprocess.CalledProcessError as error:
        fail(f"`{command[0]}` terminó con {error.returncode}", 3)
