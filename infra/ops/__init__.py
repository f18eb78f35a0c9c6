"""Shared by the commands in `infra/`: paths, messages, and the virtual environment that has boto3."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
REQUIREMENTS = ROOT / "infra/requirements.txt"
VENV = TARGET / "ops-venv"


def ensure_venv():
    """Restarts the command in the virtual environment, and creates that first when it is missing or out of date."""
    if pathlib.Path(sys.prefix).resolve() == VENV.resolve():
        return
    installed = VENV / "requirements.txt"
    if not installed.exists() or installed.read_bytes() != REQUIREMENTS.read_bytes():
        log(f"instalando boto3 en {VENV}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        pip = [VENV / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", REQUIREMENTS]
        subprocess.run(pip, check=True)
        installed.write_bytes(REQUIREMENTS.read_bytes())
    os.execv(VENV / "bin/python", [VENV / "bin/python", *sys.argv])


def log(text):
    """Writes a message to stderr. Stdout is for data that programs read."""
    print(text, file=sys.stderr, flush=True)


def die(text, code=1):
    """Raises `SystemExit`: 1 for an error, 2 for wrong arguments, 3 when the machine failed."""
    log(f"{pathlib.Path(sys.argv[0]).name}: {text}")
    raise SystemExit(code)


def run_command(*command, **options):
    """Runs a program from the root of the repository and returns the completed process. Exits with 3 when it fails."""
    try:
        return subprocess.run([str(part) for part in command], check=True, cwd=ROOT, **options)
    except FileNotFoundError:
        die(f"no se encontró `{command[0]}`; instálelo", 3)
    except subprocess.CalledProcessError as error:
        die(f"`{command[0]}` terminó con {error.returncode}", 3)
