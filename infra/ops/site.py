"""The site's bucket, and how a new site replaces the old one without a broken page.

The name of an asset contains a digest of its content, so old and new assets can exist together. New assets are uploaded
before the pages that link to them. Old assets are deleted once no page that a visitor may still have open links to them.
"""

import datetime
import hashlib
import json
import mimetypes
import time

import boto3

from . import ROOT, log

HEADERS = json.loads((ROOT / "infra/headers.json").read_text())
# CloudFront compresses by content type; these are the types that the site uses.
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8", ".xml": "application/xml", ".ico": "image/vnd.microsoft.icon",
    ".png": "image/png", ".webp": "image/webp", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json",
}
# A page that was opened this long ago still finds its assets.
ASSET_GRACE_PERIOD = datetime.timedelta(days=7)
# Above this number, one invalidation of `/*` is cheaper.
MAX_INVALIDATION_PATHS = 15
# The limit of DeleteObjects.
MAX_DELETED_OBJECTS = 1000


def read_files(folder):
    """Returns the files below `folder` by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def is_asset(name):
    return name.startswith("assets/")


def content_type(name):
    """Returns the content type of a file by its extension."""
    extension = name[name.rfind("."):] if "." in name.rsplit("/", 1)[-1] else ""
    return CONTENT_TYPES.get(extension) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def cache_control(name):
    return HEADERS["assets" if is_asset(name) else "pages"]["cache-control"]


def etag(content):
    """Returns the ETag that S3 gives to an object uploaded in one part."""
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


class Site:
    """The bucket and the distribution of a stack."""

    def __init__(self, bucket, distribution):
        self.bucket, self.distribution = bucket, distribution
        self.client = boto3.client("s3")

    @classmethod
    def from_stack(cls, stack):
        outputs = stack.outputs()
        return cls(outputs["SiteBucket"], outputs["DistributionId"])

    def list_objects(self):
        """Returns the objects in the bucket by path."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return {entry["Key"]: entry for page in pages for entry in page.get("Contents", [])}

    def diff(self, files):
        """Returns the paths that are new or changed in `files`, and the paths in the bucket that `files` lacks."""
        objects = self.list_objects()
        changed = [name for name, content in files.items() if objects.get(name, {}).get("ETag") != etag(content)]
        return changed, [name for name in objects if name not in files]

    def upload(self, files, names):
        for name in names:
            self.client.put_object(Bucket=self.bucket, Key=name, Body=files[name], ContentType=content_type(name),
                                   CacheControl=cache_control(name))

    def upload_assets(self, files):
        """Uploads new assets. Call it before deploying the function, whose pages link to them."""
        changed, _ = self.diff(files)
        self.upload(files, filter(is_asset, changed))

    def publish(self, files):
        """Replaces the site with `files`: assets, then pages, then deletions and invalidation."""
        changed, removed = self.diff(files)
        self.upload(files, filter(is_asset, changed))
        changed_pages = [name for name in changed if not is_asset(name)]
        self.upload(files, changed_pages)
        removed_pages = [name for name in removed if not is_asset(name)]
        self.delete_objects(removed_pages + self.expired_assets(removed))
        self.invalidate(changed_pages + removed_pages)
        log(f"  sitio: {len(changed)} archivos cambiaron, {len(removed_pages)} páginas se quitaron")

    def expired_assets(self, names):
        """Returns the assets among `names` that are unused for longer than `ASSET_GRACE_PERIOD`.

        The tag `unused-since` stores the date at which an asset was first found unused.
        """
        today = datetime.date.today()
        expired = []
        for name in filter(is_asset, names):
            tags = self.client.get_object_tagging(Bucket=self.bucket, Key=name).get("TagSet", [])
            since = next((tag["Value"] for tag in tags if tag["Key"] == "unused-since"), None)
            if not since:
                tagging = {"TagSet": [{"Key": "unused-since", "Value": today.isoformat()}]}
                self.client.put_object_tagging(Bucket=self.bucket, Key=name, Tagging=tagging)
            elif today - datetime.date.fromisoformat(since) > ASSET_GRACE_PERIOD:
                expired.append(name)
        return expired

    def delete_objects(self, names):
        for start in range(0, len(names), MAX_DELETED_OBJECTS):
            batch = [{"Key": name} for name in names[start:start + MAX_DELETED_OBJECTS]]
            self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": batch, "Quiet": True})

    def invalidate(self, names):
        """Invalidates changed files in the distribution's cache: `a/index.html` also as `/a/`."""
        if not names:
            return
        paths = {f"/{name}" for name in names}
        paths |= {path.removesuffix("index.html") for path in paths if path.endswith("/index.html")}
        paths = ["/*"] if len(paths) > MAX_INVALIDATION_PATHS else sorted(paths)
        boto3.client("cloudfront").create_invalidation(
            DistributionId=self.distribution,
            InvalidationBatch={"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": str(time.time_ns())})

    def delete_all(self):
        """Deletes every version of every object."""
        for page in self.client.get_paginator("list_object_versions").paginate(Bucket=self.bucket):
            versions = page.get("Versions", []) + page.get("DeleteMarkers", [])
            batch = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in versions]
            if batch:
                self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": batch, "Quiet": True})
