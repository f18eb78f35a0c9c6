//! Slow, endless and huge requests, on sockets by hand: each costs bounded time and memory, and nobody else waits.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::tickets;
use crate::support::folio::Server;

const ALTA: &str = "/api/tickets/gsuite/alta";

/// Headers may take 10 seconds, a body 20, and an answer 20 without being read; the rest is for a machine with much else to do.
const HEAD_ENDS: Duration = Duration::from_secs(15);
const BODY_ENDS: Duration = Duration::from_secs(28);
const UNREAD_ENDS: Duration = Duration::from_secs(40);

/// A little more than the store needs, and much less than what is sent.
const MAX_GROWTH_KB: u64 = 48 * 1024;

fn connect(server: &Server) -> TcpStream {
    let address = server.url("/").trim_start_matches("http://").trim_end_matches('/').to_owned();
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    stream
}

/// Sends `start` at once and `rest` a byte a second, and returns after how long the server ended the connection, and
/// what it said.
fn drip(server: &Server, start: &str, rest: &str) -> (Duration, String) {
    let mut stream = connect(server);
    let started = Instant::now();
    stream.write_all(start.as_bytes()).unwrap();
    let mut output = Vec::new();
    for byte in rest.bytes() {
        // Reading is the pace: it returns when the server ends, or after a second.
        let mut answer = [0; 4096];
        match stream.read(&mut answer) {
            Ok(0) => break,
            Ok(length) => output.extend_from_slice(&answer[..length]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
        if stream.write_all(&[byte]).is_err() {
            break;
        }
    }
    (started.elapsed(), String::from_utf8_lossy(&output).into_owned())
}

fn head(path: &str, headers: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n{headers}\r\n")
}

#[test]
fn a_client_that_sends_a_byte_a_second_is_ended_and_nobody_waits_for_it() {
    let server = Server::start();
    let long = "a".repeat(120);
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let announced = head(ALTA, &format!("{form}Content-Length: 100000\r\n"));
    let chunked = format!("{}fffff\r\n", head(ALTA, &format!("{form}Transfer-Encoding: chunked\r\n")));
    std::thread::scope(|scope| {
        let line = scope.spawn(|| drip(&server, "", &long));
        let headers = scope.spawn(|| drip(&server, "GET / HTTP/1.1\r\nX-Long: ", &long));
        let bodies = [&announced, &chunked].map(|start| scope.spawn(|| drip(&server, start, &long)));
        let idle: Vec<TcpStream> = (0..200).map(|_| connect(&server)).collect();
        let started = Instant::now();
        assert_eq!(server.get_json("/api/health").status, 200);
        assert!(started.elapsed() < Duration::from_secs(5), "others waited {:?}", started.elapsed());
        for drip in [line, headers] {
            let (took, output) = drip.join().unwrap();
            assert!(took < HEAD_ENDS, "headers took {took:?}: {output}");
        }
        for drip in bodies {
            let (took, output) = drip.join().unwrap();
            assert!(took < BODY_ENDS, "a body took {took:?}: {output}");
            assert!(output.starts_with("HTTP/1.1 400 "), "{output}");
        }
        drop(idle);
    });
    assert!(tickets(&server).is_empty());
}

/// The most memory that the process ever had, in kilobytes.
#[cfg(target_os = "linux")]
fn peak_memory_kb(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn huge_bodies_use_bounded_memory_and_time() {
    let server = Server::start();
    let form = "application/x-www-form-urlencoded";
    let deep = [vec![b'['; 250_000], vec![b']'; 250_000]].concat();
    let objects = b"{\"a\":".repeat(100_000);
    let list = [b"{\"cuentas\":[".to_vec(), b"0,".repeat(250_000), b"0]}".to_vec()].concat();
    let rows = [b"{\"cuentas\":[".to_vec(), b"{},".repeat(150_000), b"{}]}".to_vec()].concat();
    let fields: Vec<u8> = (0..10_000).flat_map(|n| format!("f{n}=x&").into_bytes()).collect();
    let numbered: Vec<u8> = (0..10_000).flat_map(|n| format!("cuentas.{n}999.x=y&").into_bytes()).collect();
    let bodies: [(&str, &[u8], u16); 9] = [
        ("application/json", &deep, 400),
        ("application/json", &objects, 400),
        ("application/json", &list, 400),
        ("application/json", &rows, 422),
        (form, &fields, 400),
        (form, &numbered, 400),
        (form, &b"a=x&".repeat(4_000), 422),
        (form, &vec![b'a'; 2 * 1024 * 1024], 413),
        (form, &vec![b'%'; 512 * 1024], 400),
    ];
    // One of each, so that what is counted is what many of them cost at once.
    for (kind, body, status) in bodies {
        let answer = server.post(ALTA, kind, "application/json", &[], body);
        assert_eq!(answer.status, status, "{kind} {:.40}", String::from_utf8_lossy(body));
    }
    let before = peak_memory_kb(&server);
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (kind, body, status) in bodies {
                    assert_eq!(server.post(ALTA, kind, "text/html", &[], body).status, status);
                }
            });
        }
    });
    let memory_growth = peak_memory_kb(&server) - before;
    assert!(memory_growth < MAX_GROWTH_KB, "36 huge requests made the process {memory_growth} kB larger");
    assert!(started.elapsed() < Duration::from_mins(1), "36 huge requests took {:?}", started.elapsed());
    assert!(tickets(&server).is_empty());
}

#[test]
fn a_client_that_reads_no_answer_is_ended() {
    let server = Server::start();
    let mut stream = connect(&server);
    stream.set_write_timeout(Some(UNREAD_ENDS)).unwrap();
    let many = "GET /limitaciones/ HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000);
    // Once the buffers are full the server reads no more, and this waits until the server ends the connection.
    let error = loop {
        if let Err(error) = stream.write_all(many.as_bytes()) {
            break error;
        }
    };
    let is_ended = matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe);
    assert!(is_ended, "after {UNREAD_ENDS:?}: {error}");
    assert_eq!(server.get_json("/api/health").status, 200);
}

#[test]
fn oversized_headers_are_rejected() {
    let server = Server::start();
    for endless in [format!("GET /{} HTTP/1.1\r\n", "a".repeat(200_000)), "X: y\r\n".repeat(40_000)] {
        let mut stream = connect(&server);
        stream.set_read_timeout(Some(HEAD_ENDS)).unwrap();
        // The server may end it before all is sent.
        let _ = stream.write_all(format!("GET / HTTP/1.1\r\nHost: a\r\n{endless}").as_bytes());
        let mut output = Vec::new();
        let _ = stream.read_to_end(&mut output);
        let output = String::from_utf8_lossy(&output).into_owned();
        assert!(output.is_empty() || output.starts_with("HTTP/1.1 4"), "{output}");
    }
    assert_eq!(server.get_json("/api/health").status, 200);
}
