//! What templates make of the example site.

use crate::html::outline::Mentions;
use crate::render::*;
use crate::testing::example;

fn renderer<'a>(site: &'a Site, assets: &Assets) -> Renderer<'a> {
    Renderer::new(site, assets, Templates::read().unwrap()).unwrap()
}

fn rendered(test: impl Fn(&Site, &Renderer<'_>)) {
    let site = example::site();
    let assets = Assets::new(&example::source());
    let renderer = renderer(&site, &assets);
    test(&site, &renderer);
}

#[track_caller]
fn holds(html: &str, part: &str) {
    assert!(html.contains(part), "no {part}\nin {html}");
}

#[track_caller]
fn gives(source: &str, html: &str) {
    rendered(|_, renderer| assert_eq!(renderer.expression(source).as_deref(), Ok(html), "{source}"));
}

#[track_caller]
fn refuses(source: &str, words: &str, wrong: &str) {
    rendered(|_, renderer| {
        let ExpressionFault { message, help, column, length, .. } = renderer.expression(source).unwrap_err();
        let marked: String = source.chars().skip(column).take(length).collect();
        let told = format!("{message}; {}", help.unwrap_or_default());
        assert_eq!((told.as_str(), marked.as_str()), (words, wrong), "{source}");
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

#[test]
fn a_component_stands_inside_a_sentence() {
    gives("{{ <tiempo nivel=\"grave\" /> }}", "15 minutos");
    gives("{{ <tiempo nivel=\"grave\" fuera={true} /> }}", "2 horas");
    gives("{{ <nivel id=\"normal\" /> }}", "Normal");
    gives("{{ <prioridad id=\"grave\" /> }}", "Alto");
    gives("{{ <servicio id=\"correo\" /> }}", "Correo");
    gives("{{ <portal /> }}", "<a href=\"https://portal.ejemplo.mx\">Portal</a>");
    gives(
        "{{ <telefono /> }}",
        "<a class=\"tel\" href=\"tel:+528100000000\">+52\u{a0}81\u{a0}0000\u{a0}0000</a>",
    );
}

#[test]
fn a_fact_of_the_site_is_escaped() {
    gives("{{ sitio.organizacion }}", "Agua &amp; Sal");
}

#[test]
fn a_name_that_does_not_exist_is_told_with_the_nearest() {
    refuses("{{ <telefno /> }}", "el componente `telefno` no existe; ¿quiso decir «telefono»?", "telefno");
    refuses(
        "{{ <tiempo nivle=\"grave\" /> }}",
        "el componente `tiempo` no lleva `nivle`; ¿quiso decir «nivel»?",
        "nivle",
    );
    refuses(
        "{{ <tiempo nivel=\"grabe\" /> }}",
        "`nivel` es «grabe», que no existe; ¿quiso decir «grave»?",
        "grabe",
    );
    refuses("{{ <nivel id=\"x\" /> }}", "`id` es «x», que no existe; use uno de estos: normal, grave", "x");
    refuses(
        "{{ sitio.organizasion }}",
        "`sitio.organizasion` no se puede leer; ¿quiso decir «sitio.organizacion»?",
        "sitio.organizasion",
    );
}

#[test]
fn an_argument_that_is_missing_or_idle_is_told() {
    refuses(
        "{{ <tiempo /> }}",
        "falta `nivel` en `tiempo`; escriba `{{ <tiempo nivel=\"…\" /> }}`",
        "tiempo",
    );
    refuses(
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
    rendered(|_, renderer| {
        for component in components {
            let html = renderer.expression(&format!("{{{{ <{component} /> }}}}"));
            assert!(html.is_ok_and(|html| !html.is_empty()), "{component}");
        }
    });
}

#[test]
fn what_fills_a_pattern_is_html_only_when_it_was() {
    rendered(|_, renderer| {
        let html = renderer.expression("{{ <inicio /> }}").unwrap();
        holds(&html, "Lo demás, en &lt;<a href=\"https://portal.ejemplo.mx\">Portal</a>&gt;.");
    });
}

#[test]
fn a_page_says_when_it_changed_and_where_it_is() {
    rendered(|site, renderer| {
        let body = || Rendered { html: "<p>Texto</p>", ..Rendered::default() };
        let html = renderer.page(site.page("horas").unwrap(), body()).unwrap().html;
        holds(&html, "<title>Horas · Agua &amp; Sal</title>");
        holds(&html, "<link rel=\"canonical\" href=\"https://ejemplo.mx/horas/\">");
        holds(&html, "<li><a href=\"/horas/\" aria-current=\"page\">Horas</a></li>");
        holds(&html, "<p>Texto</p>");
        holds(&html, "<p>Cambió el 27 de mayo de 2024</p>");
        assert!(!html.contains("noindex"));
        let missing = renderer.page(site.page("404").unwrap(), body()).unwrap().html;
        holds(&missing, "<meta name=\"robots\" content=\"noindex\">");
    });
}

/// Every kind of page: home, one of the menu, the missing one, and those that nothing leads to, with and without index.
#[test]
fn a_page_from_a_mould_is_the_one_that_would_be_rendered() {
    let more = |id: &str| {
        format!("---\ntitulo: \"{id} & «más»\"\ndescripcion: <D>\nmodificado: 2024-05-28\n---\n\nTexto.\n")
    };
    let source = example::source().with("pages/uno.md", more("uno")).with("pages/dos.md", more("dos"));
    let site = crate::load(&source).unwrap();
    let renderer = renderer(&site, &Assets::new(&source));
    let mut poured = 0;
    for (page, index) in
        site.pages.iter().flat_map(|page| [(page, ""), (page, "<li><a href=\"#a\">A</a></li>\n")])
    {
        let html = "<h2 id=\"a\">A</h2><p><a href=\"/horas/\">Horas</a></p><label for=\"menu b\"></label>";
        let body = Rendered { html, mentions: Mentions::of(html), index };
        let leaf = renderer.page(page, body.clone()).unwrap();
        let view = page::Page::new(&site, page, &body);
        let whole = renderer.render("page.html", &view, None).unwrap();
        assert_eq!(leaf.html, whole.html, "{}", page.id);
        assert_eq!(leaf.outline, whole.outline, "{}", page.id);
        poured += usize::from(renderer.mould(&view).is_some_and(|mould| mould.fits(&view)));
    }
    assert_eq!(poured, 4);
}

#[test]
fn what_an_editor_writes_in_a_form_cannot_become_markup() {
    let html = form();
    holds(&html, "<label for=\"empresa\">¿&lt;b&gt;Empresa&lt;/b&gt;?</label>");
    holds(&html, "Como en &quot;el portal&quot;");
    holds(&html, "<a class=\"up\" href=\"/buzon/\">Buzón &lt;nuevo&gt;</a>");
    holds(&html, "<p>Antes.</p>");
}

#[test]
fn a_form_has_every_place_that_the_api_fills() {
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
        holds(&html, place);
    }
}

#[test]
fn enter_sends_rather_than_removes() {
    let html = form();
    let form = html.split_once("<form").unwrap().1;
    let first = form.split_once("<button").unwrap().1;
    assert!(first.starts_with(" class=\"hidden\" type=\"submit\""), "{first}");
}

#[test]
fn no_page_has_script_or_style_of_its_own() {
    rendered(|_, renderer| {
        for html in [form(), renderer.confirmation().unwrap().html, renderer.problem().unwrap().html] {
            assert!(!html.contains("style=") && !html.contains("<style"));
            for script in html.split("<script").skip(1) {
                let is_a_file = script.starts_with(" type=\"module\" src=\"/assets/");
                assert!(is_a_file && script.contains("\" integrity=\"sha384-"), "{script}");
            }
        }
    });
}

#[test]
fn the_pages_of_the_api_have_their_slots() {
    rendered(|_, renderer| {
        let confirmation = renderer.confirmation().unwrap().html;
        for slot in ["folio", "title", "count", "received", "level", "priority", "due"] {
            holds(&confirmation, &format!("data-slot=\"{slot}\""));
        }
        holds(&confirmation, "data-only=\"Falla\"");
        let problem = renderer.problem().unwrap().html;
        for slot in ["problem-title", "problem-detail", "request-id"] {
            holds(&problem, &format!("data-slot=\"{slot}\""));
        }
        holds(&problem, "<title data-slot=\"problem-title\">");
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
