"""The function's zip: `bootstrap` and, beside it, the `dist/api` that it carries. Same input, same bytes."""

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile

from . import ROOT, TARGET, fail, run, say

CARGO_LAMBDA = "cargo-lambda==1.9.2"
MACHINES = {"x86_64": 62, "arm64": 183}
# Amazon Linux 2023 has this one.
NEWEST_GLIBC = (2, 34)
LARGEST = 4_000_000
# A zip knows no time before it.
BEGINNING = (1980, 1, 1, 0, 0, 0)


def compile_function(architecture):
    """Compiles `bootstrap` with cargo-lambda, which brings zig, and returns its bytes."""
    home = TARGET / "lambda-venv"
    if not (home / "bin/cargo-lambda").exists():
        say(f"instalando {CARGO_LAMBDA} en {home}")
        run(sys.executable, "-m", "venv", "--clear", home)
        run(home / "bin/pip", "install", "--quiet", "--disable-pip-version-check", CARGO_LAMBDA)
    target = {"arm64": "aarch64", "x86_64": "x86_64"}[architecture] + "-unknown-linux-gnu"
    if subprocess.run(["rustup", "--version"], capture_output=True).returncode == 0:
        run("rustup", "target", "add", target, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    out = TARGET / "package" / architecture
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    say(f"compilando la función para {architecture}")
    run("cargo", "lambda", "build", "--release", "--locked", "--package", "api", "--bin", "bootstrap",
        "--target", target, "--lambda-dir", out, env={**os.environ, "PATH": path})
    return (out / "bootstrap/bootstrap").read_bytes()


def pack(bootstrap, bundle=None):
    """Returns the zip of a program and of the files of `dist/api`."""
    bundle = bundle or ROOT / "dist/api"
    if not (bundle / "policy.json").exists():
        fail(f"{bundle} no tiene policy.json; ejecute `folio build`", 2)
    files = {"bootstrap": bootstrap}
    for path in sorted(bundle.rglob("*")):
        if path.is_file():
            files[f"dist/api/{path.relative_to(bundle).as_posix()}"] = path.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.create_system = 3
            entry.external_attr = (0o755 if name == "bootstrap" else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def ready(path):
    """Returns a program that was compiled before, by itself or in a zip."""
    content = path.read_bytes()
    return unpack(content) if content[:2] == b"PK" else content


def unpack(packed):
    """Returns the program of a zip."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.read("bootstrap")


def faults(packed, architecture):
    """Returns what would keep the zip from running as the template has it, in sentences."""
    found = []
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        if "bootstrap" not in names:
            return ["no tiene `bootstrap`"]
        program = archive.read("bootstrap")
        if archive.getinfo("bootstrap").external_attr >> 16 & 0o111 != 0o111:
            found.append("`bootstrap` no es ejecutable")
        if "dist/api/policy.json" not in names:
            found.append("no tiene dist/api/policy.json")
    if program[:4] != b"\x7fELF":
        found.append("`bootstrap` no es un programa de Linux")
    elif (machine := int.from_bytes(program[18:20], "little")) != MACHINES[architecture]:
        found.append(f"`bootstrap` es de otra arquitectura (ELF {machine}), y la plantilla dice {architecture}")
    needed = {tuple(map(int, version.split(b"."))) for version in re.findall(rb"GLIBC_(\d+\.\d+)", program)}
    if needed and max(needed) > NEWEST_GLIBC:
        found.append(f"`bootstrap` pide GLIBC {max(needed)[0]}.{max(needed)[1]}, y hay 2.34")
    if len(packed) >= LARGEST:
        found.append(f"mide {len(packed)} bytes; el límite es {LARGEST}")
    return found


def check(packed, architecture):
    """Ends the command when the zip would not run."""
    for fault in (found := faults(packed, architecture)):
        say(f"el paquete {fault}")
    if found:
        fail("el paquete no sirve")
    return packed


def digest(content):
    return hashlib.sha256(content).hexdigest()
