//! Whether a request comes from our own pages or from a program, and not from a page of another site.
//!
//! `Sec-Fetch-Site` decides where the browser sends it; older browsers send `Origin`, and still older ones `Referer`.
//! Programs and the oldest browsers send none of them and are welcome: there is no session that another site could use.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The headers on which the answer depends, beside `Accept`.
pub(crate) const VARY: &str = "accept, sec-fetch-site, origin";

/// Returns whether a request with these headers was sent from the site at `base`, from its own host, or by a program.
///
/// A header that comes twice, and `Origin: null`, are another's.
pub(crate) fn is_ours(headers: &HeaderMap, base: &str) -> bool {
    let own = |origin: &str| is_own(origin, headers, base);
    if headers.contains_key(&SEC_FETCH_SITE) {
        return only(headers, &SEC_FETCH_SITE).is_some_and(|site| ["same-origin", "none"].contains(&site));
    }
    if headers.contains_key(header::ORIGIN) {
        return only(headers, &header::ORIGIN).is_some_and(own);
    }
    !headers.contains_key(header::REFERER)
        || only(headers, &header::REFERER).and_then(origin).is_some_and(own)
}

fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter().map(HeaderValue::to_str);
    match (values.next(), values.next()) {
        (Some(Ok(only)), None) => Some(only),
        _ => None,
    }
}

fn is_own(origin: &str, headers: &HeaderMap, base: &str) -> bool {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    origin == base || host.is_some_and(|host| only(headers, &header::HOST) == Some(host))
}

/// Returns the origin of an address: all before the first slash after the scheme.
fn origin(address: &str) -> Option<&str> {
    let start = address.find("://")? + "://".len();
    Some(address[start..].find('/').map_or(address, |end| &address[..start + end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn ours(expected: bool, sent: &[(&str, &str)]) {
        let mut headers = HeaderMap::new();
        headers.append("host", "127.0.0.1:8080".parse().unwrap());
        for (name, value) in sent {
            headers.append(HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        assert_eq!(is_ours(&headers, "https://ejemplo.com"), expected, "{sent:?}");
    }

    #[test]
    fn what_the_browser_says_of_the_site_decides() {
        for site in ["same-origin", "none"] {
            ours(true, &[("sec-fetch-site", site)]);
            // A page without a referrer policy of its own may send this with a form of its own.
            ours(true, &[("sec-fetch-site", site), ("origin", "null")]);
        }
        for site in ["cross-site", "same-site", "", "Same-Origin", "otro"] {
            ours(false, &[("sec-fetch-site", site)]);
            ours(false, &[("sec-fetch-site", site), ("origin", "https://ejemplo.com")]);
        }
        ours(false, &[("sec-fetch-site", "none"), ("sec-fetch-site", "cross-site")]);
    }

    #[test]
    fn without_it_the_origin_decides() {
        for origin in ["https://ejemplo.com", "http://127.0.0.1:8080", "https://127.0.0.1:8080"] {
            ours(true, &[("origin", origin)]);
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
            ours(false, &[("origin", origin)]);
            ours(false, &[("origin", origin), ("referer", "https://ejemplo.com/")]);
        }
        ours(false, &[("origin", "https://ejemplo.com"), ("origin", "https://otro.example")]);
    }

    #[test]
    fn without_both_the_referrer_decides_if_there_is_one() {
        ours(true, &[("referer", "https://ejemplo.com/gsuite/alta/")]);
        ours(true, &[("referer", "http://127.0.0.1:8080/")]);
        ours(false, &[("referer", "https://otro.example/https://ejemplo.com/")]);
        ours(false, &[("referer", "nada")]);
    }

    #[test]
    fn programs_say_nothing() {
        ours(true, &[]);
    }
}
