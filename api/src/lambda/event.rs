//! Sanitizes events of the HTTP API before the runtime converts them to requests.
//!
//! The conversion panics on an address that is not a valid URI, which any client can send: a space or a quote in the
//! query, an invalid `Host`, an endless path. After this, such a request reaches the router and gets a 404.
//! See <https://github.com/aws/aws-lambda-rust-runtime/issues/515> and
//! <https://github.com/aws/aws-lambda-rust-runtime/issues/461>.

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::HeaderMap;
use lambda_http::http::header::HOST;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The characters that a path must escape; existing escapes stay.
const PATH_ENCODE_SET: &AsciiSet = &CONTROLS
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

/// The same for a query, which may contain question marks.
const QUERY_ENCODE_SET: &AsciiSet = &PATH_ENCODE_SET.remove(b'?');

/// The greatest length of a path or a query. A URI has at most 64 KiB, and every address of the API is far shorter.
const MAX_LEN: usize = 16 * 1024;

/// Makes `event` convertible to a request.
pub fn sanitize(event: &mut ApiGatewayV2httpRequest) {
    event.raw_path = event.raw_path.take().map(|path| sanitize_path(&path));
    event.raw_query_string = event.raw_query_string.take().map(|query| sanitize_query(&query));
    sanitize_host(&mut event.headers);
}

fn sanitize_path(path: &str) -> String {
    let path = utf8_percent_encode(path, PATH_ENCODE_SET).to_string();
    match path {
        path if path.len() > MAX_LEN => "/".to_owned(),
        path if path.starts_with('/') => path,
        path => format!("/{path}"),
    }
}

fn sanitize_query(query: &str) -> String {
    let query = utf8_percent_encode(query, QUERY_ENCODE_SET).to_string();
    if query.len() > MAX_LEN { String::new() } else { query }
}

/// Removes an invalid `Host`: no response depends on it, and the runtime then uses the domain of the event.
fn sanitize_host(headers: &mut HeaderMap) {
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
    let is_host = |host: &str| !host.is_empty() && host.bytes().all(is_allowed);
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
    fn assert_address(path: &str, query: &str, host: &str, expected: &str) {
        let mut event = event(path, query, host);
        sanitize(&mut event);
        let request: lambda_http::Request = LambdaRequest::ApiGatewayV2(event).into();
        let address = request.uri().path_and_query().unwrap().as_str();
        assert_eq!(address, expected);
    }

    #[test]
    fn sanitize_keeps_a_valid_event() {
        assert_address(
            "/api/tickets/F37-K29-QX4",
            "t=AB_-&x=%20?",
            "ipaxes.mx",
            "/api/tickets/F37-K29-QX4?t=AB_-&x=%20?",
        );
    }

    #[test]
    fn sanitize_fixes_events_that_would_panic() {
        assert_address("/api/a b", "", "h", "/api/a%20b");
        assert_address("/api/ñ", "", "h", "/api/%C3%B1");
        assert_address("", "", "h", "/");
        assert_address("api", "", "h", "/api");
        assert_address("/api", "a=\" <>&b={}", "h", "/api?a=%22%20%3C%3E&b=%7B%7D");
        assert_address("/api", "a=\u{7f}\u{1}", "h", "/api?a=%7F%01");
        assert_address(&"/a".repeat(40_000), "", "h", "/");
        assert_address("/api", &"a".repeat(70_000), "h", "/api");
        assert_address("/api", "", "a b", "/api");
        assert_address("/api", "", "a/b@c", "/api");
        assert_address("/api", "", "", "/api");
    }
}
