"""Unit tests of `infra/ops` that need no cloud: the function's zip, the upload order of a site, the smoke test's parsers."""

import contextlib
import io
import pathlib
import random
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "infra"))

from ops import ROOT, artifact, site, smoke


def fake_program(machine=62, glibc="2.30"):
    """Returns an ELF header and the glibc symbols that the checks look for."""
    return b"\x7fELF" + bytes(14) + machine.to_bytes(2, "little") + f"GLIBC_2.17 GLIBC_{glibc}".encode()


class PackageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bundle = pathlib.Path(folder.name)
        (self.bundle / "pages").mkdir()
        (self.bundle / "policy.json").write_text("{}")
        (self.bundle / "pages/problem.html").write_text("<p>")

    def build_zip(self, *program):
        return artifact.build_zip(fake_program(*program), self.bundle)

    def test_zip_is_identical_when_input_is_identical(self):
        first = self.build_zip()
        for path in self.bundle.rglob("*"):
            path.touch()
            path.chmod(0o700)
        self.assertEqual(first, self.build_zip())
        self.assertEqual(artifact.read_zip(first), fake_program())

    def test_zip_contains_executable_and_bundle(self):
        with zipfile.ZipFile(io.BytesIO(self.build_zip())) as archive:
            self.assertEqual(archive.namelist(), ["bootstrap", "dist/api/pages/problem.html", "dist/api/policy.json"])
            self.assertEqual(archive.getinfo("bootstrap").external_attr >> 16, 0o755)

    def test_problems_are_empty_when_zip_would_run(self):
        for machine, architecture in ((62, "x86_64"), (183, "arm64")):
            for glibc in ("2.30", "2.34"):
                self.assertEqual(artifact.find_problems(self.build_zip(machine, glibc), architecture), [])

    def test_problems_name_each_reason_when_zip_would_not_run(self):
        large = fake_program() + random.Random(1).randbytes(artifact.MAX_ZIP_BYTES)
        incomplete = io.BytesIO()
        with zipfile.ZipFile(incomplete, "w") as archive:
            archive.writestr(zipfile.ZipInfo("bootstrap"), fake_program())
        for package, architecture, count in [
            (self.build_zip(183), "x86_64", 1),
            (self.build_zip(62), "arm64", 1),
            (self.build_zip(62, "2.35"), "x86_64", 1),
            (self.build_zip(62, "2.100"), "x86_64", 1),
            (artifact.build_zip(b"#!/bin/sh", self.bundle), "x86_64", 1),
            (artifact.build_zip(large, self.bundle), "x86_64", 1),
            (incomplete.getvalue(), "x86_64", 2),
        ]:
            problems = artifact.find_problems(package, architecture)
            self.assertEqual(len(problems), count, problems)
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit):
            artifact.require_valid(incomplete.getvalue(), "x86_64")


class TemplateTest(unittest.TestCase):
    def test_template_fits_into_a_request(self):
        for name in ("template.yaml", "foundation.yaml"):
            self.assertLess((ROOT / "infra" / name).stat().st_size, 51_200, name)


class FakeS3:
    """An S3 client that records writes and deletions in order."""

    def __init__(self, objects):
        self.objects, self.calls, self.tags = objects, [], {}

    def get_paginator(self, _):
        return self

    def paginate(self, **_):
        return [{"Contents": [{"Key": name, "ETag": tag} for name, tag in self.objects.items()]}]

    def put_object(self, Key, ContentType, CacheControl, **_):
        self.calls.append(("put", Key, ContentType, CacheControl))

    def delete_objects(self, Delete, **_):
        self.calls += [("delete", entry["Key"]) for entry in Delete["Objects"]]

    def get_object_tagging(self, Key, **_):
        return {"TagSet": self.tags.get(Key, [])}

    def put_object_tagging(self, Key, Tagging, **_):
        self.tags[Key] = Tagging["TagSet"]


class SiteTest(unittest.TestCase):
    def open_site(self, client):
        opened = site.Site.__new__(site.Site)
        opened.bucket, opened.client = "site", client
        return opened

    def test_publish_uploads_assets_before_pages_and_keeps_old_ones_a_week(self):
        client = FakeS3({"index.html": "x", "old/index.html": "x", "assets/a.1.css": "x", "assets/a.0.css": "x"})
        client.tags["assets/a.0.css"] = [{"Key": "unused-since", "Value": "2020-01-01"}]
        opened, invalidated = self.open_site(client), []
        opened.invalidate = invalidated.extend
        with contextlib.redirect_stderr(io.StringIO()):
            opened.publish({"index.html": b"new", "a/index.html": b"new", "assets/a.2.css": b"new"})
        page, asset = "public, max-age=60, must-revalidate", "public, max-age=31536000, immutable"
        self.assertEqual(client.calls, [
            ("put", "assets/a.2.css", "text/css; charset=utf-8", asset),
            ("put", "index.html", "text/html; charset=utf-8", page),
            ("put", "a/index.html", "text/html; charset=utf-8", page),
            ("delete", "old/index.html"),
            ("delete", "assets/a.0.css"),
        ])
        self.assertEqual(list(client.tags), ["assets/a.0.css", "assets/a.1.css"])
        self.assertEqual(invalidated, ["index.html", "a/index.html", "old/index.html"])

    def test_diff_is_empty_when_content_is_identical(self):
        client = FakeS3({"index.html": '"51037a4a37730f52c8732586d3aaa316"'})
        self.assertEqual(self.open_site(client).diff({"index.html": b"same"}), ([], []))

    def test_content_type_matches_extension(self):
        for name, expected in {
            "index.html": "text/html; charset=utf-8", "assets/a.1.js": "text/javascript; charset=utf-8",
            "assets/a.svg": "image/svg+xml", "sitemap.xml": "application/xml", "robots.txt": "text/plain; charset=utf-8",
            "hours.json": "application/json", "assets/a.woff2": "font/woff2", "LICENSE": "application/octet-stream",
        }.items():
            self.assertEqual(site.content_type(name), expected, name)


class SmokeTest(unittest.TestCase):
    def test_form_parser_returns_hidden_fields_of_first_post_form(self):
        form = smoke.FormParser(
            '<form action="/buscar"><input type="hidden" name="x" value="y"></form>'
            '<form method="post" action="/api/tickets/a/b"><input type="hidden" name="v" value="1"><input name="n"></form>')
        self.assertEqual((form.action, form.fields), ("/api/tickets/a/b", {"v": "1"}))

    def test_flatten_form_numbers_rows_and_omits_false(self):
        example = {"a": "1", "c": [{"d": True, "e": False, "f": ["x", "y"]}], "n": 3}
        self.assertEqual(smoke.flatten_form(example), [("a", "1"), ("c.1.d", "si"), ("c.1.f", "x"), ("c.1.f", "y"), ("n", "3")])


if __name__ == "__main__":
    unittest.main()
