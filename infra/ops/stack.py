"""A stack of CloudFormation: what it is now, what a change of it would do, and the change itself."""

import hashlib
import json
import re
import time

import boto3
from botocore.exceptions import ClientError, WaiterError

from . import ROOT, fail, say

FOUNDATION = "folio-foundation"
# The commands set these; an environment's file sets the others.
OURS = {"CodeBucket", "CodeKey", "Release", "ReleaseId", "Shift", "PauseSeconds", "ProofVersion", "ProofBefore", "ReceiptKeyBefore"}
SECRETS = ("OriginProofArn", "ReceiptKeyArn", "TestMarkArn")
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]


class Stack:
    """The stack of an environment, or the foundation under all of them."""

    def __init__(self, name):
        self.name = name
        self.cloud = boto3.client("cloudformation")

    @classmethod
    def of(cls, environment):
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", environment):
            fail(f"«{environment}» no puede ser un ambiente: use minúsculas, cifras y guiones", 2)
        return cls(f"folio-{environment}")

    def describe(self):
        """What the stack is, or None when there is none."""
        try:
            return self.cloud.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def must_be(self):
        found = self.describe()
        if found is None or found["StackStatus"] == "REVIEW_IN_PROGRESS":
            fail(f"no hay un stack {self.name}; empiece con infra/deploy", 2)
        return found

    def outputs(self):
        found = self.describe() or {}
        return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}

    def parameters(self):
        found = self.describe() or {}
        return {one["ParameterKey"]: one["ParameterValue"] for one in found.get("Parameters", [])}

    def change(self, template, parameters):
        """Makes a change set and returns its name and its changes; no name when nothing would change."""
        status = (self.describe() or {}).get("StackStatus")
        if status == "ROLLBACK_COMPLETE":
            say(f"el primer despliegue de {self.name} falló; se quita lo que quedó de él")
            self.delete()
        is_new = status in (None, "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE")
        name = f"folio-{int(time.time() * 1000)}"
        if "UsePreviousTemplate" not in template:
            # Another release may have known other parameters.
            known = self.cloud.get_template_summary(**template)["Parameters"]
            parameters = {one["ParameterKey"]: parameters[one["ParameterKey"]] for one in known if one["ParameterKey"] in parameters}
        self.cloud.create_change_set(
            StackName=self.name, ChangeSetName=name, ChangeSetType="CREATE" if is_new else "UPDATE",
            Capabilities=CAPABILITIES, Parameters=[{"ParameterKey": k, "ParameterValue": str(v)} for k, v in sorted(parameters.items())],
            Tags=[{"Key": "project", "Value": "folio"}], **template)
        try:
            self.cloud.get_waiter("change_set_create_complete").wait(
                StackName=self.name, ChangeSetName=name, WaiterConfig={"Delay": 2, "MaxAttempts": 150})
        except WaiterError:
            made = self.cloud.describe_change_set(StackName=self.name, ChangeSetName=name)
            reason = made.get("StatusReason", made["Status"])
            self.cloud.delete_change_set(StackName=self.name, ChangeSetName=name)
            if "didn't contain changes" in reason or "No updates" in reason:
                return None, []
            fail(f"CloudFormation no aceptó el cambio: {reason}")
        changes, token = [], {}
        while True:
            made = self.cloud.describe_change_set(StackName=self.name, ChangeSetName=name, **token)
            changes += [change["ResourceChange"] for change in made.get("Changes", [])]
            if not made.get("NextToken"):
                return name, changes
            token = {"NextToken": made["NextToken"]}

    def delete(self):
        self.cloud.delete_stack(StackName=self.name)
        self.cloud.get_waiter("stack_delete_complete").wait(
            StackName=self.name, WaiterConfig={"Delay": 5, "MaxAttempts": 720})

    def forget(self, name):
        """Takes back a change set that is not to be made."""
        self.cloud.delete_change_set(StackName=self.name, ChangeSetName=name)
        if (self.describe() or {}).get("StackStatus") == "REVIEW_IN_PROGRESS":
            self.delete()

    def make(self, name):
        """Makes the change of a change set, and waits for its end."""
        is_new = self.describe()["StackStatus"] == "REVIEW_IN_PROGRESS"
        self.cloud.execute_change_set(StackName=self.name, ChangeSetName=name)
        waiter = self.cloud.get_waiter("stack_create_complete" if is_new else "stack_update_complete")
        try:
            waiter.wait(StackName=self.name, WaiterConfig={"Delay": 5, "MaxAttempts": 720})
        except WaiterError:
            self.tell_failures()
            fail(f"el cambio de {self.name} falló y se deshizo")

    def tell_failures(self):
        events = self.cloud.describe_stack_events(StackName=self.name)["StackEvents"]
        for event in reversed([one for one in events if one["ResourceStatus"].endswith("_FAILED")][:10]):
            say(f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', event['ResourceStatus'])}")

    def update(self, template, parameters):
        """Changes the stack; says what changed."""
        name, changes = self.change(template, parameters)
        tell(changes)
        if name:
            self.make(name)
        return bool(name)

    def again(self, **parameters):
        """Changes parameters of the stack alone, with the template that it has, without waiting for a canary."""
        now = self.parameters()
        # A canary is watched by alarms, and one that rings already would stop what is meant to end it.
        now |= {name: str(value) for name, value in parameters.items()} | {"Shift": "AllAtOnce"}
        now["Release"] = self.release(now)
        return self.update({"UsePreviousTemplate": True}, now)

    def release(self, parameters):
        """A digest of everything that the function is given: parameters, and which values its secrets have."""
        given = {name: str(value) for name, value in parameters.items() if name not in {"Release", "ReleaseId", "Shift"}}
        outputs, secrets = self.outputs(), boto3.client("secretsmanager")
        for output in SECRETS:
            if output in outputs:
                stages = secrets.describe_secret(SecretId=outputs[output])["VersionIdsToStages"]
                given[output] = sorted(version for version, names in stages.items() if "AWSCURRENT" in names)
        return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


def foundation():
    """The bucket of releases; makes the stack that has it when it is missing or was changed."""
    stack = Stack(FOUNDATION)
    stack.update({"TemplateBody": (ROOT / "infra/foundation.yaml").read_text()}, stack.parameters())
    return stack.outputs()["Releases"]


def settings(environment):
    """The parameters that `environments/ENVIRONMENT.json` sets."""
    path = ROOT / f"infra/environments/{environment}.json"
    if not path.exists():
        return {}
    set_ = json.loads(path.read_text())
    if taken := OURS & set_.keys():
        fail(f"{path} no puede fijar {', '.join(sorted(taken))}: lo fijan los comandos", 2)
    return set_


def tell(changes):
    marks = {"Add": "+", "Modify": "~", "Remove": "-"}
    for change in changes:
        note = ", se reemplaza" if change.get("Replacement") == "True" else ""
        say(f"  {marks.get(change['Action'], '?')} {change['LogicalResourceId']} ({change['ResourceType']}{note})")
    if not changes:
        say("  nada cambia")
