//! Content negotiation: whether the client prefers HTML or JSON.

use axum::http::{HeaderMap, header};

/// The format of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseFormat {
    /// For a browser.
    Html,
    /// For a program, and for a client that has no preference.
    Json,
}

impl ResponseFormat {
    /// Returns the format that `Accept` prefers. HTML must be named, as browsers always do.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let accepts: Vec<&str> =
            headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).collect();
        let weight = |types: &[&str]| {
            accepts.iter().flat_map(|line| line.split(',')).map(|range| weight(range, types)).max()
        };
        let html = weight(&["text/html", "application/xhtml+xml"]).unwrap_or(0);
        let json = weight(&["application/json", "application/problem+json"]).unwrap_or(0);
        if html > 0 && html >= json { Self::Html } else { Self::Json }
    }
}

/// Returns the weight of a range of `Accept` in thousandths; 0 if it is not one of `types`.
fn weight(range: &str, types: &[&str]) -> u16 {
    let mut parts = range.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    if !types.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return 0;
    }
    let quality = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    quality.map_or(1000, parse_quality)
}

/// Returns a quality such as `0.8` in thousandths; 0 if it is invalid.
fn parse_quality(quality: &str) -> u16 {
    match quality.split_once('.').unwrap_or((quality, "")) {
        ("1", _) => 1000,
        ("0", digits) if digits.len() <= 3 => format!("{digits:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn assert_format(accept: &str, expected: ResponseFormat) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
        assert_eq!(ResponseFormat::from_headers(&headers), expected, "{accept}");
    }

    #[test]
    fn format_is_html_when_accept_prefers_html() {
        assert_format(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            ResponseFormat::Html,
        );
        assert_format("application/json;q=0.5, text/html;q=0.9", ResponseFormat::Html);
    }

    #[test]
    fn format_is_json_when_html_is_not_preferred() {
        assert_eq!(ResponseFormat::from_headers(&HeaderMap::new()), ResponseFormat::Json);
        for accept in [
            "*/*",
            "application/json",
            "application/json, text/html;q=0.9",
            "text/html;q=0",
            "text/html;q=x",
            "nonsense",
        ] {
            assert_format(accept, ResponseFormat::Json);
        }
    }
}
