//! Renders the example site.

use crate::render::*;
use crate::testing::example;

fn renderer<'a>(site: &'a Site, assets: &Assets) -> Renderer<'a> {
    Renderer::new(site, assets, Templates::parse().unwrap()).unwrap()
}

fn with_renderer(test: impl Fn(&Site, &Renderer<'_>)) {
    let site = example::site();
    let assets = Assets::new(&example::source());
    let renderer = renderer(&site, &assets);
    test(&site, &renderer);
}

#[track_caller]
fn assert_contains(html: &str, part: &str) {
    assert!(html.contains(part), "no {part}\nin {html}");
}

#[track_caller]
fn assert_renders(source: &str, html: &str) {
    with_renderer(|_, renderer| assert_eq!(renderer.expression(source).as_deref(), Ok(html), "{source}"));
}

#[track_caller]
fn assert_rejected(source: &str, expected: &str, wrong: &str) {
    with_renderer(|_, renderer| {
        let ExpressionError { message, help, column, length, .. } = renderer.expression(source).unwrap_err();
        let marked: String = source.chars().skip(column).take(length).collect();
        let error = format!("{message}; {}", help.unwrap_or_default());
        assert_eq!((error.as_str(), marked.as_str()), (expected, wrong), "{source}");
    });
}

fn form() -> String {
    let mut html = String::new();
    let site = example::site();
    let renderer = renderer(&site, &Assets::new(&example::source()));
    let form = site.policy.form("buzon").unwrap();
    html.push_str(&renderer.form(form, &form.operations[0], Some("<p>Antes.</p>")).unwrap().html);
    html
}

fn confirmation(renderer: &Renderer<'_>) -> String {
    renderer.api_page("confirmation.html", "confirmacion").unwrap().html
}

fn problem(renderer: &Renderer<'_>) -> String {
    renderer.api_page("problem.html", "problema").unwrap().html
}

#[test]
fn inline_component_renders_text() {
    assert_renders("{{ <tiempo nivel=\"grave\" /> }}", "15 minutos");
    assert_renders("{{ <tiempo nivel=\"grave\" fuera={true} /> }}", "2 horas");
    assert_renders("{{ <nivel id=\"normal\" /> }}", "Normal");
    assert_renders("{{ <prioridad id=\"grave\" /> }}", "Alto");
    assert_renders("{{ <servicio id=\"correo\" /> }}", "Correo");
    assert_renders("{{ <portal /> }}", "<a href=\"https://portal.ejemplo.mx\">Portal</a>");
    assert_renders(
        "{{ <telefono /> }}",
        "<a class=\"tel\" href=\"tel:+528100000000\">+52\u{a0}81\u{a0}0000\u{a0}0000</a>",
    );
}

#[test]
fn site_variable_is_escaped() {
    assert_renders("{{ sitio.organizacion }}", "Agua &amp; Sal");
}

#[test]
fn unknown_name_is_rejected_with_a_suggestion() {
    assert_rejected(
        "{{ <telefno /> }}",
        "el componente `telefno` no existe; ¿quiso decir «telefono»?",
        "telefno",
    );
    assert_rejected(
        "{{ <tiempo nivle=\"grave\" /> }}",
        "el componente `tiempo` no lleva `nivle`; ¿quiso decir «nivel»?",
        "nivle",
    );
    assert_rejected(
        "{{ <tiempo nivel=\"grabe\" /> }}",
        "`nivel` es «grabe», que no existe; ¿quiso decir «grave»?",
        "grabe",
    );
    assert_rejected(
        "{{ <nivel id=\"x\" /> }}",
        "`id` es «x», que no existe; use uno de estos: normal, grave",
        "x",
    );
    assert_rejected(
        "{{ sitio.organizasion }}",
        "`sitio.organizasion` no se puede leer; ¿quiso decir «sitio.organizacion»?",
        "sitio.organizasion",
    );
}

#[test]
fn missing_or_unknown_argument_is_rejected() {
    assert_rejected(
        "{{ <tiempo /> }}",
        "falta `nivel` en `tiempo`; escriba `{{ <tiempo nivel=\"…\" /> }}`",
        "tiempo",
    );
    assert_rejected(
        "{{ <portal id=\"x\" /> }}",
        "el componente `portal` no lleva `id`; quítelo: escriba `{{ <portal /> }}`",
        "id",
    );
}

#[test]
fn every_component_can_be_rendered() {
    let components = [
        "abierto",
        "inicio",
        "canales",
        "departamentos",
        "horario",
        "tabla_horario",
        "niveles",
        "formularios",
        "problemas",
        "estado servicio=\"correo\"",
        "operaciones formulario=\"buzon\"",
    ];
    with_renderer(|_, renderer| {
        for component in components {
            let html = renderer.expression(&format!("{{{{ <{component} /> }}}}"));
            assert!(html.is_ok_and(|html| !html.is_empty()), "{component}");
        }
    });
}

#[test]
fn interpolate_escapes_all_but_safe_html() {
    with_renderer(|_, renderer| {
        let html = renderer.expression("{{ <inicio /> }}").unwrap();
        assert_contains(&html, "Lo demás, en &lt;<a href=\"https://portal.ejemplo.mx\">Portal</a>&gt;.");
    });
}

#[test]
fn page_has_canonical_date_and_current_menu_item() {
    with_renderer(|site, renderer| {
        let body = || PageBody { html: "<p>Texto</p>", toc: "" };
        let html = renderer.page(site.page("horas").unwrap(), &body()).unwrap().html;
        assert_contains(&html, "<title>Horas · Agua &amp; Sal</title>");
        assert_contains(&html, "<link rel=\"canonical\" href=\"https://ejemplo.mx/horas/\">");
        assert_contains(&html, "<li><a href=\"/horas/\" aria-current=\"page\">Horas</a></li>");
        assert_contains(&html, "<p>Texto</p>");
        assert_contains(&html, "<p>Cambió el 27 de mayo de 2024</p>");
        assert!(!html.contains("noindex"));
        let missing = renderer.page(site.page("404").unwrap(), &body()).unwrap().html;
        assert_contains(&missing, "<meta name=\"robots\" content=\"noindex\">");
    });
}

/// Every kind of page: home, one of the menu, 404, and one to which no header links.
#[test]
fn cached_header_equals_a_header_of_the_page() {
    let page = "---\ntitulo: Otra\ndescripcion: <D>\nmodificado: 2024-05-28\n---\n\nTexto.\n";
    let source = example::source().with("pages/otra.md", page);
    let site = crate::load(&source).unwrap();
    let renderer = renderer(&site, &Assets::new(&source));
    for page in &site.pages {
        let html = renderer.page(page, &PageBody::default()).unwrap().html;
        let mut context = Context::new();
        context.insert("path", &page.address);
        let header = renderer.render_text("header.html", &context).unwrap();
        assert_contains(&html, &header);
    }
    assert!(renderer.headers.contains_key("/horas/") && !renderer.headers.contains_key("/otra/"));
}

#[test]
fn form_escapes_texts_of_editors() {
    let html = form();
    assert_contains(&html, "<label for=\"empresa\">¿&lt;b&gt;Empresa&lt;/b&gt;?</label>");
    assert_contains(&html, "Como en &quot;el portal&quot;");
    assert_contains(&html, "<a class=\"up\" href=\"/buzon/\">Buzón &lt;nuevo&gt;</a>");
    assert_contains(&html, "<p>Antes.</p>");
}

#[test]
fn form_has_every_slot_of_the_api() {
    let html = form();
    for place in [
        "<title data-slot=\"title\" data-error=\"Error: \">Alta de buzones · Agua &amp; Sal</title>",
        "<div data-slot=\"summary\" id=\"resumen\" class=\"summary\" role=\"alert\" tabindex=\"-1\" hidden>",
        "<ul data-slot=\"summary-list\"></ul>",
        "<form method=\"post\" action=\"/api/tickets/buzon/alta\" novalidate>",
        "<p class=\"fault\" id=\"empresa-fault\" data-fault=\"empresa\" hidden></p>",
        "data-control=\"empresa\" aria-describedby=\"empresa-hint empresa-fault\"",
        "<div data-rows=\"cuentas\" data-max=\"5\" id=\"cuentas\">",
        "<p class=\"fault\" id=\"cuentas-fault\" data-fault=\"cuentas\" hidden></p>",
        "<fieldset class=\"row\" data-row=\"cuentas.1\" id=\"cuentas-1\">",
        "<template data-row-template=\"cuentas\"><fieldset class=\"row\" data-row=\"cuentas.__row__\" id=\"cuentas-__row__\">",
        "value=\"quitar.cuentas.1\" data-remove=\"cuentas.1\" formnovalidate hidden>Quitar 1</button>",
        "value=\"quitar.cuentas.__row__\" data-remove=\"cuentas.__row__\" formnovalidate>Quitar __row__</button>",
        "name=\"accion\" value=\"agregar.cuentas\" data-add=\"cuentas\" formnovalidate>Agregar</button>",
        "data-when=\"cuentas.1.tipo\" data-is=\"buzon alias\"",
        "<details data-fold=\"cuentas.1.nota\">",
        "<input type=\"radio\" id=\"cuentas-1-tipo\" name=\"cuentas.1.tipo\" value=\"buzon\"",
        "<input type=\"radio\" id=\"cuentas-1-tipo--alias\" name=\"cuentas.1.tipo\" value=\"alias\" checked>",
        "<input type=\"checkbox\" id=\"declaracion\" name=\"declaracion\"",
    ] {
        assert_contains(&html, place);
    }
}

#[test]
fn form_submits_on_enter() {
    let html = form();
    let form = html.split_once("<form").unwrap().1;
    let first = form.split_once("<button").unwrap().1;
    assert!(first.starts_with(" class=\"hidden\" type=\"submit\""), "{first}");
}

#[test]
fn pages_have_no_inline_script_or_style() {
    with_renderer(|_, renderer| {
        for html in [form(), confirmation(renderer), problem(renderer)] {
            assert!(!html.contains("style=") && !html.contains("<style"));
            for script in html.split("<script").skip(1) {
                let is_a_file = script.starts_with(" type=\"module\" src=\"/assets/");
                assert!(is_a_file && script.contains("\" integrity=\"sha384-"), "{script}");
            }
        }
    });
}

#[test]
fn api_pages_have_their_slots() {
    with_renderer(|_, renderer| {
        let confirmation = confirmation(renderer);
        for slot in ["folio", "title", "count", "received", "level", "priority", "due"] {
            assert_contains(&confirmation, &format!("data-slot=\"{slot}\""));
        }
        assert_contains(&confirmation, "data-only=\"Falla\"");
        let problem = problem(renderer);
        for slot in ["problem-title", "problem-detail", "request-id"] {
            assert_contains(&problem, &format!("data-slot=\"{slot}\""));
        }
        assert_contains(&problem, "<title data-slot=\"problem-title\">");
    });
}

#[test]
fn templates_and_contract_name_the_same_attributes_and_fields() {
    use policy::contract::{attribute, field};
    let templates = [
        include_str!("../../templates/form.html"),
        include_str!("../../templates/fields.html"),
        include_str!("../../templates/confirmation.html"),
        include_str!("../../assets/form.js"),
    ]
    .concat();
    for name in attribute::ALL {
        assert!(templates.contains(&format!(" {name}=\"")), "{name}");
    }
    let fields = templates.split(" name=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    for (name, _) in fields.filter(|(name, _)| !name.contains('{')) {
        assert!(field::RESERVED.contains(&name), "{name}");
    }
}
