//! Huge requests on a socket: each uses bounded time and memory.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::read_tickets;
use crate::support::folio::Server;

const ALTA: &str = "/api/tickets/gsuite/alta";

/// A little more than the store needs, and much less than the size of the requests.
const MAX_GROWTH_KB: u64 = 48 * 1024;

/// Returns the peak memory of the process in kilobytes.
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
    // One request of each kind first, so that only concurrent requests count.
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
    assert!(read_tickets(&server).is_empty());
}

#[test]
fn oversized_headers_are_rejected() {
    let server = Server::start();
    let address = server.url("/").trim_start_matches("http://").trim_end_matches('/').to_owned();
    for endless in [format!("GET /{} HTTP/1.1\r\n", "a".repeat(600_000)), "X: y\r\n".repeat(100_000)] {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
        // The server may close the connection before everything is sent.
        let _ = stream.write_all(format!("GET / HTTP/1.1\r\nHost: a\r\n{endless}").as_bytes());
        let mut output = Vec::new();
        let started = Instant::now();
        let _ = stream.read_to_end(&mut output);
        assert!(started.elapsed() < Duration::from_secs(15), "the server waits for more headers");
        let output = String::from_utf8_lossy(&output).into_owned();
        assert!(output.is_empty() || output.starts_with("HTTP/1.1 4"), "{output}");
    }
    assert_eq!(server.get_json("/api/health").status, 200);
}
