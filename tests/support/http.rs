//! Sends HTTP requests to a server as a browser and as a JSON client.

use serde_json::Value;
use ureq::http::header;

use super::folio::Server;

/// A complete response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: String,
}

impl Response {
    /// Returns the header, or an empty text.
    #[must_use]
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |input_value| input_value.to_str().unwrap())
    }

    #[must_use]
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Returns the names of the fields that the page marks as invalid, in page order.
    #[must_use]
    pub(crate) fn invalid_fields(&self) -> Vec<String> {
        let tags = self.body.split('<').filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag));
        tags.filter(|tag| tag.contains("data-refused"))
            .filter_map(|tag| attribute(tag, "data-field"))
            .collect()
    }

    /// Returns the value of the text input `name`.
    #[must_use]
    pub(crate) fn input_value(&self, name: &str) -> Option<String> {
        let mut tags = self.body.split('<').filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag));
        let tag =
            tags.find(|tag| tag.starts_with("input ") && attribute(tag, "name").as_deref() == Some(name))?;
        attribute(tag, "value")
    }
}

/// Returns an attribute from the text of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(input_value, _)| input_value.to_owned())
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    config.build().new_agent()
}

#[track_caller]
fn read_response(mut response: ureq::http::Response<ureq::Body>) -> Response {
    let body = response.body_mut().read_to_string().unwrap();
    Response { status: response.status().as_u16(), headers: response.headers().clone(), body }
}

impl Server {
    /// Requests a page as a browser.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Response {
        let request = agent().get(self.url(path)).header(header::ACCEPT, "text/html");
        read_response(request.call().unwrap())
    }

    /// Sends GET as a JSON client.
    #[track_caller]
    pub(crate) fn get_json(&self, path: &str) -> Response {
        let request = agent().get(self.url(path)).header(header::ACCEPT, "application/json");
        read_response(request.call().unwrap())
    }

    /// Submits a form as a browser without script.
    #[track_caller]
    pub(crate) fn post_form(&self, path: &str, pairs: &[(String, String)]) -> Response {
        let body: Vec<String> = pairs
            .iter()
            .map(|(name, input_value)| format!("{}={}", encode(name), encode(input_value)))
            .collect();
        self.post(path, "application/x-www-form-urlencoded", "text/html", &[], body.join("&").as_bytes())
    }

    /// Sends JSON with more headers.
    #[track_caller]
    pub(crate) fn post_json(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Response {
        self.post(path, "application/json", "application/json", headers, body.to_string().as_bytes())
    }

    /// Sends any body with any content type.
    #[track_caller]
    pub(crate) fn post(
        &self,
        path: &str,
        content_type: &str,
        accept: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        let mut request = agent().post(self.url(path)).header(header::ACCEPT, accept);
        if !content_type.is_empty() {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        for (name, input_value) in headers {
            request = request.header(*name, *input_value);
        }
        read_response(request.send(body).unwrap())
    }
}

/// Percent-encodes as browsers do for a form.
fn encode(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._".contains(&byte);
    let byte = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.replace("\r\n", "\n").replace('\n', "\r\n").bytes().map(byte).collect()
}
