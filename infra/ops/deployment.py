"""Deploys a release in this order: new assets, stack, pages, smoke test."""

import json
import shutil
import subprocess

import boto3

from . import ROOT, TARGET, die, log, run_command, smoke
from .site import Site, read_files
from .stack import ALL_AT_ONCE, Stack, load_environment, print_changes

CANARY = "Canary10Percent5Minutes"


def add_arguments(parser):
    """Adds the arguments that `infra/deploy` and `infra/content` share."""
    parser.add_argument("environment", help="por ejemplo pruebas; el stack se llama folio-pruebas")
    parser.add_argument("--at-once", dest="shift", action="store_const", const=ALL_AT_ONCE, default=CANARY,
                        help="sin los cinco minutos en que sólo la décima parte usa lo nuevo")
    parser.add_argument("--diff", action="store_true", help="dice qué cambiaría, y no cambia nada")


def run_folio(*arguments, **options):
    """Runs `folio`, built with cargo in a checkout that has it; otherwise the newest binary in `target/`, or on the PATH."""
    command = ["cargo", "run", "--quiet", "--locked", "--"]
    if shutil.which("cargo") and (ROOT / "Cargo.toml").exists():
        # Build first and without `options`: build scripts must not see the credentials in `env`.
        run_command("cargo", "build", "--quiet", "--locked")
    else:
        binaries = [path for path in (TARGET / "release/folio", TARGET / "debug/folio") if path.exists()]
        newest = max(binaries, key=lambda path: path.stat().st_mtime, default=shutil.which("folio"))
        command = [newest or die("no hay un programa `folio` ni cargo para compilarlo", 3)]
    return run_command(*command, *arguments, **options)


def build_site():
    """Builds `dist/site` and `dist/api`, and returns the files of the site by path."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    run_folio("build", "--out", "dist", stdout=subprocess.DEVNULL)
    return read_files(ROOT / "dist/site")


def stack_parameters(stack, environment, release, shift):
    """Returns the current parameters of the stack, overridden by those of the environment and of the release."""
    parameters = stack.parameters() | load_environment(environment) | release.parameters | {"Shift": shift}
    return parameters | {"Release": stack.configuration_digest(parameters)}


def deploy(environment, release, shift=CANARY):
    """Deploys a release to an environment, prints its URL and runs the smoke test."""
    stack = Stack.for_environment(environment)
    release.write_manifest()
    if "SiteBucket" in stack.outputs():
        Site.from_stack(stack).upload_assets(release.site)
    log(f"cambios en {stack.name}, entrega {release.id}:")
    stack.update({"TemplateBody": release.template}, stack_parameters(stack, environment, release, shift))
    stack.client.update_termination_protection(StackName=stack.name, EnableTerminationProtection=True)
    Site.from_stack(stack).publish(release.site)
    print(stack.outputs()["Url"])
    smoke_test(stack)


def deploy_or_diff(options, release):
    """Deploys a release, or prints its changes, depending on `--diff`."""
    if options.diff:
        diff(options.environment, release)
    else:
        deploy(options.environment, release, options.shift)


def diff(environment, release):
    """Prints what deploying the release would change, and changes nothing."""
    stack = Stack.for_environment(environment)
    parameters = stack_parameters(stack, environment, release, CANARY)
    name, changes = stack.create_change_set({"TemplateBody": release.template}, parameters)
    print_changes(changes)
    if name:
        stack.discard_change_set(name)
    if "SiteBucket" in stack.outputs():
        changed, removed = Site.from_stack(stack).diff(release.site)
        for sign, names in (("~", changed), ("-", [name for name in removed if not name.startswith("assets/")])):
            for name in names:
                log(f"  {sign} {name}")


def smoke_test(stack):
    """Runs the smoke test with the stack's own test mark. Exits with 1 when it fails; skipped while intake is paused."""
    if stack.parameters().get("PauseSeconds", "0") != "0":
        log("no se probó: el ambiente está en pausa")
        return
    outputs = stack.outputs()
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=outputs["TestMarkArn"])["SecretString"]
    problems = smoke.find_problems(outputs["Url"], json.loads(secret)["current"])
    for problem in problems:
        log(f"  {problem}")
    if problems:
        die("la prueba no pasó; infra/rollback regresa a la entrega anterior")
    log("la prueba pasó")
