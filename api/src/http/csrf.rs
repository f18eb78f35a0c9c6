//! The same-origin check: accepts requests of our own pages and of programs, and rejects those of other sites' pages.
//!
//! `Sec-Fetch-Site` decides if the browser sends it; older browsers send `Origin`, and still older ones `Referer`.
//! Programs and the oldest browsers send no such header and are accepted: there is no session that another site could
//! use.

use axum::http::header::AsHeaderName;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The headers on which responses depend, for `Vary`.
pub(crate) const VARY: &str = "accept, sec-fetch-site, origin";

/// Returns whether the request was sent by a page of the site at `base` or of the request's own host, or by a program.
///
/// A repeated header and `Origin: null` count as another site.
pub(crate) fn is_same_origin(headers: &HeaderMap, base: &str) -> bool {
    let is_own = |origin: &str| is_own_origin(origin, headers, base);
    if headers.contains_key(&SEC_FETCH_SITE) {
        return single_header(headers, &SEC_FETCH_SITE)
            .is_some_and(|site| ["same-origin", "none"].contains(&site));
    }
    if headers.contains_key(header::ORIGIN) {
        return single_header(headers, &header::ORIGIN).is_some_and(is_own);
    }
    !headers.contains_key(header::REFERER)
        || single_header(headers, &header::REFERER).and_then(parse_origin).is_some_and(is_own)
}

/// Returns the text of a header; `None` when it is missing, repeated or not text.
pub(super) fn single_header(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    single_value(headers, name)?.to_str().ok()
}

/// Returns the value of a header; `None` when it is missing or repeated.
pub(super) fn single_value(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

fn is_own_origin(origin: &str, headers: &HeaderMap, base: &str) -> bool {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    origin == base || host.is_some_and(|host| single_header(headers, &header::HOST) == Some(host))
}

/// Returns the origin of a URL: everything before the first slash after the scheme.
fn parse_origin(url: &str) -> Option<&str> {
    let start = url.find("://")? + "://".len();
    Some(url[start..].find('/').map_or(url, |end| &url[..start + end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_same_origin(expected: bool, sent: &[(&str, &str)]) {
        let mut headers = HeaderMap::new();
        headers.append("host", "127.0.0.1:8080".parse().unwrap());
        for (name, value) in sent {
            headers.append(HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        assert_eq!(is_same_origin(&headers, "https://ejemplo.com"), expected, "{sent:?}");
    }

    #[test]
    fn sec_fetch_site_decides_when_present() {
        for site in ["same-origin", "none"] {
            assert_same_origin(true, &[("sec-fetch-site", site)]);
            // A page without a referrer policy may send this with its own form.
            assert_same_origin(true, &[("sec-fetch-site", site), ("origin", "null")]);
        }
        for site in ["cross-site", "same-site", "", "Same-Origin", "otro"] {
            assert_same_origin(false, &[("sec-fetch-site", site)]);
            assert_same_origin(false, &[("sec-fetch-site", site), ("origin", "https://ejemplo.com")]);
        }
        assert_same_origin(false, &[("sec-fetch-site", "none"), ("sec-fetch-site", "cross-site")]);
    }

    #[test]
    fn origin_decides_without_sec_fetch_site() {
        for origin in ["https://ejemplo.com", "http://127.0.0.1:8080", "https://127.0.0.1:8080"] {
            assert_same_origin(true, &[("origin", origin)]);
        }
        for origin in [
            "null",
            "",
            "https://otro.example",
            "http://ejemplo.com",
            "https://ejemplo.com.otro.example",
            "https://ejemplo.com:8443",
            "http://127.0.0.1",
            "127.0.0.1:8080",
            "https://sub.ejemplo.com",
        ] {
            assert_same_origin(false, &[("origin", origin)]);
            assert_same_origin(false, &[("origin", origin), ("referer", "https://ejemplo.com/")]);
        }
        assert_same_origin(false, &[("origin", "https://ejemplo.com"), ("origin", "https://otro.example")]);
    }

    #[test]
    fn referer_decides_without_origin_and_sec_fetch_site() {
        assert_same_origin(true, &[("referer", "https://ejemplo.com/gsuite/alta/")]);
        assert_same_origin(true, &[("referer", "http://127.0.0.1:8080/")]);
        assert_same_origin(false, &[("referer", "https://otro.example/https://ejemplo.com/")]);
        assert_same_origin(false, &[("referer", "nada")]);
    }

    #[test]
    fn request_without_these_headers_is_accepted() {
        assert_same_origin(true, &[]);
    }
}
