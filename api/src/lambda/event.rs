//! Events of the HTTP API, mended before they are made into requests.
//!
//! The runtime's own conversion panics on an address that is no URI, which anyone can send: a space or a quote in the
//! query, a `Host` that is none, an endless path. Mended, such a request reaches the router and gets its 404.

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::HeaderMap;
use lambda_http::http::header::HOST;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What may not stand in an address as it is; escapes that are there stay as they are.
const UNFIT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'#')
    .add(b'?');

/// A query may have question marks.
const UNFIT_QUERY: &AsciiSet = &UNFIT.remove(b'?');

/// The greatest length of path and query together; a URI ends at 64 KiB, and no address of ours is near to this.
const LONGEST: usize = 16 * 1024;

/// Makes an event one that can be made into a request.
pub fn mend(event: &mut ApiGatewayV2httpRequest) {
    event.raw_path = event.raw_path.take().map(|path| mend_path(&path));
    event.raw_query_string = event.raw_query_string.take().map(|query| mend_query(&query));
    mend_host(&mut event.headers);
}

fn mend_path(path: &str) -> String {
    let path = utf8_percent_encode(path, UNFIT).to_string();
    match path {
        path if path.len() > LONGEST => "/".to_owned(),
        path if path.starts_with('/') => path,
        path => format!("/{path}"),
    }
}

fn mend_query(query: &str) -> String {
    let query = utf8_percent_encode(query, UNFIT_QUERY).to_string();
    if query.len() > LONGEST { String::new() } else { query }
}

/// No answer depends on `Host`; without it the event's own domain is used.
fn mend_host(headers: &mut HeaderMap) {
    let is_host = |host: &str| {
        !host.is_empty()
            && host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
    };
    if headers.get(HOST).is_some_and(|host| !host.to_str().is_ok_and(is_host)) {
        headers.remove(HOST);
    }
}

#[cfg(test)]
mod tests {
    use lambda_http::request::LambdaRequest;
    use serde_json::json;

    use super::*;

    fn event(path: &str, query: &str, host: &str) -> ApiGatewayV2httpRequest {
        let event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
            "headers": {"host": host}, "isBase64Encoded": false,
            "requestContext": {
                "accountId": "1", "apiId": "a", "domainName": "a.execute-api.us-east-1.amazonaws.com", "stage": "$default",
                "requestId": "r", "timeEpoch": 1,
                "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "x"},
            },
        });
        serde_json::from_value(event).unwrap()
    }

    #[track_caller]
    fn becomes(path: &str, query: &str, host: &str, expected: &str) {
        let mut event = event(path, query, host);
        mend(&mut event);
        let request: lambda_http::Request = LambdaRequest::ApiGatewayV2(event).into();
        let address = request.uri().path_and_query().unwrap().as_str();
        assert_eq!(address, expected);
    }

    #[test]
    fn an_event_that_is_whole_stays_as_it_is() {
        becomes(
            "/api/tickets/F37-K29-QX4",
            "t=AB_-&x=%20?",
            "ipaxes.mx",
            "/api/tickets/F37-K29-QX4?t=AB_-&x=%20?",
        );
    }

    #[test]
    fn an_event_that_would_panic_becomes_a_request() {
        becomes("/api/a b", "", "h", "/api/a%20b");
        becomes("/api/ñ", "", "h", "/api/%C3%B1");
        becomes("", "", "h", "/");
        becomes("api", "", "h", "/api");
        becomes("/api", "a=\" <>&b={}", "h", "/api?a=%22%20%3C%3E&b=%7B%7D");
        becomes("/api", "a=\u{7f}\u{1}", "h", "/api?a=%7F%01");
        becomes(&"/a".repeat(40_000), "", "h", "/");
        becomes("/api", &"a".repeat(70_000), "h", "/api");
        becomes("/api", "", "a b", "/api");
        becomes("/api", "", "a/b@c", "/api");
        becomes("/api", "", "", "/api");
    }
}
