//! The API before a store that fails: a client sees one folio, or a 503 that says when to come back, and sending again
//! gives the first folio. Nothing acknowledged is lost, and nothing is doubled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use policy::Policy;
use serde_json::Value;

use crate::draft::{OPERATION, policy_in};
use crate::support::answers::Request;
use crate::support::engine::{Author, Engine};
use crate::support::folio::Server;
use crate::support::http::Answer;
use crate::support::proxy::{Fault, Pace, Proxy, a_third, always, in_turn};
use crate::support::table::Table;

/// How long the function may take; what is slower is ended from outside, and says nothing.
const FUNCTION: Duration = Duration::from_secs(10);

/// `folio serve`, a store on disk, and the proxy between them.
struct House {
    server: Server,
    proxy: Proxy,
    engine: Arc<Engine>,
    policy: Policy,
}

impl House {
    #[track_caller]
    fn open() -> Self {
        // Its table has one name, so each house has a store of its own.
        let engine = Engine::alone(Author::Embedded);
        let proxy = Proxy::before(engine.url(), Pace::Free);
        let server = Server::start_before(&proxy.url());
        let policy = policy_in(&server.bundle());
        Self { server, proxy, engine, policy }
    }

    fn address() -> String {
        format!("/api/tickets/{}/{}", OPERATION.0, OPERATION.1)
    }

    fn request(&self, seed: &str) -> Request {
        let form = self.policy.form(OPERATION.0).unwrap();
        Request::sample(form.operation(OPERATION.1).unwrap(), seed)
    }

    /// Sends the answers of `seed` as a program does, under a key of its own.
    #[track_caller]
    fn program(&self, seed: &str) -> Answer {
        let key = format!("\"{seed}\"");
        self.server.post_json(&Self::address(), &[("idempotency-key", &key)], &self.request(seed).json())
    }

    /// Sends them as a page without script does.
    #[track_caller]
    fn page(&self, seed: &str) -> Answer {
        self.server.post_form(&Self::address(), &self.request(seed).pairs())
    }

    /// What the store keeps, asked without the proxy.
    fn table(&self) -> Table {
        Table::new(self.engine.url(), "folio-tickets")
    }
}

#[track_caller]
fn folio(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["folio"].as_str().unwrap().to_owned()
}

/// A 503 that says when to come back, and nothing of what is behind it.
#[track_caller]
fn unavailable(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
    for word in ["dynamodb", "Dynamo", "127.0.0.1", "by script"] {
        assert!(!answer.body.contains(word), "{word}: {}", answer.body);
    }
}

#[test]
fn one_fault_of_any_kind_is_not_seen() {
    let house = House::open();
    for (n, fault) in Fault::every().into_iter().enumerate() {
        house.proxy.follow(in_turn(vec![fault.clone()]));
        let seed = format!("s{n}");
        let first = folio(&house.program(&seed));
        let again = house.program(&seed);
        assert_eq!((folio(&again), again.header("idempotent-replayed")), (first, "true"), "{fault:?}");
        assert_eq!(
            (house.table().tickets().len(), house.table().records().len()),
            (n + 1, n + 1),
            "{fault:?}"
        );
    }
}

#[test]
fn a_store_that_stays_away_gives_the_page_back_filled_and_takes_it_later() {
    let house = House::open();
    for (n, fault) in Fault::every().into_iter().enumerate() {
        house.proxy.follow(always(fault.clone()));
        let seed = format!("s{n}");
        let asked = Instant::now();
        let page = house.page(&seed);
        assert!(asked.elapsed() < FUNCTION, "{fault:?} took {:?}", asked.elapsed());
        unavailable(&page);
        let request = house.request(&seed);
        for (name, value) in request.pairs() {
            assert!(page.body.contains(&value), "{fault:?}: «{value}» of {name} is not on the page");
        }
        let mail =
            request.pairs().into_iter().find(|(_, value)| value.contains(&format!("{seed}@"))).unwrap();
        assert_eq!(page.value(&mail.0), Some(mail.1), "{fault:?}");
        unavailable(&house.program(&format!("p{seed}")));

        house.proxy.follow(in_turn(Vec::new()));
        let first = house.page(&seed);
        assert_eq!(first.status, 303, "{}", first.body);
        let again = house.page(&seed);
        assert_eq!(again.header("location"), first.header("location"), "{fault:?}");
        folio(&house.program(&format!("p{seed}")));
        let count = 2 * (n + 1);
        assert_eq!(
            (house.table().tickets().len(), house.table().records().len()),
            (count, count),
            "{fault:?}"
        );
    }
}

#[test]
fn a_ticket_that_was_written_unseen_is_the_one_that_is_told() {
    for fault in [Fault::CutAfter, Fault::CutWithin, Fault::SilentAfter] {
        let house = House::open();
        house.proxy.follow(always(fault.clone()));
        unavailable(&house.program("a"));
        let written = house.table().tickets();
        assert_eq!(written.len(), 1, "{fault:?}");
        house.proxy.follow(in_turn(Vec::new()));
        let again = house.program("a");
        assert_eq!(folio(&again), written[0]["folio"]["S"], "{fault:?}");
        assert_eq!(again.header("idempotent-replayed"), "true", "{fault:?}");
        assert_eq!(house.table().tickets(), written, "{fault:?}");
    }
}

#[test]
fn a_server_whose_store_is_gone_says_so_in_time() {
    let house = House::open();
    let House { server, proxy, engine, policy } = house;
    drop(engine);
    let form = policy.form(OPERATION.0).unwrap();
    let body = Request::sample(form.operation(OPERATION.1).unwrap(), "a").json();
    let asked = Instant::now();
    unavailable(&server.post_json(&House::address(), &[], &body));
    assert!(asked.elapsed() < FUNCTION, "{:?}", asked.elapsed());
    assert!(proxy.calls() > 0);
}

/// How many senders there are at a time.
const SENDERS: usize = 32;

/// How often a sender comes back before something else must be wrong: by chance alone, thirty failures in a row, each of
/// them a third, come once in 10¹⁴.
const PATIENCE: usize = 30;

/// What one sender saw.
struct Seen {
    number: usize,
    folio: Option<String>,
    answers_503: usize,
}

/// Sends until a folio comes, then every eighth once more; every twentieth gives up after its first 503.
#[track_caller]
fn pursue(house: &House, number: usize) -> Seen {
    let name = format!("r{number}x");
    let mut seen = Seen { number, folio: None, answers_503: 0 };
    for _ in 0..PATIENCE {
        let answer = house.program(&name);
        if answer.status != 201 {
            unavailable(&answer);
            seen.answers_503 += 1;
            if number % 20 == 3 && seen.folio.is_none() {
                return seen;
            }
            continue;
        }
        let told = folio(&answer);
        if let Some(first) = seen.folio.replace(told.clone()) {
            assert_eq!(told, first, "{name}");
            return seen;
        }
        if !number.is_multiple_of(8) {
            return seen;
        }
    }
    panic!("{name} was refused {PATIENCE} times");
}

/// Which request a kept ticket is of: its answers hold an address that no other has.
#[track_caller]
fn number(ticket: &Value) -> usize {
    let answers = ticket["answers"].to_string();
    let (before, _) = answers.split_once("x@empresa.mx").unwrap();
    before.rsplit_once('r').unwrap().1.parse().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "how long the run is, is asked of whoever starts it")]
fn asked_for() -> usize {
    std::env::var("FOLIO_FAULT_REQUESTS").map_or(600, |count| count.parse().unwrap())
}

#[test]
fn with_a_third_of_the_answers_failing_nothing_is_lost_and_nothing_is_doubled() {
    let house = House::open();
    house.proxy.follow(a_third(20_240_603));
    let (count, next) = (asked_for(), AtomicUsize::new(0));
    let start = Instant::now();
    let seen: Vec<Seen> = thread::scope(|scope| {
        let send = || {
            let mut seen = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= count {
                    return seen;
                }
                seen.push(pursue(&house, n));
            }
        };
        let senders: Vec<_> = (0..SENDERS).map(|_| scope.spawn(send)).collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    assert_eq!(seen.len(), count);

    let mut kept: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for ticket in house.table().tickets() {
        let folio = ticket["folio"]["S"].as_str().unwrap().to_owned();
        kept.entry(number(&ticket)).or_default().push(folio);
    }
    for one in &seen {
        let folios = kept.get(&one.number).map(Vec::as_slice).unwrap_or_default();
        match &one.folio {
            Some(folio) => assert_eq!(folios, std::slice::from_ref(folio), "request {}", one.number),
            None => assert!(folios.len() <= 1, "request {}: {folios:?}", one.number),
        }
    }
    let folios: BTreeSet<&String> = kept.values().flatten().collect();
    assert_eq!(folios.len(), kept.len(), "every folio is another");
    let records = house.table().records();
    assert_eq!(records.len(), kept.len(), "every ticket has its record, and every record its ticket");

    let acknowledged = seen.iter().filter(|one| one.folio.is_some()).count();
    let refused: usize = seen.iter().map(|one| one.answers_503).sum();
    let (calls, failed) = (house.proxy.calls(), house.proxy.failed());
    assert!(failed * 4 > calls, "{failed} of {calls} calls failed: the script was not followed");
    say(&format!(
        "{count} requests: {acknowledged} acknowledged, {} kept, 0 lost, 0 doubled; the store failed {failed} of \
         {calls} calls, clients saw {refused} × 503; {:.0} s",
        kept.len(),
        start.elapsed().as_secs_f64()
    ));
}

/// The figures are for whoever asked for a long run, with `--nocapture`.
#[expect(clippy::print_stderr, reason = "a long run tells its figures")]
fn say(figures: &str) {
    eprintln!("{figures}");
}
