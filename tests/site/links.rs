//! `folio check --links`, before hosts on loopback that answer as they are told: what is asked, how often, what is said.
//!
//! No other host is ever asked: every address of the content used here is on loopback.

use std::net::TcpListener;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use serde_json::Value;

use crate::support::folio::{Content, data, talk};
use crate::support::host::{Host, Reply, certificate};

/// The codes that only other hosts bring about; [`every_code_of_links_is_told`].
pub(super) const CODES: [&str; 3] =
    ["enlace-externo-roto", "enlace-externo-movido", "enlace-externo-antiguo"];

const OK: Reply = Reply::Status(200);

/// A host at which every path is good but those of `paths`.
fn host(paths: &'static [(&str, u16)]) -> Host {
    Host::start(move |_, path| {
        let status = paths.iter().find(|(one, _)| *one == path).map_or(200, |(_, status)| *status);
        Reply::Status(status)
    })
}

/// The smallest content, in which all other sites are `host`, and a page with `markdown` from its sixth line on.
#[track_caller]
fn content(host: &Host, markdown: &str) -> Content {
    Content::minimal()
        .with("site.yaml", "https://clientes.ejemplo.mx", &host.url("/portal"))
        .with("services.yaml", "https://estado.ejemplo.mx/", &host.url("/estado"))
        .with_file("pages/nota.md", &page(markdown))
}

fn page(markdown: &str) -> String {
    format!("---\ntitulo: Nota\ndescripcion: Una nota.\nmodificado: 2024-05-27\n---\n{markdown}\n")
}

/// A line of Markdown with a link for each of `paths`.
fn links(host: &Host, paths: &[&str]) -> String {
    let lines: Vec<_> = paths.iter().map(|path| format!("[a]({})\n", host.url(path))).collect();
    lines.concat()
}

/// Asks all links of `content`.
fn ask(content: &Content) -> Output {
    content.run_trusting(&certificate(), &["check", "--links", "--format", "short", "--timeout", "20"])
}

/// Checks how the command ends, what it tells of each place, and what it says last; `HOST` is the host.
#[track_caller]
fn tells(content: &Content, host: &Host, code: i32, faults: &[&str], summary: &str) {
    let said = ask(content);
    let plain = |text: String| text.replace(&host.url(""), "HOST").replace(&host.false_url(""), "FALSE");
    let (told, talked) = (plain(data(&said)), plain(talk(&said)));
    assert_eq!(told.lines().collect::<Vec<_>>(), faults, "{talked}");
    let last = format!("enlaces a otros sitios: {summary}");
    assert_eq!(talked.lines().last(), Some(last.as_str()), "{talked}");
    assert_eq!(said.status.code(), Some(code), "{talked}");
}

#[test]
fn every_address_is_asked_once_however_many_places_name_it() {
    let host = host(&[]);
    let portal = host.url("/portal");
    let notice = format!(
        "---\ntitulo: A\ntipo: cierre\ndesde: 2026-12-24 17:30\nhasta: 9999-12-26 08:30\n---\n[a]({})\n",
        host.url("/aviso")
    );
    let content = content(&host, &format!("[a]({portal}), [b]({portal}#b) y <{portal}#c>."))
        .with_file("notices/cierre.md", &notice);
    tells(&content, &host, 0, &[], "de 3 direcciones, responden 3");
    assert_eq!(host.asked(), ["HEAD /aviso", "HEAD /estado", "HEAD /portal"]);
}

#[test]
fn a_check_without_links_and_a_build_ask_nobody() {
    let host = host(&[("/portal", 404), ("/estado", 404)]);
    let content = content(&host, "");
    for verb in ["check", "build"] {
        let said = content.run_trusting(&certificate(), &[verb]);
        assert_eq!(said.status.code(), Some(0), "{}", talk(&said));
    }
    assert_eq!(host.asked(), [""; 0]);
}

#[test]
fn content_that_names_no_other_site_asks_nobody() {
    let host = host(&[]);
    let content = Content::minimal()
        .with("site.yaml", "https://clientes.ejemplo.mx", "https://clientes.ejemplo.com")
        .with("services.yaml", "https://estado.ejemplo.mx/", "https://ejemplo.mx/estado/");
    tells(&content, &host, 0, &[], "no hay ninguno");
    assert!(!content.beside(".folio/links.json").exists());
}

#[test]
fn what_is_gone_is_told_at_each_of_its_places() {
    let host = host(&[("/portal", 404), ("/a", 410), ("/b", 418), ("/c", 503)]);
    let [portal, a, b, c] = ["/portal", "/a", "/b", "/c"].map(|path| host.url(path));
    let content = content(&host, &format!("[p]({portal})\n[a]({a})\n\n[b]({b}), [c]({c}#d)"));
    let column = host.url("/b").len() + 12;
    tells(
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
fn a_host_that_refuses_head_is_asked_with_get_whose_body_is_not_read() {
    let host = Host::start(|method, path| match (method, path) {
        ("HEAD", "/refused") => Reply::Status(405),
        ("HEAD", "/lost") => Reply::Status(404),
        ("HEAD", "/cut") => Reply::Cut,
        ("HEAD", "/endless") => Reply::Status(501),
        ("GET", "/endless") => Reply::Endless,
        _ => OK,
    });
    let links = links(&host, &["/refused", "/lost", "/cut", "/endless"]);
    tells(&content(&host, &links), &host, 0, &[], "de 6 direcciones, responden 6");
    let got = ["GET /cut", "GET /endless", "GET /lost", "GET /refused"];
    assert_eq!(&host.asked()[..4], got);
    assert_eq!(host.asked().len(), 10);
}

#[test]
fn who_wants_a_password_or_less_haste_is_there() {
    let host = host(&[("/a", 401), ("/b", 403), ("/c", 405), ("/d", 429)]);
    let links = links(&host, &["/a", "/b", "/c", "/d"]);
    tells(&content(&host, &links), &host, 0, &[], "de 6 direcciones, responden 6");
}

/// Sends `/a/5` to `/a/4` and so on to `/a/0`, which is good; `a` is the status with which it is sent.
fn stairs() -> Host {
    Host::start(|_, path| {
        let parts: Vec<_> = path.split('/').collect();
        match (
            parts.get(1).and_then(|status| status.parse().ok()),
            parts.get(2).and_then(|step| step.parse::<u8>().ok()),
        ) {
            (Some(status), Some(step @ 1..)) => Reply::ParsedBody(status, format!("{}", step - 1)),
            _ => OK,
        }
    })
}

#[test]
fn what_moved_for_good_is_told_with_its_new_address() {
    let host = stairs();
    let [moved, there, back] = ["/301/2#x", "/308/1", "/302/1"].map(|path| host.url(path));
    let content = content(&host, &format!("[a]({moved})\n[b]({there})\n[c]({back})"));
    tells(
        &content,
        &host,
        0,
        &[
            "content/pages/nota.md:6:5: aviso[enlace-externo-movido]: `HOST/301/2#x`: esta dirección cambió de manera permanente; si es la misma página, escriba `HOST/301/0#x`",
            "content/pages/nota.md:7:5: aviso[enlace-externo-movido]: `HOST/308/1`: esta dirección cambió de manera permanente; si es la misma página, escriba `HOST/308/0`",
        ],
        "de 5 direcciones, responden 5",
    );
    // What is remembered of it is told again.
    let said = ask(&content);
    assert_eq!(data(&said).lines().count(), 2, "{said:?}");
}

#[test]
fn five_steps_are_followed_and_no_more() {
    let host = stairs();
    let content = content(&host, &format!("[a]({})\n[b]({})", host.url("/302/5"), host.url("/302/6")));
    let fault = "content/pages/nota.md:7:5: error[enlace-externo-roto]: `HOST/302/6`: envía a otra dirección más de 5 veces; ábrala en su navegador: corríjala o quite el enlace";
    tells(&content, &host, 1, &[fault], "de 4 direcciones, responden 3");
}

#[test]
fn who_sends_to_nothing_or_nowhere_is_broken() {
    let host = Host::start(|_, path| match path {
        "/a" => Reply::ParsedBody(301, "/gone".to_owned()),
        "/gone" => Reply::Status(404),
        "/b" => Reply::Status(302),
        "/c" => Reply::ParsedBody(302, "mailto:a".to_owned()),
        _ => OK,
    });
    let markdown = links(&host, &["/a", "/b", "/c"]);
    tells(
        &content(&host, &markdown),
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
fn who_never_answers_is_waited_for_no_longer_than_was_said() {
    let host = Host::start(|_, path| if path == "/a" { Reply::Silence } else { OK });
    let content = content(&host, &format!("[a]({})", host.url("/a")));
    let said = content.run_trusting(&certificate(), &["check", "--links", "--timeout", "2"]);
    assert!(talk(&said).contains("/a`: no responde en 2 segundos\n"), "{}", talk(&said));
    // Half of that time is left for those that never answer HEAD.
    assert!(host.asked().iter().any(|asked| asked == "GET /a"), "{:?}", host.asked());
}

#[test]
fn who_takes_no_connection_or_cannot_be_trusted_is_told_so() {
    let host = host(&[]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let content =
        content(&host, &format!("[a](https://{closed}/)\n[b]({})\n[c](https://a:b/)", host.false_url("/b")));
    let said = content.run_trusting(&certificate(), &["check", "--links", "--format", "json"]);
    let told: Vec<Value> = data(&said).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let words = |key: &str| {
        told.iter().map(|one| one[key].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        words("message"),
        [
            format!("`https://{closed}/`: «127.0.0.1» no acepta la conexión"),
            format!("`{}`: la conexión con «localhost» no es de confianza", host.false_url("/b")),
            "`https://a:b/`: no se entiende como dirección".to_owned(),
        ]
    );
    assert!(words("cause")[1].contains("not valid for name"), "{told:?}");
    assert_eq!(said.status.code(), Some(1));
}

#[test]
fn what_answered_is_remembered_for_a_day_and_what_did_not_is_asked_again() {
    let host = host(&[("/a", 404)]);
    let content = content(&host, &format!("[a]({})", host.url("/a")));
    let file = content.beside(".folio/links.json");
    assert_eq!(ask(&content).status.code(), Some(1));
    let written = std::fs::read_to_string(&file).unwrap();

    host.forget();
    let said = ask(&content);
    assert_eq!(host.asked(), ["GET /a", "HEAD /a"]);
    let last =
        "enlaces a otros sitios: de 3 direcciones, responden 2 (2 ya respondieron hace menos de un día)";
    assert_eq!(talk(&said).lines().last(), Some(last));

    for text in [with_moment(&written, "2020-02-02T02:02:02Z"), "{\"answered\": 4".to_owned()] {
        host.forget();
        std::fs::write(&file, &text).unwrap();
        assert_eq!(ask(&content).status.code(), Some(1));
        assert_eq!(host.asked(), ["GET /a", "HEAD /a", "HEAD /estado", "HEAD /portal"], "{text}");
    }
    host.forget();
    assert_eq!(ask(&content).status.code(), Some(1));
    assert_eq!(host.asked(), ["GET /a", "HEAD /a"], "what was stale or broken is written anew");
}

/// Returns the memory `text` as if all had answered at `moment`.
fn with_moment(text: &str, moment: &str) -> String {
    let mut memory: Value = serde_json::from_str(text).unwrap();
    let answered = memory["answered"].as_object_mut().unwrap();
    assert_eq!(answered.len(), 2, "{text}");
    answered.values_mut().for_each(|entry| entry["at"] = moment.into());
    memory.to_string()
}

#[test]
fn eight_are_asked_at_a_time() {
    // Nobody is answered until eight are waiting.
    let all = Arc::new(Barrier::new(8));
    let start = || {
        let all = Arc::clone(&all);
        Host::start(move |_, _| {
            all.wait();
            OK
        })
    };
    let [one, two, three, four] = [start(), start(), start(), start()];
    let links = [&two, &three, &four].map(|host| links(host, &["/a", "/b"]));
    tells(&content(&one, &links.concat()), &one, 0, &[], "de 8 direcciones, responden 8");
}

#[test]
fn no_more_than_two_are_asked_of_one_server_at_a_time() {
    let (two, open, most) = (Barrier::new(2), AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let host = Host::start(move |_, _| {
        seen.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        two.wait();
        open.fetch_sub(1, Ordering::SeqCst);
        OK
    });
    let links = links(&host, &["/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7"]);
    tells(&content(&host, &links), &host, 0, &[], "de 10 direcciones, responden 10");
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

/// A host of which this machine knows, without asking anyone, that it cannot exist: its name is too long.
fn no_host(letter: &str) -> String {
    format!("{}.mx", letter.repeat(70))
}

#[test]
fn without_a_network_that_is_all_that_is_said() {
    let [a, b] = ["a", "b"].map(|letter| format!("https://{}/", no_host(letter)));
    let content = Content::minimal().with("site.yaml", "https://clientes.ejemplo.mx", &a).with(
        "services.yaml",
        "https://estado.ejemplo.mx/",
        &b,
    );
    let said = content.run_trusting(&certificate(), &["check", "--links"]);
    let words = "preguntando a otros sitios por 2 direcciones…\nerror: no se encontró ninguno de los sitios que el contenido enlaza: parece que no hay internet; conéctese y pregunte de nuevo\n";
    assert_eq!((talk(&said).as_str(), said.status.code()), (words, Some(3)));
}

#[test]
fn one_host_that_is_not_found_among_others_is_told() {
    let (host, name) = (host(&[]), no_host("a"));
    // Without TLS the name goes all the way to the system.
    let said = ask(&content(&host, &format!("[a](https://{name}/)\n[b](http://{name}/)")));
    let words = |line: u8, scheme: &str| {
        format!(
            "content/pages/nota.md:{line}:5: error[enlace-externo-roto]: `{scheme}://{name}/`: no se encuentra el sitio «{name}»; revise cómo está escrito el nombre, y que haya internet"
        )
    };
    let told = data(&said);
    let told: Vec<_> = told.lines().filter(|line| line.contains("enlace-externo-roto")).collect();
    assert_eq!(told, [words(6, "https"), words(7, "http")]);
    assert_eq!(said.status.code(), Some(1));
}

/// Keeps a version of `content`, and adds `markdown` to it after the returned number of lines.
#[track_caller]
fn published(content: Content, markdown: &str) -> (Content, usize) {
    let said = content.run(&["new", "version", "--summary", "La primera."]);
    assert_eq!(said.status.code(), Some(0), "{}", talk(&said));
    let file = "history/2024-05-27.md";
    let text = std::fs::read_to_string(content.dir().join(file)).unwrap() + "\n";
    (content.with_file(file, &(text.clone() + markdown)), text.lines().count())
}

#[test]
fn what_was_published_once_is_told_as_a_warning_and_only_where_nothing_of_today_says_it() {
    let host = host(&[("/old", 404), ("/portal", 404)]);
    let [old, portal] = ["/old", "/portal"].map(|path| host.url(path));
    let version = format!("[a]({old}), [b]({portal})\n[c]({old})\n");
    let (content, lines) = published(content(&host, ""), &version);
    tells(
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
fn faults_of_the_content_are_told_with_those_of_links_unless_it_cannot_be_read() {
    let host = host(&[("/portal", 404)]);
    let content = content(&host, "[a](/fala/)");
    let said = ask(&content);
    let codes: Vec<_> =
        data(&said).lines().map(|line| line.split(['[', ']']).nth(1).unwrap().to_owned()).collect();
    assert_eq!(codes, ["enlace-roto", "enlace-externo-roto"], "{said:?}");

    host.forget();
    let content = content.with("hours.yaml", "America/Mexico_City", "America/Mexico_Cty");
    assert_eq!(ask(&content).status.code(), Some(1));
    assert_eq!(host.asked(), [""; 0]);
}

#[test]
fn every_code_of_links_is_told() {
    let host = Host::start(|_, path| match path {
        "/portal" => Reply::Status(404),
        "/estado" => Reply::ParsedBody(301, "/new".to_owned()),
        _ => Reply::Status(200),
    });
    let gone = self::host(&[("/", 404)]);
    let (content, _) = published(content(&host, ""), &format!("[a]({})\n", gone.url("/")));
    let said = ask(&content);
    for code in CODES {
        assert!(data(&said).contains(&format!("[{code}]")), "{code}: {said:?}");
    }
}
