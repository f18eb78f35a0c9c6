"""Deploys the whole stack with the commands of `infra/` to a local AWS emulator that enforces IAM, and uses it.

`deployed.py BOOTSTRAP`, the function's binary for this machine, or a zip that contains it.
"""

import contextlib
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import uuid

import boto3

from cloud import CREDENTIALS, ROOT, CloudEmulator

sys.path.insert(0, str(ROOT / "infra"))
from ops import smoke

TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()
# The emulator runs the function on this machine.
ARCHITECTURE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
NAME = "prueba"
STACK = f"folio-{NAME}"
BOOTSTRAP = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
# Resources of types that the emulator does not support, and resources whose condition is false.
MISSING_RESOURCES = {
    "ApiFunctionDeploymentGroup", "ServerlessDeploymentApplication", "Budget", "Plan", "AlarmSubscription", "ApiTracing",
    "Firewall", "NoticeSubscription", "Record", "RecordV6",
}


@contextlib.contextmanager
def copy_project():
    """Yields a temporary folder with a copy of the files that the commands read; tests may change it."""
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder)
        for name in ("infra", "content"):
            shutil.copytree(ROOT / name, project / name)
        yield project


def parse_folio(location):
    """Returns the ticket number in the address of a confirmation."""
    return urllib.parse.urlsplit(location).path.rsplit("/", 1)[-1]


class DeployedStackTest(unittest.TestCase):
    """The tests run in the order of their names; each leaves its stack to the next."""

    @classmethod
    def setUpClass(cls):
        cls.cloud = cls.enterClassContext(CloudEmulator(auth=True))
        cls.project = cls.enterClassContext(copy_project())
        cls.run_command("deploy", NAME, "--arch", ARCHITECTURE, "--bootstrap", BOOTSTRAP)
        cls.outputs = {output["OutputKey"]: output["OutputValue"] for output in cls.describe_stack()["Outputs"]}
        cls.queue = cls.subscribe_queue()

    @classmethod
    def run_command(cls, name, *arguments, expected=0):
        """Runs a command of `infra/`, checks its exit code, and returns its output."""
        environment = {**os.environ, **cls.cloud.environment, "CARGO_TARGET_DIR": str(TARGET)}
        process = subprocess.run([cls.project / "infra" / name, *map(str, arguments)], env=environment, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=cls.project)
        log = cls.cloud.read_log()[-4000:]
        assert process.returncode == expected, f"{name} {arguments} ended with {process.returncode}:\n{process.stdout}\n{log}"
        return process.stdout

    @classmethod
    def client(cls, service, **credentials):
        return boto3.client(service, endpoint_url=cls.cloud.url, region_name="us-east-1", **(credentials or CREDENTIALS))

    @classmethod
    def describe_stack(cls):
        return cls.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]

    @classmethod
    def list_resources(cls):
        """Returns the physical id of every resource of the stack by logical id."""
        pages = cls.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
        resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
        return {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}

    @classmethod
    def subscribe_queue(cls):
        """Subscribes a new queue to the topic of notices, and returns its URL."""
        sqs = cls.client("sqs")
        queue = sqs.create_queue(QueueName="support")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        topic = cls.outputs["NoticeTopicArn"]
        policy = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}]}
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})
        cls.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        return queue

    def fetch(self, path, **options):
        return smoke.fetch(self.cloud.url + path, **options)

    def scan_tickets(self):
        """Returns the items of all tickets by ticket number."""
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=self.outputs["TicketsTable"])
        items = [item for page in pages for item in page["Items"]]
        return {item["folio"]["S"]: item for item in items if item["sk"]["S"] == "TICKET"}

    def form_examples(self):
        """Returns the first example of every form by path."""
        examples = {}
        for path, example in smoke.request_examples(smoke.fetch_openapi(self.cloud.url)):
            examples.setdefault(path, example)
        return examples

    def first_example(self):
        """Returns the path of the first form and its example."""
        return next(iter(self.form_examples().items()))

    def submit(self, path, example):
        """Submits a form without script, confirms it when the response asks for that, and returns the confirmation's URL."""
        fields = smoke.flatten_form(example)
        status, headers, page = self.fetch(path, fields=fields)
        if status == 200 and 'name="confirmacion"' in page:
            status, headers, page = self.fetch(path, fields=[*fields, ("confirmacion", "si")])
        self.assertEqual(status, 303, f"{path}: {page[:2000]}")
        return headers["location"]

    def test_01_deploy_creates_every_resource(self):
        template = json.loads((TARGET / "tmp/infra/template.json").read_text())["Resources"]
        expected = {re.sub("Version0{10}", "Version", name) for name in template} - MISSING_RESOURCES
        resources = self.list_resources()
        self.assertEqual({re.sub("Version[0-9a-f]{10}", "Version", name) for name in resources}, expected)
        # The emulator can report a status for a resource that it never created.
        self.assertEqual([name for name, physical_id in resources.items() if physical_id in (None, "", "unknown")], [])
        self.assertEqual(len(set(resources.values())), len(resources))
        self.assertTrue(self.describe_stack()["EnableTerminationProtection"])

    def test_02_distribution_serves_every_page(self):
        site = self.project / "dist/site"
        pages = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*")) if path.is_file()]
        self.assertGreater(len(pages), 20)
        for page in pages:
            status, headers, text = self.fetch("/" + page.removesuffix("index.html"))
            self.assertEqual((status, text), (200, (site / page).read_bytes().decode("utf-8", "replace")), page)
            self.assertEqual(headers["strict-transport-security"], "max-age=63072000; includeSubDomains", page)
        for path, expected in {"/gsuite": (308, "/gsuite/"), "/gsuite/alta": (308, "/gsuite/alta/")}.items():
            status, headers, _ = self.fetch(path)
            self.assertEqual((status, headers["location"]), expected)
        status, _, text = self.fetch("/no-hay.html")
        self.assertEqual((status, text), (404, (site / "404.html").read_text()))
        self.assertEqual(self.fetch("/canales/", method="PUT")[0], 403)
        plain = {"X-Forwarded-Proto": "http"}
        self.assertEqual([self.fetch(path, headers=plain)[0] for path in ("/", "/api/health")], [301, 403])

    def test_03_every_form_creates_ticket_and_notice_without_script(self):
        folios = {}
        for path, example in self.form_examples().items():
            location = self.submit(path, example)
            folio = parse_folio(location)
            status, _, page = self.fetch(location)
            self.assertEqual((status, folio in page), (200, True), path)
            folios[folio] = path
        self.assertEqual(len(folios), 10)
        tickets = self.scan_tickets()
        for folio, path in folios.items():
            self.assertEqual(f"/api/tickets/{tickets[folio]['form']['S']}/{tickets[folio]['operation']['S']}", path)
            self.assertEqual(tickets[folio]["state"]["S"], "OPEN")
        noticed, sqs = set(), self.client("sqs")
        # The emulator sends the whole record of every change. Filter and content of notices are checked on the template.
        while not folios.keys() <= noticed:
            response = sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10, WaitTimeSeconds=20)
            messages = response.get("Messages", [])
            self.assertTrue(messages, f"no notice of {folios.keys() - noticed}")
            noticed |= {folio for message in messages for folio in folios if folio in message["Body"]}
        open_tickets = self.client("dynamodb").query(
            TableName=self.outputs["TicketsTable"], IndexName="queue", KeyConditionExpression="queue = :open",
            ExpressionAttributeValues={":open": {"S": "OPEN"}})["Items"]
        open_folios = {ticket["folio"]["S"] for ticket in open_tickets}
        self.assertEqual(open_folios, folios.keys(), "a test ticket must not be in the queue")

    def test_03b_log_contains_no_personal_data(self):
        events = self.client("logs").get_paginator("filter_log_events").paginate(logGroupName=f"/folio/{STACK}/api")
        lines = [event["message"] for page in events for event in page["events"]]
        self.assertGreaterEqual(sum("answered POST" in line for line in lines), 10)
        log = "\n".join(lines)
        submitted = {str(value) for example in self.form_examples().values() for _, value in smoke.flatten_form(example)}
        # Metrics may contain identifiers of the content, such as the id of an option. These have no space, `@` or number.
        personal = {value for value in submitted if re.search(r"[@ ]|\d{6}", value)}
        self.assertGreater(len(personal), 20)
        self.assertEqual([value for value in sorted(personal) if value in log], [])

    def test_04_test_ticket_expires_after_a_day_and_is_not_queued(self):
        tests = [ticket for ticket in self.scan_tickets().values() if ticket["state"]["S"] == "TEST"]
        self.assertEqual(len(tests), 1, "the smoke test of the deployment")
        self.assertNotIn("queue", tests[0])
        received = datetime.datetime.fromisoformat(tests[0]["received"]["S"].replace("Z", "+00:00"))
        self.assertEqual(int(tests[0]["expires"]["N"]), received.timestamp() + 86_400)

    def test_04b_smoke_test_reports_missing_pages_and_wrong_mark(self):
        self.assertEqual(smoke.find_problems(self.cloud.url), [])
        s3, bucket = self.client("s3"), self.outputs["SiteBucket"]
        for page, problem in {
            "canales/index.html": "/canales/ responde 404", "gsuite/alta/index.html": "/api/tickets/gsuite/alta",
        }.items():
            response = s3.get_object(Bucket=bucket, Key=page)
            saved = {name: response[name] for name in ("ContentType", "CacheControl")} | {"Body": response["Body"].read()}
            s3.delete_object(Bucket=bucket, Key=page)
            self.assertIn(problem, " ".join(smoke.find_problems(self.cloud.url)))
            s3.put_object(Bucket=bucket, Key=page, **saved)
        before = self.scan_tickets().keys()
        self.assertIn("responde 404, no 303", smoke.find_problems(self.cloud.url, "x" * 48)[0])
        self.assertEqual(self.scan_tickets().keys(), before, "a wrong test mark must not create a ticket")

    def test_05_gateway_returns_404_without_the_origin_proof(self):
        gateway = f"{self.cloud.emulator_url}/_aws/execute-api/{self.outputs['Gateway']}/$default/api/health"
        for proof in ({}, {"X-Folio-Origin": "x" * 48}, {"CloudFront-Viewer-Address": "192.0.2.1:1"}):
            self.assertEqual(smoke.fetch(gateway, headers=proof)[0], 404)
        self.assertEqual(self.fetch("/api/health", headers={"X-Folio-Origin": "x"})[0], 200, "the distribution replaces the header")

    def test_06_function_role_can_write_tickets_and_not_read_them(self):
        resources = self.list_resources()
        role = self.client("iam").get_role(RoleName=resources["ApiRole"])["Role"]["Arn"]
        session = self.client("sts").assume_role(RoleArn=role, RoleSessionName="probe")["Credentials"]
        credentials = {"aws_access_key_id": session["AccessKeyId"], "aws_secret_access_key": session["SecretAccessKey"],
                       "aws_session_token": session["SessionToken"]}
        dynamodb, tickets, guard = self.client("dynamodb", **credentials), resources["Tickets"], resources["Guard"]
        key = {"pk": {"S": "PROBE"}, "sk": {"S": "PROBE"}}
        query = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": "PROBE"}}}
        dynamodb.put_item(TableName=tickets, Item=key)
        dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": tickets, "Item": key}}])
        dynamodb.get_item(TableName=guard, Key=key)
        dynamodb.update_item(TableName=guard, Key=key)
        secret = {"SecretId": self.outputs["OriginProofArn"]}
        for service, operation, request in [
            ("dynamodb", "get_item", {"TableName": tickets, "Key": key}),
            ("dynamodb", "query", {"TableName": tickets, **query}),
            ("dynamodb", "scan", {"TableName": tickets}),
            ("dynamodb", "scan", {"TableName": tickets, "IndexName": "queue"}),
            ("dynamodb", "update_item", {"TableName": tickets, "Key": key}),
            ("dynamodb", "delete_item", {"TableName": tickets, "Key": key}),
            ("dynamodb", "transact_get_items", {"TransactItems": [{"Get": {"TableName": tickets, "Key": key}}]}),
            ("dynamodb", "scan", {"TableName": guard}),
            ("dynamodb", "put_item", {"TableName": guard, "Item": key}),
            ("dynamodb", "list_tables", {}),
            ("s3", "list_objects_v2", {"Bucket": self.outputs["SiteBucket"]}),
            ("sns", "publish", {"TopicArn": self.outputs["NoticeTopicArn"], "Message": "x"}),
            ("secretsmanager", "get_secret_value", secret),
        ]:
            with self.subTest(service=service, operation=operation, request=list(request)):
                with self.assertRaises(Exception) as denied:
                    getattr(self.client(service, **credentials), operation)(**request)
                self.assertRegex(str(denied.exception), "AccessDenied|AuthorizationError|not authorized")
        self.client("dynamodb").delete_item(TableName=tickets, Key=key)

    def test_07_content_is_deployed_and_rolled_back(self):
        site_yaml = self.project / "content/site.yaml"
        before, home = site_yaml.read_text(), self.fetch("/")[2]
        site_yaml.write_text(before.replace("titulo: Políticas de soporte", "titulo: Soporte probado"))
        self.assertIn("~ index.html", self.run_command("content", NAME, "--diff"))
        self.assertEqual(self.fetch("/")[2], home)
        self.run_command("content", NAME, "--at-once")
        self.assertIn("Soporte probado", self.fetch("/")[2])
        self.assertIn("Soporte probado", self.fetch("/api/tickets/gsuite/alta", fields=[])[2], "the function must be updated, too")
        self.run_command("rollback", NAME)
        self.assertEqual(self.fetch("/")[2], home)
        site_yaml.write_text(before)

    def test_08_paused_intake_returns_503_until_resumed(self):
        tickets = self.scan_tickets().keys()
        self.run_command("pause", NAME, "--seconds", "900")
        path, example = self.first_example()
        status, headers, page = self.fetch(path, fields=smoke.flatten_form(example))
        self.assertEqual((status, headers["retry-after"]), (503, "900"))
        self.assertIn('href="tel:', page)
        self.assertEqual(self.scan_tickets().keys(), tickets)
        self.run_command("resume", NAME)
        self.assertEqual(self.fetch(path, fields=[])[0], 422)

    def test_08b_verification_is_pending_for_unknown_requester(self):
        contacts = self.project / "contactos.csv"
        path, example = self.first_example()
        contacts.write_text(f"empresa,correo\n{example['empresa']},{example['correo_solicitante']}\n")
        self.assertIn("1 nuevos", self.run_command("contacts", NAME, contacts))
        self.assertEqual(self.submit_and_read_verification(path, example), "AUTHORIZED")
        unknown = {**example, "correo_solicitante": "otra@example.com"}
        self.assertEqual(self.submit_and_read_verification(path, unknown), "PENDING")
        items = json.dumps(self.client("dynamodb").scan(TableName=self.outputs["GuardTable"])["Items"])
        self.assertNotIn(example["correo_solicitante"], items)
        contacts.write_text("empresa,correo\nEjemplo,nadie\n")
        output = self.run_command("contacts", NAME, contacts, expected=3)
        self.assertIn("contactos.csv:2: «nadie» no es un correo", output)

    def submit_and_read_verification(self, path, example):
        """Submits an example with a unique description, and returns the verification of its ticket."""
        location = self.submit(path, {**example, "descripcion": f"{uuid.uuid4()}: {example['descripcion']}"})
        return self.scan_tickets()[parse_folio(location)]["verification"]["S"]

    def test_09_confirmations_and_contacts_survive_secret_rotation(self):
        for secret in ("origin", "receipts"):
            location = self.submit(*self.first_example())
            self.run_command("rotate-secret", NAME, secret)
            self.assertEqual(self.fetch(location)[0], 200, "a confirmation from before the rotation must open")
        self.assertEqual(self.submit_and_read_verification(*self.first_example()), "AUTHORIZED")

    def test_10_export_contains_every_ticket_and_is_private(self):
        out = self.project / "todas.jsonl"
        self.run_command("export", NAME, out)
        exported = [json.loads(line) for line in out.read_text().splitlines()]
        self.assertEqual({ticket["folio"] for ticket in exported}, self.scan_tickets().keys())
        self.assertEqual(out.stat().st_mode & 0o777, 0o600)

    def test_10b_restore_copies_only_missing_tickets(self):
        self.run_command("restore", NAME, "2026-01-01T00:00:00", expected=2)
        moment = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        self.run_command("restore", NAME, moment)
        before, table = self.scan_tickets(), self.outputs["TicketsTable"]
        lost, changed = sorted(before)[:2]
        dynamodb = self.client("dynamodb")
        lost_key, changed_key = ({name: before[folio][name] for name in ("pk", "sk")} for folio in (lost, changed))
        dynamodb.delete_item(TableName=table, Key=lost_key)
        dynamodb.update_item(TableName=table, Key=changed_key, UpdateExpression="SET priority = :now",
                             ExpressionAttributeValues={":now": {"S": "Alto"}})
        self.assertIn("faltan 1", self.run_command("restore", NAME, moment))
        self.assertNotIn(lost, self.scan_tickets())
        self.assertIn("se devolvieron 1", self.run_command("restore", NAME, moment, "--copy"))
        after = self.scan_tickets()
        self.assertEqual((after.keys(), after[lost]), (before.keys(), before[lost]))
        self.assertEqual(after[changed]["priority"]["S"], "Alto")
        copy = next(name for name in dynamodb.list_tables()["TableNames"] if name.startswith(f"{table}-"))
        dynamodb.delete_table(TableName=copy)

    def test_11_remove_keeps_tickets_key_and_receipt_secret(self):
        self.run_command("remove", NAME, "--yes", "folio-otro", expected=2)
        resources, tickets = self.list_resources(), self.scan_tickets()
        self.run_command("remove", NAME, "--yes", STACK)
        dynamodb = self.client("dynamodb")
        self.assertEqual(dynamodb.list_tables()["TableNames"], [resources["Tickets"]])
        self.assertEqual(self.scan_tickets().keys(), tickets.keys())
        with self.assertRaises(Exception):
            dynamodb.delete_table(TableName=resources["Tickets"])
        secrets = {secret["Name"] for secret in self.client("secretsmanager").list_secrets()["SecretList"]}
        self.assertEqual(secrets, {resources["ReceiptKey"]})
        self.assertEqual(self.client("kms").describe_key(KeyId=resources["DataKey"])["KeyMetadata"]["KeyState"], "Enabled")
        buckets = [bucket["Name"] for bucket in self.client("s3").list_buckets()["Buckets"]]
        self.assertNotIn(resources["Site"], buckets)
        self.assertEqual(self.client("lambda").list_functions()["Functions"], [])
        self.assertFalse(self.client("cloudfront").list_distributions()["DistributionList"].get("Items"))


if __name__ == "__main__":
    unittest.main(failfast=True)
