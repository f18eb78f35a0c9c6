//! `folio check --links` against HTTPS servers on loopback: requests, limits, cache and messages.
//!
//! No other host gets a request, because every address in this content is on loopback.

use std::net::TcpListener;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use serde_json::Value;

use crate::support::folio::{Content, stderr, stdout};
use crate::support::mock_server::{MockResponse, MockServer, certificate};

/// The codes that only external hosts cause; see [`every_link_code_is_reported`].
pub(super) const CODES: [&str; 3] =
    ["enlace-externo-roto", "enlace-externo-movido", "enlace-externo-antiguo"];

const OK: MockResponse = MockResponse::Status(200);

/// Returns a server that responds with 200 except on `paths`.
fn start_host(paths: &'static [(&str, u16)]) -> MockServer {
    MockServer::start(move |_, path| {
        let status = paths.iter().find(|(one, _)| *one == path).map_or(200, |(_, status)| *status);
        MockResponse::Status(status)
    })
}

/// Returns minimal content with `host` as its only other site, and a page with `markdown` from its sixth line on.
#[track_caller]
fn write_content(host: &MockServer, markdown: &str) -> Content {
    Content::minimal()
        .with("site.yaml", "https://clientes.ejemplo.mx", &host.url("/portal"))
        .with("services.yaml", "https://estado.ejemplo.mx/", &host.url("/estado"))
        .with_file("pages/nota.md", &page(markdown))
}

fn page(markdown: &str) -> String {
    format!("---\ntitulo: Nota\ndescripcion: Una nota.\nmodificado: 2024-05-27\n---\n{markdown}\n")
}

/// Returns Markdown with one link on a line for each of `paths`.
fn link_lines(host: &MockServer, paths: &[&str]) -> String {
    let lines: Vec<_> = paths.iter().map(|path| format!("[a]({})\n", host.url(path))).collect();
    lines.concat()
}

/// Checks the links of `content`.
fn check_links(content: &Content) -> Output {
    content
        .run_with_certificate(&certificate(), &["check", "--links", "--format", "short", "--timeout", "20"])
}

/// Checks the exit code, the diagnostics and the summary; `HOST` means the server.
#[track_caller]
fn assert_links(content: &Content, host: &MockServer, code: i32, diagnostics: &[&str], summary: &str) {
    let output = check_links(content);
    let plain = |text: String| text.replace(&host.url(""), "HOST").replace(&host.wrong_host_url(""), "FALSE");
    let (reported, talked) = (plain(stdout(&output)), plain(stderr(&output)));
    assert_eq!(reported.lines().collect::<Vec<_>>(), diagnostics, "{talked}");
    let last = format!("enlaces a otros sitios: {summary}");
    assert_eq!(talked.lines().last(), Some(last.as_str()), "{talked}");
    assert_eq!(output.status.code(), Some(code), "{talked}");
}

#[test]
fn each_link_is_requested_once() {
    let host = start_host(&[]);
    let portal = host.url("/portal");
    let notice = format!(
        "---\ntitulo: A\ntipo: cierre\ndesde: 2026-12-24 17:30\nhasta: 9999-12-26 08:30\n---\n[a]({})\n",
        host.url("/aviso")
    );
    let content = write_content(&host, &format!("[a]({portal}), [b]({portal}#b) y <{portal}#c>."))
        .with_file("notices/cierre.md", &notice);
    assert_links(&content, &host, 0, &[], "de 3 direcciones, responden 3");
    assert_eq!(host.requests(), ["HEAD /aviso", "HEAD /estado", "HEAD /portal"]);
}

#[test]
fn check_and_build_make_no_requests() {
    let host = start_host(&[("/portal", 404), ("/estado", 404)]);
    let content = write_content(&host, "");
    for verb in ["check", "build"] {
        let output = content.run_with_certificate(&certificate(), &[verb]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    assert_eq!(host.requests(), [""; 0]);
}

#[test]
fn content_without_external_links_makes_no_requests() {
    let host = start_host(&[]);
    let content = Content::minimal()
        .with("site.yaml", "https://clientes.ejemplo.mx", "https://clientes.ejemplo.com")
        .with("services.yaml", "https://estado.ejemplo.mx/", "https://ejemplo.mx/estado/");
    assert_links(&content, &host, 0, &[], "no hay ninguno");
    assert!(!content.sibling(".folio/links.json").exists());
}

#[test]
fn broken_link_is_reported_at_every_occurrence() {
    let host = start_host(&[("/portal", 404), ("/a", 410), ("/b", 418), ("/c", 503)]);
    let [portal, a, b, c] = ["/portal", "/a", "/b", "/c"].map(|path| host.url(path));
    let content = write_content(&host, &format!("[p]({portal})\n[a]({a})\n\n[b]({b}), [c]({c}#d)"));
    let column = host.url("/b").len() + 12;
    assert_links(
        &content,
        &host,
        1,
        &[
            "content/pages/nota.md:6:5: error[enlace-externo-roto]: `HOST/portal`: la página no existe (404); abra la dirección en su navegador: corríjala o quite el enlace",
            "content/pages/nota.md:7:5: error[enlace-externo-roto]: `HOST/a`: la página se retiró (410); abra la dirección en su navegador: corríjala o quite el enlace",
            "content/pages/nota.md:9:5: error[enlace-externo-roto]: `HOST/b`: el sitio la rechaza (418); abra la dirección en su navegador: corríjala o quite el enlace",
            &format!(
                "content/pages/nota.md:9:{column}: error[enlace-externo-roto]: `HOST/c#d`: el sitio falla (503); espere y pregunte de nuevo; si sigue igual, avise a quien atiende ese sitio o quite el enlace"
            ),
            "content/site.yaml:13:14: error[enlace-externo-roto]: `HOST/portal`: la página no existe (404); abra la dirección en su navegador: corríjala o quite el enlace",
        ],
        "de 5 direcciones, responde 1",
    );
}

#[test]
fn failed_head_is_retried_with_get_without_body() {
    let host = MockServer::start(|method, path| match (method, path) {
        ("HEAD", "/refused") => MockResponse::Status(405),
        ("HEAD", "/lost") => MockResponse::Status(404),
        ("HEAD", "/cut") => MockResponse::Cut,
        ("HEAD", "/endless") => MockResponse::Status(501),
        ("GET", "/endless") => MockResponse::Endless,
        _ => OK,
    });
    let links = link_lines(&host, &["/refused", "/lost", "/cut", "/endless"]);
    assert_links(&write_content(&host, &links), &host, 0, &[], "de 6 direcciones, responden 6");
    let got = ["GET /cut", "GET /endless", "GET /lost", "GET /refused"];
    assert_eq!(&host.requests()[..4], got);
    assert_eq!(host.requests().len(), 10);
}

#[test]
fn status_401_403_405_and_429_count_as_reachable() {
    let host = start_host(&[("/a", 401), ("/b", 403), ("/c", 405), ("/d", 429)]);
    let links = link_lines(&host, &["/a", "/b", "/c", "/d"]);
    assert_links(&write_content(&host, &links), &host, 0, &[], "de 6 direcciones, responden 6");
}

/// Redirects `/a/5` to `/a/4` and so on to `/a/0`, which responds with 200; `a` is the status of the redirects.
fn redirect_chain() -> MockServer {
    MockServer::start(|_, path| {
        let parts: Vec<_> = path.split('/').collect();
        match (
            parts.get(1).and_then(|status| status.parse().ok()),
            parts.get(2).and_then(|step| step.parse::<u8>().ok()),
        ) {
            (Some(status), Some(step @ 1..)) => MockResponse::Redirect(status, format!("{}", step - 1)),
            _ => OK,
        }
    })
}

#[test]
fn permanent_redirect_warns_with_new_address() {
    let host = redirect_chain();
    let [moved, there, back] = ["/301/2#x", "/308/1", "/302/1"].map(|path| host.url(path));
    let content = write_content(&host, &format!("[a]({moved})\n[b]({there})\n[c]({back})"));
    assert_links(
        &content,
        &host,
        0,
        &[
            "content/pages/nota.md:6:5: aviso[enlace-externo-movido]: `HOST/301/2#x`: esta dirección cambió de manera permanente; si es la misma página, escriba `HOST/301/0#x`",
            "content/pages/nota.md:7:5: aviso[enlace-externo-movido]: `HOST/308/1`: esta dirección cambió de manera permanente; si es la misma página, escriba `HOST/308/0`",
        ],
        "de 5 direcciones, responden 5",
    );
    // The cached result is reported again.
    let output = check_links(&content);
    assert_eq!(stdout(&output).lines().count(), 2, "{output:?}");
}

#[test]
fn at_most_5_redirects_are_followed() {
    let host = redirect_chain();
    let content = write_content(&host, &format!("[a]({})\n[b]({})", host.url("/302/5"), host.url("/302/6")));
    let fault = "content/pages/nota.md:7:5: error[enlace-externo-roto]: `HOST/302/6`: envía a otra dirección más de 5 veces; ábrala en su navegador: corríjala o quite el enlace";
    assert_links(&content, &host, 1, &[fault], "de 4 direcciones, responden 3");
}

#[test]
fn redirect_to_broken_or_missing_target_is_an_error() {
    let host = MockServer::start(|_, path| match path {
        "/a" => MockResponse::Redirect(301, "/gone".to_owned()),
        "/gone" => MockResponse::Status(404),
        "/b" => MockResponse::Status(302),
        "/c" => MockResponse::Redirect(302, "mailto:a".to_owned()),
        _ => OK,
    });
    let markdown = link_lines(&host, &["/a", "/b", "/c"]);
    assert_links(
        &write_content(&host, &markdown),
        &host,
        1,
        &[
            "content/pages/nota.md:6:5: error[enlace-externo-roto]: `HOST/a` envía a `HOST/gone`: la página no existe (404); abra la dirección en su navegador: corríjala o quite el enlace",
            "content/pages/nota.md:7:5: error[enlace-externo-roto]: `HOST/b`: envía a otra dirección y no dice a cuál (302); ábrala en su navegador: corríjala o quite el enlace",
            "content/pages/nota.md:8:5: error[enlace-externo-roto]: `HOST/c`: envía a otra dirección y no dice a cuál (302); ábrala en su navegador: corríjala o quite el enlace",
        ],
        "de 5 direcciones, responden 2",
    );
}

#[test]
fn unresponsive_host_fails_after_timeout() {
    let host = MockServer::start(|_, path| if path == "/a" { MockResponse::Silence } else { OK });
    let content = write_content(&host, &format!("[a]({})", host.url("/a")));
    let output = content.run_with_certificate(&certificate(), &["check", "--links", "--timeout", "2"]);
    assert!(stderr(&output).contains("/a`: no responde en 2 segundos\n"), "{}", stderr(&output));
    // Half of the time is reserved for GET, for hosts that never respond to HEAD.
    assert!(host.requests().iter().any(|requests| requests == "GET /a"), "{:?}", host.requests());
}

#[test]
fn refused_and_untrusted_connections_are_reported() {
    let host = start_host(&[]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let content = write_content(
        &host,
        &format!("[a](https://{closed}/)\n[b]({})\n[c](https://a:b/)", host.wrong_host_url("/b")),
    );
    let output = content.run_with_certificate(&certificate(), &["check", "--links", "--format", "json"]);
    let reported: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let text = |key: &str| {
        reported.iter().map(|one| one[key].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        text("message"),
        [
            format!("`https://{closed}/`: «127.0.0.1» no acepta la conexión"),
            format!("`{}`: la conexión con «localhost» no es de confianza", host.wrong_host_url("/b")),
            "`https://a:b/`: no se entiende como dirección".to_owned(),
        ]
    );
    assert!(text("cause")[1].contains("not valid for name"), "{reported:?}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn link_cache_keeps_successes_for_24h_and_retries_failures() {
    let host = start_host(&[("/a", 404)]);
    let content = write_content(&host, &format!("[a]({})", host.url("/a")));
    let file = content.sibling(".folio/links.json");
    assert_eq!(check_links(&content).status.code(), Some(1));
    let written = std::fs::read_to_string(&file).unwrap();

    host.reset();
    let output = check_links(&content);
    assert_eq!(host.requests(), ["GET /a", "HEAD /a"]);
    let last =
        "enlaces a otros sitios: de 3 direcciones, responden 2 (2 ya respondieron hace menos de un día)";
    assert_eq!(stderr(&output).lines().last(), Some(last));

    for text in [with_moment(&written, "2020-02-02T02:02:02Z"), "{\"answered\": 4".to_owned()] {
        host.reset();
        std::fs::write(&file, &text).unwrap();
        assert_eq!(check_links(&content).status.code(), Some(1));
        assert_eq!(host.requests(), ["GET /a", "HEAD /a", "HEAD /estado", "HEAD /portal"], "{text}");
    }
    host.reset();
    assert_eq!(check_links(&content).status.code(), Some(1));
    assert_eq!(host.requests(), ["GET /a", "HEAD /a"], "a stale or broken cache is rewritten");
}

/// Returns the cache `text` with every success at `moment`.
fn with_moment(text: &str, moment: &str) -> String {
    let mut memory: Value = serde_json::from_str(text).unwrap();
    let answered = memory["answered"].as_object_mut().unwrap();
    assert_eq!(answered.len(), 2, "{text}");
    answered.values_mut().for_each(|entry| entry["at"] = moment.into());
    memory.to_string()
}

#[test]
fn eight_link_requests_run_concurrently() {
    // No request gets a response before there are eight.
    let all = Arc::new(Barrier::new(8));
    let start = || {
        let all = Arc::clone(&all);
        MockServer::start(move |_, _| {
            all.wait();
            OK
        })
    };
    let [one, two, three, four] = [start(), start(), start(), start()];
    let links = [&two, &three, &four].map(|host| link_lines(host, &["/a", "/b"]));
    assert_links(&write_content(&one, &links.concat()), &one, 0, &[], "de 8 direcciones, responden 8");
}

#[test]
fn at_most_2_concurrent_requests_per_host() {
    let (two, open, most) = (Barrier::new(2), AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let peak = Arc::clone(&most);
    let host = MockServer::start(move |_, _| {
        peak.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        two.wait();
        open.fetch_sub(1, Ordering::SeqCst);
        OK
    });
    let links = link_lines(&host, &["/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7"]);
    assert_links(&write_content(&host, &links), &host, 0, &[], "de 10 direcciones, responden 10");
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

/// Returns a host name that cannot be resolved, because it is too long. This needs no query.
fn no_host(letter: &str) -> String {
    format!("{}.mx", letter.repeat(70))
}

#[test]
fn missing_network_prints_one_error() {
    let [a, b] = ["a", "b"].map(|letter| format!("https://{}/", no_host(letter)));
    let content = Content::minimal().with("site.yaml", "https://clientes.ejemplo.mx", &a).with(
        "services.yaml",
        "https://estado.ejemplo.mx/",
        &b,
    );
    let output = content.run_with_certificate(&certificate(), &["check", "--links"]);
    let text = "preguntando a otros sitios por 2 direcciones…\nerror: no se encontró ninguno de los sitios que el contenido enlaza: parece que no hay internet; conéctese y pregunte de nuevo\n";
    assert_eq!((stderr(&output).as_str(), output.status.code()), (text, Some(3)));
}

#[test]
fn unresolvable_host_is_reported() {
    let (host, name) = (start_host(&[]), no_host("a"));
    // Without TLS the system resolves the name.
    let output = check_links(&write_content(&host, &format!("[a](https://{name}/)\n[b](http://{name}/)")));
    let text = |line: u8, scheme: &str| {
        format!(
            "content/pages/nota.md:{line}:5: error[enlace-externo-roto]: `{scheme}://{name}/`: no se encuentra el sitio «{name}»; revise cómo está escrito el nombre, y que haya internet"
        )
    };
    let reported = stdout(&output);
    let reported: Vec<_> = reported.lines().filter(|line| line.contains("enlace-externo-roto")).collect();
    assert_eq!(reported, [text(6, "https"), text(7, "http")]);
    assert_eq!(output.status.code(), Some(1));
}

/// Records a version of `content`, and adds `markdown` to it after the returned number of lines.
#[track_caller]
fn with_published_version(content: Content, markdown: &str) -> (Content, usize) {
    let output = content.run(&["new", "version", "--summary", "La primera."]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let file = "history/2024-05-27.md";
    let text = std::fs::read_to_string(content.dir().join(file)).unwrap() + "\n";
    (content.with_file(file, &(text.clone() + markdown)), text.lines().count())
}

#[test]
fn warns_about_broken_links_only_in_archived_versions() {
    let host = start_host(&[("/old", 404), ("/portal", 404)]);
    let [old, portal] = ["/old", "/portal"].map(|path| host.url(path));
    let version = format!("[a]({old}), [b]({portal})\n[c]({old})\n");
    let (content, lines) = with_published_version(write_content(&host, ""), &version);
    assert_links(
        &content,
        &host,
        1,
        &[
            &format!(
                "content/history/2024-05-27.md:{}:5: aviso[enlace-externo-antiguo]: `HOST/old`: la página no existe (404); lo que ya se publicó no se corrige; revise que las páginas de hoy digan dónde está ahora",
                lines + 1
            ),
            "content/site.yaml:13:14: error[enlace-externo-roto]: `HOST/portal`: la página no existe (404); abra la dirección en su navegador: corríjala o quite el enlace",
        ],
        "de 3 direcciones, responde 1",
    );
}

#[test]
fn link_check_runs_unless_content_cannot_be_read() {
    let host = start_host(&[("/portal", 404)]);
    let content = write_content(&host, "[a](/fala/)");
    let output = check_links(&content);
    let codes: Vec<_> =
        stdout(&output).lines().map(|line| line.split(['[', ']']).nth(1).unwrap().to_owned()).collect();
    assert_eq!(codes, ["enlace-roto", "enlace-externo-roto"], "{output:?}");

    host.reset();
    let content = content.with("hours.yaml", "America/Mexico_City", "America/Mexico_Cty");
    assert_eq!(check_links(&content).status.code(), Some(1));
    assert_eq!(host.requests(), [""; 0]);
}

#[test]
fn every_link_code_is_reported() {
    let host = MockServer::start(|_, path| match path {
        "/portal" => MockResponse::Status(404),
        "/estado" => MockResponse::Redirect(301, "/new".to_owned()),
        _ => MockResponse::Status(200),
    });
    let gone = self::start_host(&[("/", 404)]);
    let (content, _) = with_published_version(write_content(&host, ""), &format!("[a]({})\n", gone.url("/")));
    let output = check_links(&content);
    for code in CODES {
        assert!(stdout(&output).contains(&format!("[{code}]")), "{code}: {output:?}");
    }
}
