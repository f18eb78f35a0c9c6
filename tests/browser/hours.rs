//! «Abierto ahora» is correct for any clock and time zone.

use serde_json::{Value, json};

use crate::driver::Script;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{operations, read_policy};

/// Instant and zone of the reader; expected state and local hours on the page.
const STATES: [(&str, &str, &str, &str); 9] = [
    // A Monday in winter: Mexico City is at UTC-6.
    ("2026-11-23T14:29:00Z", "America/Mexico_City", "Cerrado · abrimos hoy a las 08:30 h", ""),
    ("2026-11-23T14:30:00Z", "America/Mexico_City", "Abierto ahora · cierra a las 17:30 h", ""),
    ("2026-11-23T23:29:00Z", "America/Mexico_City", "Abierto ahora · cierra a las 17:30 h", ""),
    ("2026-11-23T23:30:00Z", "America/Mexico_City", "Cerrado · abrimos mañana a las 08:30 h", ""),
    // A Friday after closing time.
    ("2026-11-28T01:00:00Z", "America/Mexico_City", "Cerrado · abrimos el lunes a las 08:30 h", ""),
    (
        "2026-11-23T16:00:00Z",
        "America/Tijuana",
        "Abierto ahora · cierra a las 17:30 h",
        "En su hora local: de 06:30 a 15:30 h",
    ),
    (
        "2026-11-23T16:00:00Z",
        "America/Cancun",
        "Abierto ahora · cierra a las 17:30 h",
        "En su hora local: de 09:30 a 18:30 h",
    ),
    (
        "2026-11-23T16:00:00Z",
        "Europe/Madrid",
        "Abierto ahora · cierra a las 17:30 h",
        "En su hora local: de 15:30 a 00:30 h",
    ),
    // In summer Tijuana and Madrid use daylight saving time; Mexico City does not.
    (
        "2026-07-06T16:00:00Z",
        "Europe/Madrid",
        "Abierto ahora · cierra a las 17:30 h",
        "En su hora local: de 16:30 a 01:30 h",
    ),
];

#[test]
fn open_state_is_right_in_readers_time_zone() {
    let server = Server::start();
    let policy = read_policy(&server);
    let (form, operation) = operations(&policy).next().unwrap();
    let request = Request::sample(operation, "horas");
    let response = server.post_form(&format!("/api/tickets/{}/{}", form.id, operation.id), &request.pairs());
    let page = Page::open(&server, Script::On);
    for path in ["/", "/horarios/", response.header("location")] {
        for (instant, zone, state, local) in STATES {
            let clock = page.set_clock(instant, zone);
            page.go(path);
            page.wait_until("return Boolean(document.querySelector('[data-now] > b')?.textContent)");
            let shown = page.texts("[data-now] > b, [data-now] > small").join("|").replace('\u{a0}', " ");
            assert_eq!(shown, format!("{state}|{local}"), "{path} at {instant} in {zone}");
            page.devtools("Page.removeScriptToEvaluateOnNewDocument", &clock);
        }
    }
}

#[test]
fn opening_hours_are_shown_without_script() {
    let server = Server::start();
    let page = Page::open(&server, Script::Off);
    for path in ["/", "/horarios/"] {
        page.go(path);
        let shown = page.texts("main").join(" ").replace('\u{a0}', " ");
        assert!(shown.contains("unes a viernes, de 08:30 a 17:30 h"), "{path}: {shown}");
        assert!(!shown.contains("Abierto ahora") && !shown.contains("Cerrado ·"), "{path}: {shown}");
    }
}

impl Page {
    /// Sets clock and zone of every page opened from now on. Returns the id for the removal.
    #[track_caller]
    fn set_clock(&self, instant: &str, zone: &str) -> Value {
        let script = "
            const shift = Date.parse('INSTANT') - Date.now();
            const Plain = Date;
            globalThis.Date = class extends Plain {
                constructor(...given) { given.length ? super(...given) : super(Plain.now() + shift); }
                static now() { return Plain.now() + shift; }
            };
        ";
        let script = script.replace("INSTANT", instant);
        self.devtools("Emulation.setTimezoneOverride", &json!({"timezoneId": zone}));
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({"source": script}))
    }
}
