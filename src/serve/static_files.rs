//! The built site over HTTP: as the distribution will serve it, and with the script that follows the content.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;

use generator::BuiltSite;

use crate::serve::headers::Headers;
use crate::serve::preview;

/// One version of a built site.
pub(crate) struct Files {
    /// What was built; visitors see what stands under `site/`.
    pub(crate) output: Arc<BuiltSite>,
    /// Its number.
    pub(crate) version: u64,
}

/// Where in the output the site stands.
const SITE: &str = "site/";

/// What stands at an address.
enum Found<'a> {
    File(&'a str, &'a [u8]),
    /// A page whose address lacks its final slash.
    Elsewhere(String),
    Nothing,
}

impl Files {
    fn find(&self, path: &str) -> Found<'_> {
        let key = path.strip_prefix('/').unwrap_or(path);
        let page =
            if key.is_empty() || key.ends_with('/') { format!("{key}index.html") } else { key.to_owned() };
        if let Some((name, bytes)) = self.get(&page) {
            return Found::File(name, bytes);
        }
        if !key.ends_with('/') && self.get(&format!("{key}/index.html")).is_some() {
            return Found::Elsewhere(format!("/{key}/"));
        }
        Found::Nothing
    }

    fn get(&self, name: &str) -> Option<(&str, &[u8])> {
        let (path, bytes) = self.output.files.get_key_value(&format!("{SITE}{name}"))?;
        Some((&path[SITE.len()..], bytes))
    }

    /// Returns what a visitor gets for `uri`; what does not exist is the 404 page.
    pub(crate) fn answer(&self, method: &Method, uri: &Uri, headers: &Headers) -> Response {
        if method != Method::GET && method != Method::HEAD {
            let mut answer = status(StatusCode::METHOD_NOT_ALLOWED);
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return answer;
        }
        match self.find(uri.path()) {
            Found::File(name, bytes) => self.file(StatusCode::OK, name, bytes, headers),
            Found::Elsewhere(address) => moved(&address, uri.query()),
            Found::Nothing => match self.get("404.html") {
                Some((name, page)) => self.file(StatusCode::NOT_FOUND, name, page, headers),
                None => status(StatusCode::NOT_FOUND),
            },
        }
    }

    fn file(&self, code: StatusCode, name: &str, bytes: &[u8], headers: &Headers) -> Response {
        let kind = content_type(name);
        let is_page = kind.starts_with("text/html");
        let body = if is_page { preview::with_script(bytes, self.version) } else { bytes.to_vec() };
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = code;
        let cache = if name.starts_with("assets/") { &headers.assets } else { &headers.pages };
        answer.headers_mut().extend(cache.clone());
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        answer
    }
}

/// A permanent redirection that keeps the method and the query (308).
fn moved(address: &str, query: Option<&str>) -> Response {
    let target = query.map_or(address.to_owned(), |query| format!("{address}?{query}"));
    match HeaderValue::from_str(&target) {
        Ok(target) => {
            let mut answer = status(StatusCode::PERMANENT_REDIRECT);
            answer.headers_mut().insert(header::LOCATION, target);
            answer
        }
        Err(_) => status(StatusCode::NOT_FOUND),
    }
}

fn status(code: StatusCode) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = code;
    answer
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
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
        let files = Files { output: Arc::new(BuiltSite { files, ..BuiltSite::default() }), version: 1 };
        let answer = files.answer(&Method::GET, &path.parse().unwrap(), &Headers::load().unwrap());
        let location = answer.headers().get(header::LOCATION);
        (answer.status(), location.map(|location| location.to_str().unwrap().to_owned()))
    }

    #[test]
    fn a_page_has_one_address() {
        assert_eq!(get("/"), (StatusCode::OK, None));
        assert_eq!(get("/canales/"), (StatusCode::OK, None));
        assert_eq!(get("/canales?a=b"), (StatusCode::PERMANENT_REDIRECT, Some("/canales/?a=b".to_owned())));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for path in
            ["/nada", "/canales/../index.html", "//evil.example", "/canales/nada/", "/assets/", "/api/b"]
        {
            assert_eq!(get(path), (StatusCode::NOT_FOUND, None), "{path}");
        }
    }
}
