"""A CloudFormation stack: its current state, change sets, and updates."""

import hashlib
import json
import re
import time

import boto3
from botocore.exceptions import ClientError, WaiterError

from . import ROOT, die, log

FOUNDATION = "folio-foundation"
# The commands set these parameters; the file of an environment sets the others.
RESERVED_PARAMETERS = {
    "CodeBucket", "CodeKey", "Release", "ReleaseId", "Shift", "PauseSeconds", "ProofVersion", "ProofBefore", "ReceiptKeyBefore",
}
# Outputs with the ARN of a secret that the function reads.
SECRET_OUTPUTS = ("OriginProofArn", "ReceiptKeyArn", "TestMarkArn")
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
ALL_AT_ONCE = "AllAtOnce"
# At most 5 minutes for a change set, an hour for a stack.
CHANGE_SET_WAIT = {"Delay": 2, "MaxAttempts": 150}
STACK_WAIT = {"Delay": 5, "MaxAttempts": 720}


class Stack:
    """The stack of an environment, or the foundation of the account."""

    def __init__(self, name):
        self.name = name
        self.client = boto3.client("cloudformation")

    @classmethod
    def for_environment(cls, environment):
        """Returns the stack of an environment, deployed or not. Exits with 2 when the name is not allowed."""
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", environment):
            die(f"«{environment}» no puede ser un ambiente: use minúsculas, cifras y guiones", 2)
        return cls(f"folio-{environment}")

    def describe(self):
        """Returns the description of the stack, empty when there is no such stack."""
        try:
            return self.client.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return {}
            raise

    def status(self):
        """Returns the status of the stack, `None` when there is no such stack."""
        return self.describe().get("StackStatus")

    def require(self):
        """Returns the stack. Exits with 2 when it is not deployed."""
        if self.status() in (None, "REVIEW_IN_PROGRESS"):
            die(f"no hay un stack {self.name}; empiece con infra/deploy", 2)
        return self

    def outputs(self):
        return {output["OutputKey"]: output["OutputValue"] for output in self.describe().get("Outputs", [])}

    def parameters(self):
        parameters = self.describe().get("Parameters", [])
        return {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in parameters}

    def create_change_set(self, template, parameters):
        """Returns the name of a new change set and its resource changes, `(None, [])` when nothing would change.

        Exits with 1 when CloudFormation rejects the change.
        """
        status = self.status()
        if status == "ROLLBACK_COMPLETE":
            log(f"el primer despliegue de {self.name} falló; se quita lo que quedó de él")
            self.delete()
        is_new = status in (None, "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE")
        name = f"folio-{int(time.time() * 1000)}"
        if "UsePreviousTemplate" not in template:
            # The template of an earlier release may lack parameters that exist now.
            declared = {one["ParameterKey"] for one in self.client.get_template_summary(**template)["Parameters"]}
            parameters = {key: value for key, value in parameters.items() if key in declared}
        self.client.create_change_set(
            StackName=self.name, ChangeSetName=name, ChangeSetType="CREATE" if is_new else "UPDATE", Capabilities=CAPABILITIES,
            Parameters=[{"ParameterKey": key, "ParameterValue": str(value)} for key, value in sorted(parameters.items())],
            Tags=[{"Key": "project", "Value": "folio"}], **template)
        try:
            self.client.get_waiter("change_set_create_complete").wait(
                StackName=self.name, ChangeSetName=name, WaiterConfig=CHANGE_SET_WAIT)
        except WaiterError:
            self.delete_empty_change_set(name)
            return None, []
        pages = self.client.get_paginator("describe_change_set").paginate(StackName=self.name, ChangeSetName=name)
        return name, [change["ResourceChange"] for page in pages for change in page.get("Changes", [])]

    def delete_empty_change_set(self, name):
        """Deletes a change set that failed. Exits with 1 unless it failed because nothing would change."""
        failed = self.client.describe_change_set(StackName=self.name, ChangeSetName=name)
        reason = failed.get("StatusReason", failed["Status"])
        self.client.delete_change_set(StackName=self.name, ChangeSetName=name)
        if "didn't contain changes" not in reason and "No updates" not in reason:
            die(f"CloudFormation no aceptó el cambio: {reason}")

    def discard_change_set(self, name):
        """Deletes a change set, and the stack too when the change set would have created it."""
        self.client.delete_change_set(StackName=self.name, ChangeSetName=name)
        if self.status() == "REVIEW_IN_PROGRESS":
            self.delete()

    def execute_change_set(self, name):
        """Executes a change set and waits for its end. Exits with 1 when CloudFormation rolls it back."""
        is_new = self.status() == "REVIEW_IN_PROGRESS"
        self.client.execute_change_set(StackName=self.name, ChangeSetName=name)
        waiter = self.client.get_waiter("stack_create_complete" if is_new else "stack_update_complete")
        try:
            waiter.wait(StackName=self.name, WaiterConfig=STACK_WAIT)
        except WaiterError:
            self.print_failures()
            die(f"el cambio de {self.name} falló y se deshizo")

    def print_failures(self):
        """Prints the last ten failed resource events, the oldest first."""
        events = self.client.describe_stack_events(StackName=self.name)["StackEvents"]
        failures = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
        for event in reversed(failures[:10]):
            log(f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', event['ResourceStatus'])}")

    def delete(self):
        """Deletes the stack and waits for its end."""
        self.client.delete_stack(StackName=self.name)
        self.client.get_waiter("stack_delete_complete").wait(StackName=self.name, WaiterConfig=STACK_WAIT)

    def update(self, template, parameters):
        """Creates and executes a change set, and prints its changes."""
        name, changes = self.create_change_set(template, parameters)
        print_changes(changes)
        if name:
            self.execute_change_set(name)

    def update_parameters(self, **parameters):
        """Updates parameters of the stack, with its current template and without a canary."""
        # Alarms watch a canary. An alarm that is already active would stop the update that is meant to end it.
        updated = self.parameters() | {name: str(value) for name, value in parameters.items()} | {"Shift": ALL_AT_ONCE}
        updated["Release"] = self.configuration_digest(updated)
        self.update({"UsePreviousTemplate": True}, updated)

    def configuration_digest(self, parameters):
        """Returns a SHA-256 of the function's configuration: the parameters and the current versions of its secrets."""
        configuration = {name: str(value) for name, value in parameters.items() if name not in {"Release", "ReleaseId", "Shift"}}
        outputs, client = self.outputs(), boto3.client("secretsmanager")
        for output in SECRET_OUTPUTS:
            if output in outputs:
                stages = client.describe_secret(SecretId=outputs[output])["VersionIdsToStages"]
                configuration[output] = sorted(version for version, names in stages.items() if "AWSCURRENT" in names)
        return hashlib.sha256(json.dumps(configuration, sort_keys=True).encode()).hexdigest()


def ensure_foundation():
    """Creates or updates the foundation's stack when needed, and returns the bucket of releases."""
    stack = Stack(FOUNDATION)
    stack.update({"TemplateBody": (ROOT / "infra/foundation.yaml").read_text()}, stack.parameters())
    return stack.outputs()["Releases"]


def load_environment(environment):
    """Returns the parameters in `environments/ENVIRONMENT.json`, empty when there is no such file.

    Exits with 2 when the file sets a parameter that the commands set.
    """
    path = ROOT / f"infra/environments/{environment}.json"
    if not path.exists():
        return {}
    parameters = json.loads(path.read_text())
    if reserved := RESERVED_PARAMETERS & parameters.keys():
        die(f"{path} no puede fijar {', '.join(sorted(reserved))}: lo fijan los comandos", 2)
    return parameters


def print_changes(changes):
    """Prints one line for each resource change."""
    signs = {"Add": "+", "Modify": "~", "Remove": "-"}
    for change in changes:
        note = ", se reemplaza" if change.get("Replacement") == "True" else ""
        log(f"  {signs.get(change['Action'], '?')} {change['LogicalResourceId']} ({change['ResourceType']}{note})")
    if not changes:
        log("  nada cambia")
