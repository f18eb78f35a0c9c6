"""The function's zip: `bootstrap` and `dist/api`. The same input gives the same bytes."""

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile

from . import ROOT, TARGET, die, log, run_command

CARGO_LAMBDA = "cargo-lambda==1.9.2"
# The field `e_machine` of an ELF header, for each architecture.
ELF_MACHINE = {"x86_64": 62, "arm64": 183}
# The version in Amazon Linux 2023.
MAX_GLIBC = (2, 34)
MAX_ZIP_BYTES = 4_000_000
# The earliest time that a zip can store.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def compile_function(architecture):
    """Compiles `bootstrap` with cargo-lambda, which includes zig, and returns its bytes."""
    venv = TARGET / "lambda-venv"
    if not (venv / "bin/cargo-lambda").exists():
        log(f"instalando {CARGO_LAMBDA} en {venv}")
        run_command(sys.executable, "-m", "venv", "--clear", venv)
        run_command(venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", CARGO_LAMBDA)
    target = {"arm64": "aarch64", "x86_64": "x86_64"}[architecture] + "-unknown-linux-gnu"
    if subprocess.run(["rustup", "--version"], capture_output=True).returncode == 0:
        run_command("rustup", "target", "add", target, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    out = TARGET / "package" / architecture
    path = f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}"
    log(f"compilando la función para {architecture}")
    run_command("cargo", "lambda", "build", "--release", "--locked", "--package", "api", "--bin", "bootstrap",
                "--target", target, "--lambda-dir", out, env={**os.environ, "PATH": path})
    return (out / "bootstrap/bootstrap").read_bytes()


def build_zip(bootstrap, bundle=None):
    """Returns the zip of a program and of the files of `dist/api`. Exits with 2 when the site is not built."""
    bundle = bundle or ROOT / "dist/api"
    if not (bundle / "policy.json").exists():
        die(f"{bundle} no tiene policy.json; ejecute `folio build`", 2)
    files = {"bootstrap": bootstrap}
    for path in sorted(bundle.rglob("*")):
        if path.is_file():
            files[f"dist/api/{path.relative_to(bundle).as_posix()}"] = path.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.create_system = 3
            entry.external_attr = (0o755 if name == "bootstrap" else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def load_or_build(path, architecture):
    """Returns the program at `path`, a binary or a zip that contains it; compiles it when `path` is `None`."""
    if not path:
        return compile_function(architecture)
    content = path.read_bytes()
    return read_zip(content) if content[:2] == b"PK" else content


def read_zip(package):
    """Returns the program in a zip."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read("bootstrap")


def find_problems(package, architecture):
    """Returns the reasons why the zip would not run on `architecture`, as Spanish sentences."""
    problems = []
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = archive.namelist()
        if "bootstrap" not in names:
            return ["no tiene `bootstrap`"]
        program = archive.read("bootstrap")
        if archive.getinfo("bootstrap").external_attr >> 16 & 0o111 != 0o111:
            problems.append("`bootstrap` no es ejecutable")
        if "dist/api/policy.json" not in names:
            problems.append("no tiene dist/api/policy.json")
    if program[:4] != b"\x7fELF":
        problems.append("`bootstrap` no es un programa de Linux")
    elif (machine := int.from_bytes(program[18:20], "little")) != ELF_MACHINE[architecture]:
        problems.append(f"`bootstrap` es de otra arquitectura (ELF {machine}), y la plantilla dice {architecture}")
    required = {tuple(map(int, version.split(b"."))) for version in re.findall(rb"GLIBC_(\d+\.\d+)", program)}
    if required and max(required) > MAX_GLIBC:
        problems.append(f"`bootstrap` pide GLIBC {max(required)[0]}.{max(required)[1]}, y hay 2.34")
    if len(package) >= MAX_ZIP_BYTES:
        problems.append(f"mide {len(package)} bytes; el límite es {MAX_ZIP_BYTES}")
    return problems


def require_valid(package, architecture):
    """Returns the zip. Exits with 1 when it would not run."""
    problems = find_problems(package, architecture)
    for problem in problems:
        log(f"el paquete {problem}")
    if problems:
        die("el paquete no sirve")
    return package


def sha256_hex(content):
    """Returns the SHA-256 of `content` in hex."""
    return hashlib.sha256(content).hexdigest()
