//! Whether the other side wants to read a page or data.

use axum::http::{HeaderMap, header};

/// What an answer is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preference {
    /// HTML, for a browser.
    Page,
    /// JSON, for a program; also for whoever does not say.
    Data,
}

impl Preference {
    /// Returns what `Accept` prefers. Only who names HTML gets a page: browsers always do.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let accepts: Vec<&str> =
            headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).collect();
        let weight = |types: &[&str]| {
            accepts.iter().flat_map(|line| line.split(',')).map(|range| weight(range, types)).max()
        };
        let page = weight(&["text/html", "application/xhtml+xml"]).unwrap_or(0);
        let data = weight(&["application/json", "application/problem+json"]).unwrap_or(0);
        if page > 0 && page >= data { Self::Page } else { Self::Data }
    }
}

/// The weight of a range of `Accept`, in thousandths, when it is one of `types`.
fn weight(range: &str, types: &[&str]) -> u16 {
    let mut parts = range.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    if !types.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return 0;
    }
    let quality = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    quality.map_or(1000, thousandths)
}

fn thousandths(quality: &str) -> u16 {
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
    fn prefers(accept: &str, expected: Preference) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
        assert_eq!(Preference::of(&headers), expected, "{accept}");
    }

    #[test]
    fn a_browser_gets_a_page() {
        prefers("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Preference::Page);
        prefers("application/json;q=0.5, text/html;q=0.9", Preference::Page);
    }

    #[test]
    fn a_program_and_whoever_does_not_say_get_data() {
        assert_eq!(Preference::of(&HeaderMap::new()), Preference::Data);
        for accept in [
            "*/*",
            "application/json",
            "application/json, text/html;q=0.9",
            "text/html;q=0",
            "text/html;q=x",
            "nonsense",
        ] {
            prefers(accept, Preference::Data);
        }
    }
}
