"""Releases: everything that was deployed, stored in the foundation's bucket so that it can be deployed again."""

import io
import json
import subprocess
import time
import zipfile

import boto3

from . import ROOT, artifact, die


class Release:
    """A release: the function's zip, the site and the template. Its manifest is `release.json`."""

    def __init__(self, bucket, environment, release_id, manifest):
        self.bucket, self.id, self.manifest = bucket, release_id, manifest
        self.folder = f"releases/{environment}/{release_id}"

    @classmethod
    def create(cls, bucket, environment, package, site, template, architecture):
        """Stores a release and returns it. It is not listed before `write_manifest`."""
        commit = current_commit()
        release_id = f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{commit}"
        key = f"functions/{artifact.sha256_hex(package)}.zip"
        manifest = {"id": release_id, "commit": commit, "architecture": architecture, "function": key}
        release = cls(bucket, environment, release_id, manifest)
        release.put(key, package)
        release.put(f"{release.folder}/site.zip", zip_files(site))
        release.put(f"{release.folder}/template.yaml", template.encode())
        return release

    @classmethod
    def list_ids(cls, bucket, environment):
        """Returns the ids of the releases of an environment, the newest first."""
        prefix = f"releases/{environment}/"
        pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        return sorted((key.split("/")[2] for key in keys if key.endswith("/release.json")), reverse=True)

    @classmethod
    def load(cls, bucket, environment, release_id):
        """Returns a release that was deployed before. Exits with 2 when there is no such release."""
        client = boto3.client("s3")
        try:
            body = client.get_object(Bucket=bucket, Key=f"releases/{environment}/{release_id}/release.json")["Body"].read()
        except client.exceptions.NoSuchKey:
            die(f"no hay una entrega {release_id}", 2)
        return cls(bucket, environment, release_id, json.loads(body))

    def write_manifest(self):
        """Lists the release. Call it when the deployment starts."""
        self.put(f"{self.folder}/release.json", json.dumps(self.manifest, indent=1).encode())

    def put(self, key, content):
        boto3.client("s3").put_object(Bucket=self.bucket, Key=key, Body=content)

    def get(self, key):
        return boto3.client("s3").get_object(Bucket=self.bucket, Key=key)["Body"].read()

    @property
    def template(self):
        return self.get(f"{self.folder}/template.yaml").decode()

    @property
    def function(self):
        """The function's zip."""
        return self.get(self.manifest["function"])

    @property
    def site(self):
        """The files of the site by path."""
        with zipfile.ZipFile(io.BytesIO(self.get(f"{self.folder}/site.zip"))) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @property
    def architecture(self):
        return self.manifest["architecture"]

    @property
    def parameters(self):
        """The parameters of the template that a release sets."""
        return {"CodeBucket": self.bucket, "CodeKey": self.manifest["function"], "ReleaseId": self.id,
                "Architecture": self.architecture}


def current_commit():
    """Returns the abbreviated commit of the checkout, or `sin-commit` outside a repository."""
    process = subprocess.run(["git", "rev-parse", "--short=10", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return process.stdout.strip() or "sin-commit"


def zip_files(files):
    """Returns a zip of `files`, a dict from path to content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, artifact.ZIP_EPOCH), content)
    return buffer.getvalue()
