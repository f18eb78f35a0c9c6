"""The whole stack, deployed with the commands of `infra/` to a cloud on the loopback that enforces IAM, and used.

`deployed.py BOOTSTRAP`: the function's program for this machine, or a package that has it.
"""

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

from cloud import ROOT, Cloud

sys.path.insert(0, str(ROOT / "infra"))
from ops import smoke

TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()
# The function runs on this machine.
ARCHITECTURE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
NAME = "prueba"
STACK = f"folio-{NAME}"
BOOTSTRAP = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
# Types that the emulator refuses, and what stands only on a condition that is off.
LEFT_OUT = {
    "ApiFunctionDeploymentGroup", "ServerlessDeploymentApplication", "Budget", "Plan", "AlarmSubscription", "ApiTracing",
    "Firewall", "NoticeSubscription", "Record", "RecordV6",
}


class Deployed(unittest.TestCase):
    """Tests run in the order of their names: each leaves the stack to the next, as days do."""

    @classmethod
    def setUpClass(cls):
        cls.cloud = cls.enterClassContext(Cloud(auth=True))
        cls.house = cls.enterClassContext(copied())
        cls.said = cls.command("deploy", NAME, "--arch", ARCHITECTURE, "--bootstrap", BOOTSTRAP)
        cls.outputs = {one["OutputKey"]: one["OutputValue"] for one in cls.stack()["Outputs"]}
        cls.queue = cls.subscribe()

    @classmethod
    def command(cls, *words, expected=0):
        """Runs a command of `infra/` and returns what it said."""
        done = subprocess.run([cls.house / "infra" / words[0], *map(str, words[1:])], env=cls.environment(), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=cls.house)
        assert done.returncode == expected, f"{words} ended with {done.returncode}:\n{done.stdout}\n{cls.cloud.said()[-4000:]}"
        return done.stdout

    @classmethod
    def environment(cls):
        return {**os.environ, **cls.cloud.environment, "CARGO_TARGET_DIR": str(TARGET)}

    @classmethod
    def client(cls, service, **credentials):
        credentials = credentials or {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        return boto3.client(service, endpoint_url=cls.cloud.url, region_name="us-east-1", **credentials)

    @classmethod
    def stack(cls):
        return cls.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]

    @classmethod
    def resources(cls):
        pages = cls.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for page in pages for one in page["StackResourceSummaries"]}

    @classmethod
    def subscribe(cls):
        queues = cls.client("sqs")
        queue = queues.create_queue(QueueName="support")["QueueUrl"]
        arn = queues.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        topic = cls.outputs["NoticeTopicArn"]
        allowed = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}]}
        queues.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(allowed)})
        cls.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        return queue

    def ask(self, path, **options):
        return smoke.ask(self.cloud.url + path, **options)

    def tickets(self):
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=self.outputs["TicketsTable"])
        return {it["folio"]["S"]: it for page in pages for it in page["Items"] if it["sk"]["S"] == "TICKET"}

    def forms(self):
        described = json.loads(self.ask("/api/openapi.json", headers={"Accept": "application/json"})[2])
        found = {}
        for path, example in smoke.examples(described):
            found.setdefault(path, example)
        return found

    def send(self, path, example):
        """Sends a page's form without script, and again confirmed when the page asks to be."""
        fields = smoke.flat(example)
        status, headers, page = self.ask(path, fields=fields)
        if status == 200 and 'name="confirmacion"' in page:
            status, headers, page = self.ask(path, fields=[*fields, ("confirmacion", "si")])
        self.assertEqual(status, 303, f"{path}: {page[:2000]}")
        return headers["location"]

    def test_01_everything_is_there(self):
        made = json.loads((TARGET / "tmp/infra/template.json").read_text())["Resources"]
        wanted = {re.sub("Version0{10}", "Version", name) for name in made} - LEFT_OUT
        found = self.resources()
        self.assertEqual({re.sub("Version[0-9a-f]{10}", "Version", name) for name in found}, wanted)
        # A status can be said of what was never made.
        self.assertEqual([name for name, id in found.items() if not id or id == "unknown"], [])
        self.assertEqual(len(set(found.values())), len(found))
        self.assertTrue(self.stack()["EnableTerminationProtection"])

    def test_02_every_page_comes_through_the_distribution(self):
        site = self.house / "dist/site"
        pages = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*")) if path.is_file()]
        self.assertGreater(len(pages), 20)
        for page in pages:
            status, headers, text = self.ask("/" + page.removesuffix("index.html"))
            self.assertEqual((status, text), (200, (site / page).read_bytes().decode("utf-8", "replace")), page)
            self.assertEqual(headers["strict-transport-security"], "max-age=63072000; includeSubDomains", page)
        for path, expected in {"/gsuite": (308, "/gsuite/"), "/gsuite/alta": (308, "/gsuite/alta/")}.items():
            status, headers, _ = self.ask(path)
            self.assertEqual((status, headers["location"]), expected)
        status, _, text = self.ask("/no-hay.html")
        self.assertEqual((status, text), (404, (site / "404.html").read_text()))
        self.assertEqual(self.ask("/canales/", method="PUT")[0], 403)
        plain = {"X-Forwarded-Proto": "http"}
        self.assertEqual([self.ask(path, headers=plain)[0] for path in ("/", "/api/health")], [301, 403])

    def test_03_each_form_without_script_makes_a_ticket_and_a_notice(self):
        folios = {}
        for path, example in self.forms().items():
            location = self.send(path, example)
            folio = urllib.parse.urlsplit(location).path.rsplit("/", 1)[-1]
            status, _, page = self.ask(location)
            self.assertEqual((status, folio in page), (200, True), path)
            folios[folio] = path
        self.assertEqual(len(folios), 10)
        tickets = self.tickets()
        for folio, path in folios.items():
            self.assertEqual(f"/api/tickets/{tickets[folio]['form']['S']}/{tickets[folio]['operation']['S']}", path)
            self.assertEqual(tickets[folio]["state"]["S"], "OPEN")
        told, queues = set(), self.client("sqs")
        # The emulator tells the whole record, of every change: what a notice says is checked on the template.
        while not folios.keys() <= told:
            got = queues.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10, WaitTimeSeconds=20).get("Messages", [])
            self.assertTrue(got, f"no notice of {folios.keys() - told}")
            told |= {folio for one in got for folio in folios if folio in one["Body"]}
        waiting = self.client("dynamodb").query(
            TableName=self.outputs["TicketsTable"], IndexName="queue", KeyConditionExpression="queue = :open",
            ExpressionAttributeValues={":open": {"S": "OPEN"}})["Items"]
        self.assertEqual({one["folio"]["S"] for one in waiting}, folios.keys(), "a test must not wait")

    def test_03b_nothing_that_was_sent_is_in_a_log(self):
        events = self.client("logs").get_paginator("filter_log_events").paginate(logGroupName=f"/folio/{STACK}/api")
        lines = [one["message"] for page in events for one in page["events"]]
        self.assertGreaterEqual(sum("answered POST" in line for line in lines), 10)
        written = "\n".join(lines)
        sent = {str(value) for example in self.forms().values() for _, value in smoke.flat(example)}
        # A word that is also one of ours, as the name of a choice, is told by metrics.
        personal = {value for value in sent if re.search(r"[@ ]|\d{6}", value)}
        self.assertGreater(len(personal), 20)
        self.assertEqual([value for value in sorted(personal) if value in written], [])

    def test_04_a_test_is_kept_for_a_day_and_waits_for_nobody(self):
        tests = [one for one in self.tickets().values() if one["state"]["S"] == "TEST"]
        self.assertEqual(len(tests), 1, "the smoke test of the deployment")
        self.assertNotIn("queue", tests[0])
        received = datetime.datetime.fromisoformat(tests[0]["received"]["S"].replace("Z", "+00:00"))
        self.assertEqual(int(tests[0]["expires"]["N"]), received.timestamp() + 86_400)

    def test_04b_the_smoke_test_finds_what_is_broken(self):
        self.assertEqual(smoke.faults(self.cloud.url), [])
        store, bucket = self.client("s3"), self.outputs["SiteBucket"]
        for page, fault in {"canales/index.html": "/canales/ responde 404", "gsuite/alta/index.html": "/api/tickets/gsuite/alta"}.items():
            content = store.get_object(Bucket=bucket, Key=page)
            kept = {name: content[name] for name in ("ContentType", "CacheControl")} | {"Body": content["Body"].read()}
            store.delete_object(Bucket=bucket, Key=page)
            self.assertIn(fault, " ".join(smoke.faults(self.cloud.url)))
            store.put_object(Bucket=bucket, Key=page, **kept)
        before = self.tickets().keys()
        self.assertIn("responde 404, no 303", smoke.faults(self.cloud.url, "x" * 48)[0])
        self.assertEqual(self.tickets().keys(), before, "what is marked wrongly is no ticket")

    def test_05_nobody_comes_around_the_distribution(self):
        gateway = f"http://127.0.0.1:{self.cloud.emulator}/_aws/execute-api/{self.outputs['Gateway']}/$default/api/health"
        for proof in ({}, {"X-Folio-Origin": "x" * 48}, {"CloudFront-Viewer-Address": "192.0.2.1:1"}):
            self.assertEqual(smoke.ask(gateway, headers=proof)[0], 404)
        self.assertEqual(self.ask("/api/health", headers={"X-Folio-Origin": "x"})[0], 200, "the distribution's own is sent")

    def test_06_the_function_writes_a_ticket_and_reads_none(self):
        resources = self.resources()
        role = self.client("iam").get_role(RoleName=resources["ApiRole"])["Role"]["Arn"]
        given = self.client("sts").assume_role(RoleArn=role, RoleSessionName="probe")["Credentials"]
        own = {"aws_access_key_id": given["AccessKeyId"], "aws_secret_access_key": given["SecretAccessKey"],
               "aws_session_token": given["SessionToken"]}
        base, tickets, guard = self.client("dynamodb", **own), resources["Tickets"], resources["Guard"]
        key = {"pk": {"S": "PROBE"}, "sk": {"S": "PROBE"}}
        query = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": "PROBE"}}}
        put = [{"Put": {"TableName": tickets, "Item": key}}]
        base.put_item(TableName=tickets, Item=key)
        base.transact_write_items(TransactItems=put)
        base.get_item(TableName=guard, Key=key)
        base.update_item(TableName=guard, Key=key)
        secret = {"SecretId": self.outputs["OriginProofArn"]}
        for service, operation, asked in [
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
            with self.subTest(service=service, operation=operation, asked=list(asked)):
                with self.assertRaises(Exception) as refused:
                    getattr(self.client(service, **own), operation)(**asked)
                self.assertRegex(str(refused.exception), "AccessDenied|AuthorizationError|not authorized")
        self.client("dynamodb").delete_item(TableName=tickets, Key=key)

    def test_07_content_goes_out_without_a_compiler_and_comes_back(self):
        words = self.house / "content/site.yaml"
        before, home = words.read_text(), self.ask("/")[2]
        words.write_text(before.replace("titulo: Políticas de soporte", "titulo: Soporte probado"))
        self.assertIn("~ index.html", self.command("content", NAME, "--diff"))
        self.assertEqual(self.ask("/")[2], home)
        self.command("content", NAME, "--at-once")
        self.assertIn("Soporte probado", self.ask("/")[2])
        self.assertIn("Soporte probado", self.ask("/api/tickets/gsuite/alta", fields=[])[2], "the function has it, too")
        self.command("rollback", NAME)
        self.assertEqual(self.ask("/")[2], home)
        words.write_text(before)

    def test_08_the_intake_pauses(self):
        tickets = self.tickets().keys()
        self.command("pause", NAME, "--seconds", "900")
        path, example = next(iter(self.forms().items()))
        status, headers, page = self.ask(path, fields=smoke.flat(example))
        self.assertEqual((status, headers["retry-after"]), (503, "900"))
        self.assertIn('href="tel:', page)
        self.assertEqual(self.tickets().keys(), tickets)
        self.command("pause", NAME, "--end")
        self.assertEqual(self.ask(path, fields=[])[0], 422)

    def test_08b_who_is_no_authorised_contact_is_to_be_verified(self):
        listed = self.house / "contactos.csv"
        path, example = next(iter(self.forms().items()))
        listed.write_text(f"empresa,correo\n{example['empresa']},{example['correo_solicitante']}\n")
        self.assertIn("1 nuevos", self.command("contacts", NAME, listed))
        self.assertEqual(self.verified(path, example), "AUTHORIZED")
        self.assertEqual(self.verified(path, {**example, "correo_solicitante": "otra@example.com"}), "PENDING")
        noted = json.dumps(self.client("dynamodb").scan(TableName=self.outputs["GuardTable"])["Items"])
        self.assertNotIn(example["correo_solicitante"], noted)
        listed.write_text("empresa,correo\nEjemplo,nadie\n")
        self.assertIn("contactos.csv:2: «nadie» no es un correo", self.command("contacts", NAME, listed, expected=3))

    def verified(self, path, example):
        """How the requester of a new ticket was found."""
        location = self.send(path, {**example, "descripcion": f"{uuid.uuid4()}: {example['descripcion']}"})
        return self.tickets()[urllib.parse.urlsplit(location).path.rsplit("/", 1)[-1]]["verification"]["S"]

    def test_09_secrets_are_replaced_without_a_gap(self):
        for secret in ("origen", "recibos"):
            location = self.send(*next(iter(self.forms().items())))
            self.command("rotate", NAME, secret)
            self.assertEqual(self.ask(location)[0], 200, "a confirmation made before opens")
        self.assertEqual(self.verified(*next(iter(self.forms().items()))), "AUTHORIZED", "contacts imported before are known")

    def test_10_tickets_are_exported_and_come_back_from_before(self):
        out = self.house / "todas.jsonl"
        self.command("export", NAME, out)
        written = [json.loads(line) for line in out.read_text().splitlines()]
        self.assertEqual({one["folio"] for one in written}, self.tickets().keys())
        self.assertEqual(out.stat().st_mode & 0o777, 0o600)

    def test_10b_what_is_lost_is_put_back_and_what_is_there_stays(self):
        self.command("restore", NAME, "2026-01-01T00:00:00", expected=2)
        moment = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        self.command("restore", NAME, moment)
        before, table = self.tickets(), self.outputs["TicketsTable"]
        lost, changed = sorted(before)[:2]
        base = self.client("dynamodb")
        key = lambda folio: {name: before[folio][name] for name in ("pk", "sk")}
        base.delete_item(TableName=table, Key=key(lost))
        base.update_item(TableName=table, Key=key(changed), UpdateExpression="SET priority = :now",
                         ExpressionAttributeValues={":now": {"S": "Alto"}})
        self.assertIn("faltan 1", self.command("restore", NAME, moment))
        self.assertNotIn(lost, self.tickets())
        self.assertIn("se devolvieron 1", self.command("restore", NAME, moment, "--copy"))
        after = self.tickets()
        self.assertEqual((after.keys(), after[lost]), (before.keys(), before[lost]))
        self.assertEqual(after[changed]["priority"]["S"], "Alto")
        aside = next(name for name in base.list_tables()["TableNames"] if name.startswith(f"{table}-"))
        base.delete_table(TableName=aside)

    def test_11_what_is_removed_leaves_the_tickets(self):
        self.command("remove", NAME, "--yes", "folio-otro", expected=2)
        resources, tickets = self.resources(), self.tickets()
        self.command("remove", NAME, "--yes", STACK)
        base = self.client("dynamodb")
        self.assertEqual(base.list_tables()["TableNames"], [resources["Tickets"]])
        self.assertEqual(self.tickets().keys(), tickets.keys())
        with self.assertRaises(Exception):
            base.delete_table(TableName=resources["Tickets"])
        kept = {one["Name"] for one in self.client("secretsmanager").list_secrets()["SecretList"]}
        self.assertEqual(kept, {resources["ReceiptKey"]})
        self.assertEqual(self.client("kms").describe_key(KeyId=resources["DataKey"])["KeyMetadata"]["KeyState"], "Enabled")
        buckets = [one["Name"] for one in self.client("s3").list_buckets()["Buckets"]]
        self.assertNotIn(resources["Site"], buckets)
        self.assertEqual(self.client("lambda").list_functions()["Functions"], [])
        self.assertFalse(self.client("cloudfront").list_distributions()["DistributionList"].get("Items"))


class copied:
    """A copy of what the commands read, which a test may change."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        house = pathlib.Path(self.folder.name)
        for part in ("infra", "content"):
            shutil.copytree(ROOT / part, house / part)
        return house

    def __exit__(self, *_):
        self.folder.cleanup()


if __name__ == "__main__":
    unittest.main(failfast=True)
