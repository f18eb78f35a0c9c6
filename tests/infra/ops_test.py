"""The commands' rooms that need no cloud: what a package must be, and in what order a site is put."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "infra"))

from ops import ROOT, artifact, site, smoke


def program(machine=62, glibc="2.30"):
    """A program, as far as its first bytes tell."""
    return b"\x7fELF" + bytes(14) + machine.to_bytes(2, "little") + f"GLIBC_2.17 GLIBC_{glibc}".encode()


class Package(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bundle = pathlib.Path(folder.name)
        (self.bundle / "pages").mkdir()
        (self.bundle / "policy.json").write_text("{}")
        (self.bundle / "pages/problem.html").write_text("<p>")

    def faults(self, packed, architecture="x86_64"):
        return [fault.split("`")[1] if "`" in fault else fault.split()[0] for fault in artifact.faults(packed, architecture)]

    def test_the_same_input_gives_the_same_bytes(self):
        first = artifact.pack(program(), self.bundle)
        for path in self.bundle.rglob("*"):
            path.touch()
            path.chmod(0o700)
        self.assertEqual(first, artifact.pack(program(), self.bundle))
        self.assertEqual(artifact.unpack(first), program())

    def test_it_holds_the_program_and_beside_it_the_bundle(self):
        with zipfile.ZipFile(io.BytesIO(artifact.pack(program(), self.bundle))) as archive:
            self.assertEqual(archive.namelist(), ["bootstrap", "dist/api/pages/problem.html", "dist/api/policy.json"])
            self.assertEqual(archive.getinfo("bootstrap").external_attr >> 16, 0o755)

    def test_a_package_that_would_run_has_no_faults(self):
        for machine, architecture in ((62, "x86_64"), (183, "arm64")):
            for glibc in ("2.30", "2.34"):
                self.assertEqual(self.faults(artifact.pack(program(machine, glibc), self.bundle), architecture), [])

    def test_what_would_not_run_is_told(self):
        pack = lambda *of: artifact.pack(program(*of), self.bundle)
        self.assertEqual(len(artifact.faults(pack(183), "x86_64")), 1)
        self.assertEqual(len(artifact.faults(pack(62), "arm64")), 1)
        self.assertEqual(len(artifact.faults(pack(62, "2.35"), "x86_64")), 1)
        self.assertEqual(len(artifact.faults(pack(62, "2.100"), "x86_64")), 1)
        self.assertEqual(len(artifact.faults(artifact.pack(b"#!/bin/sh", self.bundle), "x86_64")), 1)
        import random
        large = program() + random.Random(1).randbytes(artifact.LARGEST)
        self.assertEqual(len(artifact.faults(artifact.pack(large, self.bundle), "x86_64")), 1)
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr(zipfile.ZipInfo("bootstrap"), program())
        self.assertEqual(len(artifact.faults(other.getvalue(), "x86_64")), 2)
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit):
            artifact.check(other.getvalue(), "x86_64")


class Template(unittest.TestCase):
    def test_it_fits_into_a_request(self):
        for name in ("template.yaml", "foundation.yaml"):
            self.assertLess((ROOT / "infra" / name).stat().st_size, 51_200, name)


class Bucket:
    """A bucket that remembers what was done to it, in order."""

    def __init__(self, objects):
        self.objects, self.done, self.tags = objects, [], {}

    def get_paginator(self, _):
        return self

    def paginate(self, **_):
        return [{"Contents": [{"Key": name, "ETag": tag} for name, tag in self.objects.items()]}]

    def put_object(self, Key, ContentType, CacheControl, **_):
        self.done.append(("put", Key, ContentType, CacheControl))

    def delete_objects(self, Delete, **_):
        self.done += [("delete", one["Key"]) for one in Delete["Objects"]]

    def get_object_tagging(self, Key, **_):
        return {"TagSet": self.tags.get(Key, [])}

    def put_object_tagging(self, Key, Tagging, **_):
        self.tags[Key] = Tagging["TagSet"]


class Publish(unittest.TestCase):
    def test_new_assets_come_first_then_pages_and_old_assets_stay_a_week(self):
        bucket, forgotten = Bucket({"index.html": "x", "old/index.html": "x", "assets/a.1.css": "x", "assets/a.0.css": "x"}), []
        bucket.tags["assets/a.0.css"] = [{"Key": "unused-since", "Value": "2020-01-01"}]
        place = site.Site.__new__(site.Site)
        place.bucket, place.store, place.invalidate = "site", bucket, forgotten.extend
        with contextlib.redirect_stderr(io.StringIO()):
            place.publish({"index.html": b"new", "a/index.html": b"new", "assets/a.2.css": b"new"})
        page, asset = "public, max-age=60, must-revalidate", "public, max-age=31536000, immutable"
        self.assertEqual(bucket.done, [
            ("put", "assets/a.2.css", "text/css; charset=utf-8", asset),
            ("put", "index.html", "text/html; charset=utf-8", page),
            ("put", "a/index.html", "text/html; charset=utf-8", page),
            ("delete", "old/index.html"),
            ("delete", "assets/a.0.css"),
        ])
        self.assertEqual(list(bucket.tags), ["assets/a.0.css", "assets/a.1.css"])
        self.assertEqual(forgotten, ["index.html", "a/index.html", "old/index.html"])

    def test_what_is_there_already_is_not_put_again(self):
        content = b"same"
        bucket = Bucket({"index.html": '"51037a4a37730f52c8732586d3aaa316"'})
        place = site.Site.__new__(site.Site)
        place.bucket, place.store = "site", bucket
        self.assertEqual(place.differences({"index.html": content}), ([], []))

    def test_every_kind_of_file_has_its_type(self):
        for name, expected in {
            "index.html": "text/html; charset=utf-8", "assets/a.1.js": "text/javascript; charset=utf-8",
            "assets/a.svg": "image/svg+xml", "sitemap.xml": "application/xml", "robots.txt": "text/plain; charset=utf-8",
            "hours.json": "application/json", "assets/a.woff2": "font/woff2", "LICENSE": "application/octet-stream",
        }.items():
            self.assertEqual(site.kind(name), expected, name)


class Smoke(unittest.TestCase):
    def test_a_form_is_what_a_browser_without_script_would_send(self):
        page = smoke.Form('<form action="/buscar"><input type="hidden" name="x" value="y"></form>'
                          '<form method="post" action="/api/tickets/a/b"><input type="hidden" name="v" value="1"><input name="n"></form>')
        self.assertEqual((page.action, page.fields), ("/api/tickets/a/b", {"v": "1"}))

    def test_an_example_is_flat(self):
        example = {"a": "1", "c": [{"d": True, "e": False, "f": ["x", "y"]}], "n": 3}
        self.assertEqual(smoke.flat(example), [("a", "1"), ("c.1.d", "si"), ("c.1.f", "x"), ("c.1.f", "y"), ("n", "3")])


if __name__ == "__main__":
    unittest.main()
