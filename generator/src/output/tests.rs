use crate::output::*;
use crate::read::source::ContentDir;
use crate::testing::fixture;

fn built(source: &ContentDir) -> Result<BuiltSite, String> {
    build(&fixture::site(source)?).map_err(|diagnostics| diagnostics.to_string())
}

/// Checks the error of a page with this body, whose first line is the sixth of the file.
#[track_caller]
fn assert_error(body: &str, expected: &str) {
    let source = fixture::source().with("pages/nueva.md", fixture::page("Nueva", body));
    assert_eq!(built(&source).expect_err("it is wrong"), format!("{expected}\n"));
}

fn text(output: &BuiltSite, path: &str) -> String {
    String::from_utf8_lossy(output.files.get(path).map_or(b"", |bytes| &**bytes)).into_owned()
}

#[test]
fn build_writes_all_files_of_minimal_content() {
    let output = built(&fixture::source()).expect("it is right");
    let paths: Vec<_> = output.files.keys().filter(|path| !path.starts_with("site/assets/")).collect();
    assert_eq!(
        paths,
        [
            "api/pages/confirmation.html",
            "api/pages/falla/falla.html",
            "api/pages/problem.html",
            "api/policy.json",
            "api/problems.json",
            "site/404.html",
            "site/canales/index.html",
            "site/falla/index.html",
            "site/hours.json",
            "site/index.html",
            "site/robots.txt",
            "site/search.json",
            "site/sitemap.xml",
            "site/sla.json",
        ]
    );
}

#[test]
fn build_is_deterministic() {
    assert_eq!(built(&fixture::source()), built(&fixture::source()));
}

#[test]
fn api_form_page_equals_the_published_page() {
    let output = built(&fixture::source()).expect("it is right");
    assert_eq!(output.files.get("api/pages/falla/falla.html"), output.files.get("site/falla/index.html"));
}

#[test]
fn sitemap_has_every_page_with_its_date() {
    let output = built(&fixture::source()).expect("it is right");
    assert_eq!(
        text(&output, "site/sitemap.xml"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         <url><loc>https://ejemplo.mx/</loc><lastmod>2024-05-27</lastmod></url>\n\
         <url><loc>https://ejemplo.mx/canales/</loc><lastmod>2024-05-27</lastmod></url>\n\
         <url><loc>https://ejemplo.mx/falla/</loc><lastmod>2024-05-28</lastmod></url>\n\
         </urlset>\n"
    );
}

#[test]
fn policy_json_equals_the_content() {
    let source = fixture::source();
    let output = built(&source).expect("it is right");
    let written: policy::schema::Policy =
        serde_json::from_str(&text(&output, "api/policy.json")).expect("a policy");
    assert_eq!(Some(written), fixture::site(&source).ok().map(|site| (*site.written).clone()));
}

#[test]
fn whole_policy_contains_its_pages() {
    let source = fixture::source().with("pages/politica.md", fixture::page("Todo", "{{ <politica /> }}\n"));
    let html = text(&built(&source).expect("it is right"), "site/politica/index.html");
    assert!(html.contains(
        "<section class=\"policy-section\" aria-labelledby=\"canales\">\n<h2 id=\"canales\">Canales</h2>"
    ));
    assert!(html.contains("<h3 id=\"canales-correo\">Correo "));
}

#[test]
fn broken_link_is_reported_in_its_line() {
    assert_error(
        "Vea\n[esto](/canal/).\n",
        "pages/nueva.md:7:8: `/canal/`: ninguna página tiene esta dirección",
    );
    assert_error(
        "[esto](/canales/#corre)\n",
        "pages/nueva.md:6:8: `#corre`: no existe en la página `/canales/`",
    );
    assert_error("[esto](#nada)\n", "pages/nueva.md:6:8: `#nada`: no existe en la página `/nueva/`");
    assert_error(
        "[esto](canales.md)\n",
        "pages/nueva.md:6:8: `canales.md`: la dirección no empieza desde la raíz",
    );
    assert_error("![esto](/assets/no.svg)\n", "pages/nueva.md:6:9: `/assets/no.svg`: este archivo no existe");
}

#[test]
fn broken_link_of_an_included_page_is_reported_once() {
    let source = fixture::source()
        .with("pages/politica.md", fixture::page("Todo", "{{ <politica /> }}\n"))
        .with("pages/canales.md", fixture::page("Canales", "## Correo\n\n[a](#nada) [b](/nada/)\n"));
    assert_eq!(
        built(&source).expect_err("it is wrong"),
        "pages/canales.md:8:5: `#nada`: no existe en la página `/canales/`\n\
         pages/canales.md:8:16: `/nada/`: ninguna página tiene esta dirección\n"
    );
}

#[test]
fn broken_link_of_a_form_is_reported_in_its_file() {
    let source = fixture::source();
    let form = source.file("forms/falla.yaml").expect("it is there").text().replace("#correo", "#corre");
    assert_eq!(
        built(&source.with("forms/falla.yaml", form)).expect_err("it is wrong"),
        "forms/falla.yaml:9:31: `#corre`: no existe en la página `/canales/`\n"
    );
}

#[test]
fn broken_link_in_yaml_is_reported_at_the_value() {
    let source = fixture::source();
    let words = source.file("words.yaml").expect("it is there").text().replace("\"/\"", "\"/nada/\"");
    let error = built(&source.with("words.yaml", words)).expect_err("it is wrong");
    assert!(error.starts_with("words.yaml:1:"), "{error}");
}

#[test]
fn missing_anchor_of_the_layout_is_reported() {
    let source = fixture::source().with("pages/index.md", fixture::page("Inicio", "Hola.\n"));
    let expected = "pages/index.md: `#solicitudes`: no existe en la página `/`\n";
    assert_eq!(built(&source).expect_err("it is wrong"), expected);
}

#[test]
fn unknown_component_is_reported_in_its_line() {
    let error =
        built(&fixture::source().with("pages/nueva.md", fixture::page("Nueva", "\n{{ <horaro /> }}\n")));
    assert!(error.as_ref().is_err_and(|error| error.starts_with("pages/nueva.md:7:")), "{error:?}");
}

fn with_notice(body: &str) -> ContentDir {
    let head = "titulo: Portal\ntipo: mantenimiento\ndesde: 2026-12-24 17:30\nhasta: 2026-12-26 08:30\n";
    fixture::source().with("notices/portal.md", format!("---\n{head}---\n{body}"))
}

/// Returns the attributes of the notices of the 404 page, built at `now`.
fn notice_attributes(now: &str) -> Vec<String> {
    let site = fixture::site(&with_notice("El {{ <portal /> }} no abre.\n")).expect("it is right");
    let output = build(&site.at(now.parse().expect("a moment"))).expect("it is right");
    let page = text(&output, "site/404.html");
    page.split("<section class=\"notice\"")
        .skip(1)
        .map(|notice| notice.split_once('>').map_or("", |(tag, _)| tag).to_owned())
        .collect()
}

#[test]
fn notice_is_shown_until_it_ends() {
    let moments = " aria-label=\"«mantenimiento»\" data-from=\"2026-12-24T17:30:00-06:00\" \
                   data-until=\"2026-12-26T08:30:00-06:00\"";
    assert_eq!(notice_attributes("2026-12-24T17:29:59-06:00"), [format!("{moments} data-waiting")]);
    assert_eq!(notice_attributes("2026-12-24T17:30:00-06:00"), [moments]);
    assert_eq!(notice_attributes("2026-12-26T08:29:59-06:00"), [moments]);
    assert_eq!(notice_attributes("2026-12-26T08:30:00-06:00"), [""; 0]);
}

#[test]
fn broken_link_of_a_notice_is_reported_in_its_line() {
    assert_eq!(
        built(&with_notice("\nVea [esto](/nada/).\n")).expect_err("it is wrong"),
        "notices/portal.md:8:12: `/nada/`: ninguna página tiene esta dirección\n"
    );
}

/// Collects the files.
#[derive(Default)]
struct Collector(std::sync::Mutex<BTreeMap<String, Arc<[u8]>>>);

impl OutputSink for Collector {
    fn put(&self, path: &str, bytes: &[u8]) {
        let before = self.0.lock().expect("no other failed").insert(path.to_owned(), bytes.into());
        assert_eq!(before, None, "{path} is put twice");
    }
}

#[test]
fn build_into_puts_the_files_of_build() {
    let version = "---\nresumen: La primera.\nhuellas: {}\n---\n\n## Canales\n";
    let site = fixture::site(&fixture::source().with("history/2024-05-27.md", version)).expect("it is right");
    let collected = Collector::default();
    build_into(&site, &collected).expect("it is right");
    assert_eq!(collected.0.into_inner().expect("no other failed"), build(&site).expect("it is right").files);
}
