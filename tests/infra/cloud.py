"""A local AWS: the emulator MiniStack, and a proxy in front of it that adds what MiniStack lacks.

The commands of `infra/` use it as they use AWS. When a change set is created, the proxy transforms the template with the
given parameters, as CloudFormation does, and leaves out the resource types that MiniStack does not support. Unsigned
requests go to the distribution, whose URL is the address of the proxy. `python tests/infra/cloud.py` runs one until it is
interrupted, to try commands by hand.
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
UNSUPPORTED_TYPES = ("AWS::CodeDeploy::", "AWS::Budgets::", "AWS::PricingPlanManager::")
CLIENT_ADDRESS = "198.51.100.10:46532"
# The administrator of the emulator, also when it enforces IAM.
CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
START_TIMEOUT_SECONDS = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class CloudEmulator:
    """MiniStack and its proxy. `with CloudEmulator() as cloud:` runs both; `auth` enforces IAM."""

    def __init__(self, auth=False):
        self.auth, self.port, self.templates = auth, free_port(), {}
        handler = type("CloudProxyHandler", (ProxyHandler,), {"cloud": self})
        self.proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.proxy.server_port}"
        self.emulator_url = f"http://127.0.0.1:{self.port}"
        self.folder = tempfile.TemporaryDirectory()
        self.environment = {
            "AWS_ENDPOINT_URL": self.url, "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
            **{name.upper(): value for name, value in CREDENTIALS.items()},
        }

    def __enter__(self):
        environment = {
            "PATH": os.environ["PATH"], "HOME": self.folder.name, "TMPDIR": self.folder.name, "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port), "AUTH": str(self.auth).lower(), "LOG_LEVEL": "WARNING",
            "AWS_ENDPOINT_URL": self.emulator_url, "S3_DATA_DIR": f"{self.folder.name}/s3",
        }
        self.log = open(pathlib.Path(self.folder.name) / "ministack.log", "w+")
        program = pathlib.Path(sys.executable).parent / "ministack"
        self.process = subprocess.Popen([program], env=environment, stdout=self.log, stderr=subprocess.STDOUT,
                                        start_new_session=True)
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()
        self.wait_until_ready()
        return self

    def wait_until_ready(self):
        """Returns once the emulator is healthy. Exits with its log when it ends or takes too long."""
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"{self.emulator_url}/_ministack/health", timeout=2).read()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"ministack did not start: {self.read_log()}")
                time.sleep(0.1)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        try:
            # Instances of the function outlive the emulator. All of them are in the session created for it.
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.proxy.shutdown()
        self.log.close()
        self.folder.cleanup()

    def read_log(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text()

    def client(self, service):
        """Returns a boto3 client that bypasses the proxy."""
        return boto3.client(service, endpoint_url=self.emulator_url, region_name="us-east-1", **CREDENTIALS)

    def distribution_domain(self):
        """Returns the domain of the newest distribution, `None` before the first one."""
        distributions = self.client("cloudfront").list_distributions()["DistributionList"].get("Items", [])
        return distributions[-1]["DomainName"] if distributions else None

    def transform_change_set(self, form):
        """Returns the form of a CreateChangeSet request with the template transformed as CloudFormation would."""
        stack = form["StackName"]
        if "TemplateBody" in form:
            self.templates[stack] = form["TemplateBody"]
        form.pop("UsePreviousTemplate", None)
        parameters, n = {}, 1
        while f"Parameters.member.{n}.ParameterKey" in form:
            parameters[form[f"Parameters.member.{n}.ParameterKey"]] = form.get(f"Parameters.member.{n}.ParameterValue", "")
            n += 1
        form["TemplateBody"] = json.dumps(self.adapt_template(yaml_parse(self.templates[stack]), parameters))
        return form

    def adapt_template(self, template, parameters):
        """Returns the transformed template, reduced to what the emulator supports and with its addresses."""
        if "Transform" in template:
            template = transform(template, parameters)
        resources = template["Resources"]
        for name in [name for name, resource in resources.items() if resource["Type"].startswith(UNSUPPORTED_TYPES)]:
            del resources[name]
        for resource in resources.values():
            resource.pop("UpdatePolicy", None)
            if resource["Type"] == "AWS::S3::BucketPolicy":
                # The emulator's distribution reads its bucket without TLS.
                statements = resource["Properties"]["PolicyDocument"]["Statement"]
                statements[:] = [statement for statement in statements if statement["Sid"] != "NobodyWithoutTls"]
        if "Distribution" in resources:
            origin = resources["Distribution"]["Properties"]["DistributionConfig"]["Origins"][1]
            origin["DomainName"] = "127.0.0.1"
            origin["OriginPath"] = {"Fn::Sub": "/_aws/execute-api/${Api}/$default"}
            origin["CustomOriginConfig"] |= {"OriginProtocolPolicy": "http-only", "HTTPPort": self.port}
            template["Outputs"]["Url"] = {"Value": self.url}
            template["Outputs"]["Host"] = {"Value": {"Fn::GetAtt": ["Distribution", "DomainName"]}}
            template["Outputs"]["Gateway"] = {"Value": {"Ref": "Api"}}
        return template


class ProxyHandler(http.server.BaseHTTPRequestHandler):
    """Forwards signed requests to the emulator's services, and all others to the distribution."""

    protocol_version = "HTTP/1.1"
    cloud = None

    def log_message(self, *_):
        pass

    def forward(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "content-length")}
        is_signed = "AWS4-HMAC" in (self.headers.get("authorization") or "") or "Signature" in self.path
        if is_signed and b"Action=CreateChangeSet" in body:
            form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
            try:
                body = urllib.parse.urlencode(self.cloud.transform_change_set(form)).encode()
            except Exception as error:  # CloudFormation rejects an invalid template with a validation error.
                return self.send_validation_error(f"{type(error).__name__}: {error}")
        if not is_signed:
            if not (host := self.cloud.distribution_domain()):
                return self.send_validation_error("there is no distribution yet")
            headers |= {"Host": host, "X-Forwarded-Proto": headers.get("X-Forwarded-Proto", "https")}
            headers["CloudFront-Viewer-Address"] = CLIENT_ADDRESS
        connection = http.client.HTTPConnection("127.0.0.1", self.cloud.port, timeout=120)
        connection.request(self.command, self.path, body, headers)
        self.relay(connection.getresponse())
        connection.close()

    def relay(self, response):
        """Sends the emulator's response to the client, with its length instead of chunks."""
        content = response.read()
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        length = response.getheader("content-length") if self.command == "HEAD" else len(content)
        self.send_header("Content-Length", length or 0)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def send_validation_error(self, message):
        content = f"<ErrorResponse><Error><Code>ValidationError</Code><Message>{message}</Message></Error></ErrorResponse>".encode()
        self.send_response(400)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", len(content))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = forward


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with CloudEmulator(auth="--auth" in sys.argv) as cloud:
        for name, value in cloud.environment.items():
            print(f"export {name}={value}")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass
