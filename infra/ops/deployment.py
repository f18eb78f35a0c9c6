"""The one way from a release to what visitors see: new assets, then stack, then pages, then the smoke test."""

import json
import shutil
import subprocess

import boto3

from . import ROOT, TARGET, fail, run, say, smoke
from .site import Site, files
from .stack import Stack, settings, tell


CANARY = "Canary10Percent5Minutes"


def folio(*words, **options):
    """Runs `folio`: with cargo where it is, and else the newest one that is there."""
    command = ["cargo", "run", "--quiet", "--locked", "--"]
    if shutil.which("cargo") and (ROOT / "Cargo.toml").exists():
        # Compiling runs code of others, which need not see what the program is given.
        run("cargo", "build", "--quiet", "--locked")
    else:
        ready = [path for path in (TARGET / "release/folio", TARGET / "debug/folio") if path.exists()]
        ready = max(ready, key=lambda path: path.stat().st_mtime, default=shutil.which("folio"))
        command = [ready or fail("no hay un programa `folio` ni cargo para compilarlo", 3)]
    return run(*command, *words, **options)


def build():
    """Builds `dist/site` and `dist/api`."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    folio("build", "--out", "dist", stdout=subprocess.DEVNULL)
    return files(ROOT / "dist/site")


def parameters(stack, environment, release, shift):
    """Those that the stack has, with the environment's and the release's in their place."""
    given = stack.parameters() | settings(environment) | release.parameters | {"Shift": shift or CANARY}
    given["Release"] = stack.release(given)
    return given


def deploy(environment, release, shift=None):
    """Deploys a release to an environment."""
    stack = Stack.of(environment)
    release.note()
    if "SiteBucket" in stack.outputs():
        Site.of(stack).put_assets(release.site)
    say(f"cambios en {stack.name}, entrega {release.id}:")
    stack.update({"TemplateBody": release.template}, parameters(stack, environment, release, shift))
    stack.cloud.update_termination_protection(StackName=stack.name, EnableTerminationProtection=True)
    Site.of(stack).publish(release.site)
    print(stack.outputs()["Url"])


def preview(environment, release):
    """Tells what deploying would change, and changes nothing."""
    stack = Stack.of(environment)
    name, changes = stack.change({"TemplateBody": release.template}, parameters(stack, environment, release, None))
    tell(changes)
    if name:
        stack.forget(name)
    if "SiteBucket" in stack.outputs():
        changed, gone = Site.of(stack).differences(release.site)
        for mark, names in (("~", changed), ("-", [name for name in gone if not name.startswith("assets/")])):
            for name in names:
                say(f"  {mark} {name}")


def try_out(stack):
    """The smoke test of a stack, with its own mark."""
    if stack.parameters().get("PauseSeconds", "0") != "0":
        say("no se probó: el ambiente está en pausa")
        return
    outputs = stack.outputs()
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=outputs["TestMarkArn"])["SecretString"]
    if found := smoke.faults(outputs["Url"], json.loads(secret)["current"]):
        for fault in found:
            say(f"  {fault}")
        fail("la prueba no pasó; infra/rollback regresa a la entrega anterior")
    say("la prueba pasó")
