//! The files of the built site over HTTP, as the distribution serves them, with the live reload script in each page.

use std::sync::Arc;

use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use generator::BuiltSite;

use crate::serve::headers::Headers;
use crate::serve::preview;

/// The files of a built site.
pub(crate) struct StaticFiles {
    /// The build output. Only files under `site/` are served.
    pub(crate) output: Arc<BuiltSite>,
    /// The number of the release.
    pub(crate) version: u64,
}

/// The site's folder in the output.
const SITE: &str = "site/";

impl StaticFiles {
    /// Returns the response to a request for `uri`: a file, a redirect to a page's address, or the 404 page.
    pub(crate) fn respond(&self, method: &Method, uri: &Uri, headers: &Headers) -> Response {
        if method != Method::GET && method != Method::HEAD {
            return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
        }
        let path = uri.path().strip_prefix('/').unwrap_or_default();
        let is_folder = path.is_empty() || path.ends_with('/');
        let name = if is_folder { format!("{path}index.html") } else { path.to_owned() };
        if let Some(bytes) = self.get(&name) {
            return self.file_response(StatusCode::OK, &name, bytes, headers);
        }
        if !is_folder && self.get(&format!("{path}/index.html")).is_some() {
            let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
            let location = format!("/{path}/{query}");
            return (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response();
        }
        match self.get("404.html") {
            Some(page) => self.file_response(StatusCode::NOT_FOUND, "404.html", page, headers),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }

    fn get(&self, name: &str) -> Option<&[u8]> {
        self.output.files.get(&format!("{SITE}{name}")).map(AsRef::as_ref)
    }

    fn file_response(&self, status: StatusCode, name: &str, bytes: &[u8], headers: &Headers) -> Response {
        let content_type = content_type(name);
        let is_page = content_type.starts_with("text/html");
        let body = if is_page { preview::with_script(bytes, self.version) } else { bytes.to_vec() };
        let cache = if name.starts_with("assets/") { &headers.assets } else { &headers.pages };
        (status, cache.clone(), [(header::CONTENT_TYPE, content_type)], body).into_response()
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json; charset=utf-8",
        Some("xml") => "application/xml; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str) -> (StatusCode, Option<String>) {
        let pages =
            ["site/index.html", "site/canales/index.html", "site/404.html", "site/assets/a.css", "api/b"];
        let files = pages.map(|page| (page.to_owned(), page.as_bytes().into())).into();
        let files = StaticFiles { output: Arc::new(BuiltSite { files, ..BuiltSite::default() }), version: 1 };
        let response = files.respond(&Method::GET, &path.parse().unwrap(), &Headers::load().unwrap());
        let location = response.headers().get(header::LOCATION);
        (response.status(), location.map(|location| location.to_str().unwrap().to_owned()))
    }

    #[test]
    fn page_without_final_slash_redirects_with_query() {
        assert_eq!(get("/"), (StatusCode::OK, None));
        assert_eq!(get("/canales/"), (StatusCode::OK, None));
        assert_eq!(get("/canales?a=b"), (StatusCode::PERMANENT_REDIRECT, Some("/canales/?a=b".to_owned())));
    }

    #[test]
    fn path_without_file_returns_404() {
        for path in
            ["/nada", "/canales/../index.html", "//evil.example", "/canales/nada/", "/assets/", "/api/b"]
        {
            assert_eq!(get(path), (StatusCode::NOT_FOUND, None), "{path}");
        }
    }
}
