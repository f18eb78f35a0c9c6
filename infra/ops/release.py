"""Releases: what was deployed, whole, so that it can be deployed again. They are kept in the foundation's bucket."""

import io
import json
import subprocess
import time
import zipfile

import boto3

from . import ROOT, artifact, fail


class Release:
    """One release: the function's zip, the site, and the template."""

    def __init__(self, bucket, environment, id, notes):
        self.bucket, self.id, self.notes = bucket, id, notes
        self.folder = f"releases/{environment}/{id}"

    @classmethod
    def keep(cls, bucket, environment, packed, site, template, architecture):
        """Keeps what may be deployed; it is listed once it is noted."""
        id = f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{commit()}"
        key = f"functions/{artifact.digest(packed)}.zip"
        notes = {"id": id, "commit": commit(), "architecture": architecture, "function": key}
        made = cls(bucket, environment, id, notes)
        made.put(key, packed)
        made.put(f"{made.folder}/site.zip", zipped(site))
        made.put(f"{made.folder}/template.yaml", template.encode())
        return made

    def note(self):
        """Lists the release: it is being deployed."""
        self.put(f"{self.folder}/release.json", json.dumps(self.notes, indent=1).encode())

    @classmethod
    def ids(cls, bucket, environment):
        """Every release of an environment, the newest first."""
        prefix = f"releases/{environment}/"
        pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        keys = [one["Key"] for page in pages for one in page.get("Contents", []) if one["Key"].endswith("/release.json")]
        return sorted((key.split("/")[2] for key in keys), reverse=True)

    @classmethod
    def of(cls, bucket, environment, id):
        store = boto3.client("s3")
        try:
            body = store.get_object(Bucket=bucket, Key=f"releases/{environment}/{id}/release.json")["Body"].read()
        except store.exceptions.NoSuchKey:
            fail(f"no hay una entrega {id}", 2)
        return cls(bucket, environment, id, json.loads(body))

    def put(self, key, content):
        boto3.client("s3").put_object(Bucket=self.bucket, Key=key, Body=content)

    def get(self, key):
        return boto3.client("s3").get_object(Bucket=self.bucket, Key=key)["Body"].read()

    @property
    def template(self):
        return self.get(f"{self.folder}/template.yaml").decode()

    @property
    def function(self):
        return self.get(self.notes["function"])

    @property
    def site(self):
        """The site's files by their paths."""
        with zipfile.ZipFile(io.BytesIO(self.get(f"{self.folder}/site.zip"))) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @property
    def parameters(self):
        return {"CodeBucket": self.bucket, "CodeKey": self.notes["function"], "ReleaseId": self.id,
                "Architecture": self.notes["architecture"]}


def commit():
    found = subprocess.run(["git", "rev-parse", "--short=10", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return found.stdout.strip() or "sin-commit"


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, artifact.BEGINNING), content)
    return packed.getvalue()
