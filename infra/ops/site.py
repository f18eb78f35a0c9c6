"""The site's bucket: what is in it, and how a new site takes the place of the old one without a broken page.

Assets have a digest of their content in their name, so old and new ones stand side by side: new assets are put first,
then the pages that speak of them, and old assets are taken away only when no page that anyone may still have open
speaks of them.
"""

import datetime
import hashlib
import json
import mimetypes
import time

import boto3

from . import ROOT, say

HEADERS = json.loads((ROOT / "infra/headers.json").read_text())
# Of all that the distribution compresses, these are ours.
TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8", ".xml": "application/xml", ".ico": "image/vnd.microsoft.icon",
    ".png": "image/png", ".webp": "image/webp", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json",
}
# A page that was open this long ago still finds its assets.
KEPT = datetime.timedelta(days=7)
# More paths than this are cheaper as one: all of them.
MOST_PATHS = 15


def files(folder):
    """The files of a built site by their paths."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def is_asset(name):
    return name.startswith("assets/")


def kind(name):
    ending = name[name.rfind("."):] if "." in name.rsplit("/", 1)[-1] else ""
    return TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def cached(name):
    return HEADERS["assets" if is_asset(name) else "pages"]["cache-control"]


class Site:
    """The bucket and the distribution of a stack."""

    def __init__(self, bucket, distribution):
        self.bucket, self.distribution = bucket, distribution
        self.store = boto3.client("s3")

    @classmethod
    def of(cls, stack):
        outputs = stack.outputs()
        return cls(outputs["SiteBucket"], outputs["DistributionId"])

    def there(self):
        """What is in the bucket, by its path."""
        pages = self.store.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return {one["Key"]: one for page in pages for one in page.get("Contents", [])}

    def differences(self, new):
        """Which of `new` are not in the bucket as they are, and which are in it and not among `new`."""
        there = self.there()
        tag = lambda content: f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
        changed = [name for name, content in new.items() if there.get(name, {}).get("ETag") != tag(content)]
        return changed, [name for name in there if name not in new]

    def put(self, new, names):
        for name in names:
            self.store.put_object(Bucket=self.bucket, Key=name, Body=new[name], ContentType=kind(name), CacheControl=cached(name))

    def put_assets(self, new):
        """Before the function that answers with pages that speak of them."""
        changed, _ = self.differences(new)
        self.put(new, [name for name in changed if is_asset(name)])

    def publish(self, new):
        """Puts the whole site in the place of the old one, and returns how many files changed."""
        changed, gone = self.differences(new)
        self.put(new, [name for name in changed if is_asset(name)])
        pages = [name for name in changed if not is_asset(name)]
        self.put(new, pages)
        lost = [name for name in gone if not is_asset(name)]
        self.delete(lost + self.old_assets(gone))
        self.invalidate(pages + lost)
        say(f"  sitio: {len(changed)} archivos cambiaron, {len(lost)} páginas se quitaron")
        return len(changed) + len(lost)

    def old_assets(self, gone):
        """Those that no page has had for KEPT: a tag tells since when."""
        today = datetime.date.today()
        old = []
        for name in filter(is_asset, gone):
            tags = self.store.get_object_tagging(Bucket=self.bucket, Key=name).get("TagSet", [])
            since = next((tag["Value"] for tag in tags if tag["Key"] == "unused-since"), None)
            if since is None:
                unused = {"TagSet": [{"Key": "unused-since", "Value": today.isoformat()}]}
                self.store.put_object_tagging(Bucket=self.bucket, Key=name, Tagging=unused)
            elif today - datetime.date.fromisoformat(since) > KEPT:
                old.append(name)
        return old

    def delete(self, names):
        for start in range(0, len(names), 1000):
            batch = [{"Key": name} for name in names[start:start + 1000]]
            self.store.delete_objects(Bucket=self.bucket, Delete={"Objects": batch, "Quiet": True})

    def invalidate(self, names):
        """Has the distribution forget what changed, under the address that was asked and the one that it became."""
        if not names:
            return
        paths = {f"/{name}" for name in names}
        paths |= {path.removesuffix("index.html") for path in paths if path.endswith("/index.html")}
        paths = ["/*"] if len(paths) > MOST_PATHS else sorted(paths)
        boto3.client("cloudfront").create_invalidation(
            DistributionId=self.distribution,
            InvalidationBatch={"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": str(time.time_ns())})

    def empty(self):
        """Deletes every version of everything."""
        for page in self.store.get_paginator("list_object_versions").paginate(Bucket=self.bucket):
            versions = page.get("Versions", []) + page.get("DeleteMarkers", [])
            batch = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in versions]
            if batch:
                self.store.delete_objects(Bucket=self.bucket, Delete={"Objects": batch, "Quiet": True})
