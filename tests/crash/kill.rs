//! SIGKILL during load or start: every acknowledged ticket is stored completely and exactly once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use policy::Operation;
use serde_json::Value;

use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{ALTA, alta, read_items, read_policy};

const SENDERS: usize = 6;

/// Upper bounds of the random moment of the kill: acknowledged requests, and microseconds after the last of them.
const MAX_ANSWERS: u64 = 40;
const MAX_WAIT_MICROS: u64 = 20_000;

/// The requests by their marker, with the folio of the acknowledged ones.
type Requests = BTreeMap<String, Option<String>>;

#[test]
fn acknowledged_tickets_survive_sigkill_exactly_once() {
    let (rounds, seed) = (env_number("FOLIO_KILL_ROUNDS", 20), env_number("FOLIO_KILL_SEED", 3));
    println!("seed {seed}, {rounds} rounds");
    let mut rng = SplitMix64(seed);
    let mut server = Server::start();
    let policy = read_policy(&server);
    let operation = alta(&policy);
    let mut requests = Requests::new();
    let (mut in_flight, mut stored_in_flight) = (0, 0);
    for round in 0..rounds {
        let (answers, wait) = (rng.below(MAX_ANSWERS), rng.below(MAX_WAIT_MICROS));
        let context = format!("seed {seed}, round {round}: killed {wait} µs after answer {answers}");
        let sent = load(&mut server, operation, round, answers, Duration::from_micros(wait));
        in_flight += sent.values().filter(|folio| folio.is_none()).count();
        requests.extend(sent.clone());
        let stored = assert_consistent(&read_items(&server.data_file()), &requests, &context);
        stored_in_flight +=
            sent.iter().filter(|(marker, folio)| folio.is_none() && stored.contains_key(*marker)).count();
        server = server.restart_after_kill();
        for (marker, folio) in sent {
            let again =
                send(&server.url(ALTA), operation, &marker).unwrap_or_else(|| panic!("{context}: {marker}"));
            let before = folio.or_else(|| stored.get(&marker).cloned());
            assert!(
                before.as_ref().is_none_or(|before| *before == again),
                "{context}: {marker} is {again}, was {before:?}"
            );
            requests.insert(marker, Some(again));
        }
    }
    server.kill();
    let stored = assert_consistent(&read_items(&server.data_file()), &requests, "at the end");
    assert_eq!(stored.len(), requests.len());
    assert!(in_flight > 0, "no kill met a request in flight: the test proves nothing");
    println!(
        "{rounds} rounds, {} requests: {} acknowledged before their kill, {in_flight} in flight, of which \
         {stored_in_flight} were stored already; 0 lost, 0 incomplete, 0 duplicated",
        requests.len(),
        requests.len() - in_flight
    );
}

#[test]
fn store_opens_after_sigkill_during_start() {
    let (rounds, seed) = (env_number("FOLIO_KILL_ROUNDS", 20) / 2, env_number("FOLIO_KILL_SEED", 3));
    let mut rng = SplitMix64(seed);
    let started = Instant::now();
    let policy = read_policy(&Server::start());
    let max_wait = u64::try_from(started.elapsed().as_micros()).unwrap();
    let operation = alta(&policy);
    let mut cut = 0;
    for round in 0..rounds {
        let context = format!("seed {seed}, round {round}");
        let mut wait = || Duration::from_micros(rng.below(max_wait));
        let server = Server::killed_while_starting(wait());
        cut += usize::from(!server.data_file().exists());
        let mut server = server.restart_after_kill();
        let folio = send(&server.url(ALTA), operation, "start").unwrap_or_else(|| panic!("{context}"));
        server.kill_while_starting(wait());
        let requests = Requests::from([("start".to_owned(), Some(folio.clone()))]);
        assert_consistent(&read_items(&server.data_file()), &requests, &context);
        let server = server.restart_after_kill();
        assert_eq!(send(&server.url(ALTA), operation, "start"), Some(folio), "{context}");
    }
    println!("{} starts were killed within {max_wait} µs, {cut} before there was a store", rounds * 2);
}

/// Sends requests until the kill, which happens `wait` after the response number `answers`.
fn load(server: &mut Server, operation: &Operation, round: u64, answers: u64, wait: Duration) -> Requests {
    let requests = Mutex::new(Requests::new());
    let address = server.url(ALTA);
    let count = AtomicUsize::new(0);
    let (sender, acknowledged) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..SENDERS {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                loop {
                    let marker = format!("r{round}n{}", count.fetch_add(1, Ordering::Relaxed));
                    requests.lock().unwrap().insert(marker.clone(), None);
                    let Some(folio) = send(&address, operation, &marker) else { return };
                    requests.lock().unwrap().insert(marker, Some(folio));
                    let _ = sender.send(());
                }
            });
        }
        for _ in 0..answers {
            acknowledged.recv_timeout(Duration::from_mins(1)).unwrap();
        }
        // The delay is the input of the test, not a wait for a condition.
        std::thread::sleep(wait);
        server.kill();
    });
    requests.into_inner().unwrap()
}

/// Sends the request of a marker. Markers that end in an odd digit are sent as a page without an idempotency key. Returns
/// the folio, or `None` if the connection ended without a response.
fn send(address: &str, operation: &Operation, marker: &str) -> Option<String> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent = config.timeout_global(Some(Duration::from_secs(30))).build().new_agent();
    let request = Request::sample(operation, marker);
    let is_page = marker.ends_with(['1', '3', '5', '7', '9']);
    let sent = if is_page {
        agent.post(address).header("accept", "text/html").send_form(request.pairs())
    } else {
        let post = agent.post(address).header("accept", "application/json");
        let post = post
            .header("content-type", "application/json")
            .header("idempotency-key", format!("\"{marker}\""));
        post.send(request.json().to_string())
    };
    let answer = sent.ok()?;
    let status = answer.status().as_u16();
    assert_eq!(status, if is_page { 303 } else { 201 }, "{marker}");
    let location = answer.headers()["location"].to_str().unwrap();
    Some(location["/api/tickets/".len()..].split('?').next().unwrap().to_owned())
}

/// Panics unless each ticket is complete and has a record, and each acknowledged request has a ticket. Returns the folio
/// of each marker.
fn assert_consistent(items: &[Value], requests: &Requests, context: &str) -> BTreeMap<String, String> {
    let text = |item: &Value, name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    let folios = |kind: &str| -> Vec<String> {
        items.iter().filter(|item| text(item, "sk") == kind).map(|item| text(item, "folio")).collect()
    };
    let (tickets, records) = (folios("TICKET"), folios("KEY"));
    let once = |folios: &[String]| folios.iter().cloned().collect::<BTreeSet<_>>();
    assert_eq!(once(&tickets).len(), tickets.len(), "{context}: a folio occurs twice");
    assert_eq!(once(&records).len(), records.len(), "{context}: a ticket has two records");
    assert_eq!(once(&tickets), once(&records), "{context}: a ticket without its record, or the reverse");

    let mut stored = BTreeMap::new();
    for ticket in items.iter().filter(|item| text(item, "sk") == "TICKET") {
        let names: Vec<&str> = ticket.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ATTRIBUTES, "{context}: {ticket}");
        let rows = &ticket["rows"]["M"]["cuentas"]["L"];
        let address = rows[0]["M"]["correo_principal"]["S"].as_str().unwrap();
        let marker = address.strip_prefix("correoprincipal").unwrap().split('@').next().unwrap();
        let other = stored.insert(marker.to_owned(), text(ticket, "folio"));
        assert_eq!(other, None, "{context}: {marker} occurs twice");
        assert!(requests.contains_key(marker), "{context}: no request for {marker}");
    }
    for (marker, folio) in requests {
        let Some(folio) = folio else { continue };
        assert_eq!(stored.get(marker), Some(folio), "{context}: {marker} was acknowledged and is missing");
    }
    stored
}

/// The attributes of every ticket of the load.
const ATTRIBUTES: [&str; 19] = [
    "answers",
    "due",
    "folio",
    "form",
    "kind",
    "level",
    "operation",
    "pk",
    "policy_version",
    "priority",
    "queue",
    "queue_order",
    "received",
    "row_count",
    "rows",
    "service",
    "sk",
    "state",
    "verification",
];

#[expect(clippy::disallowed_methods, reason = "the number of rounds is an option of the test")]
fn env_number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// A pseudo-random generator with a seed.
struct SplitMix64(u64);

impl SplitMix64 {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
