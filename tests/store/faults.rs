//! The API with a failing store. A client gets one folio, or a 503 with `Retry-After`, and a retry returns the first
//! folio. No acknowledged ticket is lost or duplicated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use policy::Policy;
use serde_json::Value;

use crate::sample::{OPERATION, policy_in};
use crate::support::answers::Request;
use crate::support::emulator::{Emulator, EmulatorProcess};
use crate::support::folio::Server;
use crate::support::http::Response;
use crate::support::proxy::{Concurrency, Fault, Proxy, always, random_third, sequence};
use crate::support::table::Table;

/// The time limit of the Lambda function.
const FUNCTION_TIMEOUT: Duration = Duration::from_secs(10);

/// `folio serve`, a store on disk, and the proxy between them.
struct FailureHarness {
    server: Server,
    proxy: Proxy,
    store: Arc<EmulatorProcess>,
    policy: Policy,
}

impl FailureHarness {
    #[track_caller]
    fn start() -> Self {
        // The name of the table is fixed, so each harness needs a separate store.
        let store = EmulatorProcess::dedicated(Emulator::Embedded);
        let proxy = Proxy::start(store.url(), Concurrency::Unlimited);
        let server = Server::start_with_store(&proxy.url());
        let policy = policy_in(&server.bundle());
        Self { server, proxy, store, policy }
    }

    fn address() -> String {
        format!("/api/tickets/{}/{}", OPERATION.0, OPERATION.1)
    }

    fn request(&self, seed: &str) -> Request {
        let form = self.policy.form(OPERATION.0).unwrap();
        Request::sample(form.operation(OPERATION.1).unwrap(), seed)
    }

    /// Sends the answers of `seed` as JSON, with a separate idempotency key.
    #[track_caller]
    fn program(&self, seed: &str) -> Response {
        let key = format!("\"{seed}\"");
        self.server.post_json(&Self::address(), &[("idempotency-key", &key)], &self.request(seed).json())
    }

    /// Submits them as a page without script.
    #[track_caller]
    fn page(&self, seed: &str) -> Response {
        self.server.post_form(&Self::address(), &self.request(seed).pairs())
    }

    /// Returns the table, reached without the proxy.
    fn table(&self) -> Table {
        Table::new(self.store.url(), "folio-tickets")
    }
}

#[track_caller]
fn expect_created(answer: &Response) -> String {
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["folio"].as_str().unwrap().to_owned()
}

/// Panics unless the response is a 503 with `Retry-After` that reveals nothing about the store.
#[track_caller]
fn assert_unavailable(answer: &Response) {
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
    for word in ["dynamodb", "Dynamo", "127.0.0.1", "by script"] {
        assert!(!answer.body.contains(word), "{word}: {}", answer.body);
    }
}

#[test]
fn single_store_fault_is_hidden_from_client() {
    let harness = FailureHarness::start();
    for (n, fault) in Fault::all().into_iter().enumerate() {
        harness.proxy.set_script(sequence(vec![fault.clone()]));
        let seed = format!("s{n}");
        let first = expect_created(&harness.program(&seed));
        let again = harness.program(&seed);
        assert_eq!(
            (expect_created(&again), again.header("idempotent-replayed")),
            (first, "true"),
            "{fault:?}"
        );
        assert_eq!(
            (harness.table().tickets().len(), harness.table().records().len()),
            (n + 1, n + 1),
            "{fault:?}"
        );
    }
}

#[test]
fn submit_returns_503_with_filled_form_when_store_is_down() {
    let harness = FailureHarness::start();
    for (n, fault) in Fault::all().into_iter().enumerate() {
        harness.proxy.set_script(always(fault.clone()));
        let seed = format!("s{n}");
        let started = Instant::now();
        let page = harness.page(&seed);
        assert!(started.elapsed() < FUNCTION_TIMEOUT, "{fault:?} took {:?}", started.elapsed());
        assert_unavailable(&page);
        let request = harness.request(&seed);
        for (name, value) in request.pairs() {
            assert!(page.body.contains(&value), "{fault:?}: «{value}» of {name} is not on the page");
        }
        let mail =
            request.pairs().into_iter().find(|(_, value)| value.contains(&format!("{seed}@"))).unwrap();
        assert_eq!(page.input_value(&mail.0), Some(mail.1), "{fault:?}");
        assert_unavailable(&harness.program(&format!("p{seed}")));

        harness.proxy.set_script(sequence(Vec::new()));
        let first = harness.page(&seed);
        assert_eq!(first.status, 303, "{}", first.body);
        let again = harness.page(&seed);
        assert_eq!(again.header("location"), first.header("location"), "{fault:?}");
        expect_created(&harness.program(&format!("p{seed}")));
        let count = 2 * (n + 1);
        assert_eq!(
            (harness.table().tickets().len(), harness.table().records().len()),
            (count, count),
            "{fault:?}"
        );
    }
}

#[test]
fn retry_returns_ticket_written_before_lost_response() {
    for fault in [Fault::CutAfter, Fault::CutWithin, Fault::SilentAfter] {
        let harness = FailureHarness::start();
        harness.proxy.set_script(always(fault.clone()));
        assert_unavailable(&harness.program("a"));
        let written = harness.table().tickets();
        assert_eq!(written.len(), 1, "{fault:?}");
        harness.proxy.set_script(sequence(Vec::new()));
        let again = harness.program("a");
        assert_eq!(expect_created(&again), written[0]["folio"]["S"], "{fault:?}");
        assert_eq!(again.header("idempotent-replayed"), "true", "{fault:?}");
        assert_eq!(harness.table().tickets(), written, "{fault:?}");
    }
}

#[test]
fn submit_returns_503_in_time_when_store_is_gone() {
    let harness = FailureHarness::start();
    let FailureHarness { server, proxy, store, policy } = harness;
    drop(store);
    let form = policy.form(OPERATION.0).unwrap();
    let body = Request::sample(form.operation(OPERATION.1).unwrap(), "a").json();
    let started = Instant::now();
    assert_unavailable(&server.post_json(&FailureHarness::address(), &[], &body));
    assert!(started.elapsed() < FUNCTION_TIMEOUT, "{:?}", started.elapsed());
    assert!(proxy.calls() > 0);
}

const SENDERS: usize = 32;

/// The most attempts of a sender. Thirty failures in a row, each with a probability of one third, happen once in 10¹⁴
/// runs.
const MAX_ATTEMPTS: usize = 30;

struct SenderResult {
    request_number: usize,
    folio: Option<String>,
    answers_503: usize,
}

/// Sends until a folio comes, and every eighth request once more. Every twentieth sender gives up after its first 503.
#[track_caller]
fn send_until_acknowledged(harness: &FailureHarness, request_number: usize) -> SenderResult {
    let name = format!("r{request_number}x");
    let mut results = SenderResult { request_number, folio: None, answers_503: 0 };
    for _ in 0..MAX_ATTEMPTS {
        let answer = harness.program(&name);
        if answer.status != 201 {
            assert_unavailable(&answer);
            results.answers_503 += 1;
            if request_number % 20 == 3 && results.folio.is_none() {
                return results;
            }
            continue;
        }
        let result = expect_created(&answer);
        if let Some(first) = results.folio.replace(result.clone()) {
            assert_eq!(result, first, "{name}");
            return results;
        }
        if !request_number.is_multiple_of(8) {
            return results;
        }
    }
    panic!("{name} was refused {MAX_ATTEMPTS} times");
}

/// Returns the number of the request that made a ticket, from its unique e-mail address.
#[track_caller]
fn request_number(ticket: &Value) -> usize {
    let answers = ticket["answers"].to_string();
    let (start, _) = answers.split_once("x@empresa.mx").unwrap();
    start.rsplit_once('r').unwrap().1.parse().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the length of the run is an option of the test")]
fn request_count() -> usize {
    std::env::var("FOLIO_FAULT_REQUESTS").map_or(600, |count| count.parse().unwrap())
}

#[test]
fn retries_are_idempotent_under_33_percent_failures() {
    let harness = FailureHarness::start();
    harness.proxy.set_script(random_third(20_240_603));
    let (count, next) = (request_count(), AtomicUsize::new(0));
    let start = Instant::now();
    let results: Vec<SenderResult> = thread::scope(|scope| {
        let send = || {
            let mut results = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= count {
                    return results;
                }
                results.push(send_until_acknowledged(&harness, n));
            }
        };
        let senders: Vec<_> = (0..SENDERS).map(|_| scope.spawn(send)).collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    assert_eq!(results.len(), count);

    let mut stored: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for ticket in harness.table().tickets() {
        let folio = ticket["folio"]["S"].as_str().unwrap().to_owned();
        stored.entry(request_number(&ticket)).or_default().push(folio);
    }
    for one in &results {
        let folios = stored.get(&one.request_number).map(Vec::as_slice).unwrap_or_default();
        match &one.folio {
            Some(folio) => assert_eq!(folios, std::slice::from_ref(folio), "request {}", one.request_number),
            None => assert!(folios.len() <= 1, "request {}: {folios:?}", one.request_number),
        }
    }
    let folios: BTreeSet<&String> = stored.values().flatten().collect();
    assert_eq!(folios.len(), stored.len(), "every folio is unique");
    let records = harness.table().records();
    assert_eq!(records.len(), stored.len(), "every ticket has its record, and every record its ticket");

    let acknowledged = results.iter().filter(|one| one.folio.is_some()).count();
    let error: usize = results.iter().map(|one| one.answers_503).sum();
    let (calls, failed) = (harness.proxy.calls(), harness.proxy.failed());
    assert!(failed * 4 > calls, "{failed} of {calls} calls failed: the script was not followed");
    print_figures(&format!(
        "{count} requests: {acknowledged} acknowledged, {} stored, 0 lost, 0 duplicated; the store failed {failed} of \
         {calls} calls, clients saw {error} × 503; {:.0} s",
        stored.len(),
        start.elapsed().as_secs_f64()
    ));
}

/// Prints the figures of a long run, which needs `--nocapture`.
#[expect(clippy::print_stderr, reason = "a long run prints its figures")]
fn print_figures(figures: &str) {
    eprintln!("{figures}");
}
