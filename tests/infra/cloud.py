"""A cloud on the loopback: MiniStack, and before it what MiniStack leaves to others.

The commands of `infra/` ask it as they ask AWS. It transforms the template when a change set is made, as CloudFormation
does, with the parameters that were given; leaves out the types that MiniStack does not know; and shows visitors the
distribution under its own address. `python tests/infra/cloud.py` runs one until it is interrupted, for trying commands
by hand.
"""

import http.client
import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

import boto3

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNKNOWN = ("AWS::CodeDeploy::", "AWS::Budgets::", "AWS::PricingPlanManager::")
VIEWER = "198.51.100.10:46532"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cloud:
    """MiniStack and the door before it. `with Cloud() as cloud:` runs both."""

    def __init__(self, auth=False):
        self.emulator, self.templates = free_port(), {}
        cloud = self

        class Asked(Door):
            pass
        Asked.cloud = cloud
        self.door = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Asked)
        self.url = f"http://127.0.0.1:{self.door.server_port}"
        self.folder = tempfile.TemporaryDirectory()
        self.environment = {
            "AWS_ENDPOINT_URL": self.url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.auth = auth

    def __enter__(self):
        environment = {
            "PATH": os.environ["PATH"], "HOME": self.folder.name, "TMPDIR": self.folder.name, "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.emulator), "AUTH": str(self.auth).lower(), "LOG_LEVEL": "WARNING",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.emulator}", "S3_DATA_DIR": f"{self.folder.name}/s3",
        }
        self.log = open(pathlib.Path(self.folder.name) / "ministack.log", "w+")
        program = pathlib.Path(sys.executable).parent / "ministack"
        self.process = subprocess.Popen([program], env=environment, stdout=self.log, stderr=subprocess.STDOUT,
                                        start_new_session=True)
        threading.Thread(target=self.door.serve_forever, daemon=True).start()
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.emulator}/_ministack/health", timeout=2).read()
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"ministack did not start: {self.said()}")
                time.sleep(0.1)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        try:
            # Copies of the function outlive it, in the session that was made for all of them.
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.door.shutdown()
        self.log.close()
        self.folder.cleanup()

    def said(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text()

    def client(self, service):
        """A client that asks the emulator itself."""
        return boto3.client(service, endpoint_url=f"http://127.0.0.1:{self.emulator}", region_name="us-east-1",
                            aws_access_key_id="test", aws_secret_access_key="test")

    def host(self):
        """The distribution's own name."""
        found = self.client("cloudfront").list_distributions()["DistributionList"].get("Items", [])
        return found[-1]["DomainName"] if found else None

    def changed(self, form):
        """The form of CreateChangeSet, with the template as CloudFormation would have made it."""
        stack = form["StackName"]
        if "TemplateBody" in form:
            self.templates[stack] = form["TemplateBody"]
        form.pop("UsePreviousTemplate", None)
        given, n = {}, 1
        while f"Parameters.member.{n}.ParameterKey" in form:
            given[form[f"Parameters.member.{n}.ParameterKey"]] = form.get(f"Parameters.member.{n}.ParameterValue", "")
            n += 1
        form["TemplateBody"] = json.dumps(self.made(yaml_parse(self.templates[stack]), given))
        return form

    def made(self, template, given):
        if "Transform" in template:
            template = transform(template, given)
        resources = template["Resources"]
        for name in [name for name, one in resources.items() if one["Type"].startswith(UNKNOWN)]:
            del resources[name]
        for name, one in resources.items():
            one.pop("UpdatePolicy", None)
            if one["Type"] == "AWS::S3::BucketPolicy":
                # The emulator's distribution asks its bucket without TLS.
                statements = one["Properties"]["PolicyDocument"]["Statement"]
                statements[:] = [it for it in statements if it["Sid"] != "NobodyWithoutTls"]
        if "Distribution" in resources:
            origin = resources["Distribution"]["Properties"]["DistributionConfig"]["Origins"][1]
            origin["DomainName"] = "127.0.0.1"
            origin["OriginPath"] = {"Fn::Sub": "/_aws/execute-api/${Api}/$default"}
            origin["CustomOriginConfig"] |= {"OriginProtocolPolicy": "http-only", "HTTPPort": self.emulator}
            template["Outputs"]["Url"] = {"Value": self.url}
            template["Outputs"]["Host"] = {"Value": {"Fn::GetAtt": ["Distribution", "DomainName"]}}
            template["Outputs"]["Gateway"] = {"Value": {"Ref": "Api"}}
        return template


class Door(http.server.BaseHTTPRequestHandler):
    """Sends what is signed to the emulator's services, and everything else to the distribution."""

    protocol_version = "HTTP/1.1"
    cloud = None

    def log_message(self, *_):
        pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "content-length")}
        signed = "AWS4-HMAC" in (self.headers.get("authorization") or "") or "Signature" in self.path
        if signed and b"Action=CreateChangeSet" in body:
            form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
            try:
                body = urllib.parse.urlencode(self.cloud.changed(form)).encode()
            except Exception as error:  # What CloudFormation would say of a template that is none.
                return self.refuse(f"{type(error).__name__}: {error}")
        if not signed:
            if not (host := self.cloud.host()):
                return self.refuse("no distribution was made yet")
            headers |= {"Host": host, "X-Forwarded-Proto": headers.get("X-Forwarded-Proto", "https")}
            headers["CloudFront-Viewer-Address"] = VIEWER
        connection = http.client.HTTPConnection("127.0.0.1", self.cloud.emulator, timeout=120)
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        length = answer.getheader("content-length") if self.command == "HEAD" else len(content)
        self.send_header("Content-Length", length or 0)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        connection.close()

    def refuse(self, why):
        content = f"<ErrorResponse><Error><Code>ValidationError</Code><Message>{why}</Message></Error></ErrorResponse>".encode()
        self.send_response(400)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", len(content))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Cloud(auth="--auth" in sys.argv) as running:
        for name, value in running.environment.items():
            print(f"export {name}={value}")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass
