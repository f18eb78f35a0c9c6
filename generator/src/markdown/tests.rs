use crate::diagnostic::markdown_source::SourceOrigin;
use crate::markdown::*;
use crate::read::source::{ContentDir, File, FileContent};

/// Renders `markdown`; `{{ block }}` renders a block, `{{ wrong }}` fails, every other expression renders its own text.
fn render(markdown: &str) -> (RenderedMarkdown, String) {
    let file = File { path: "pages/a.md".to_owned(), content: FileContent::Text(markdown.to_owned()) };
    let passage =
        MarkdownSource { text: markdown, title: "Página", file: &file, start: SourceOrigin::Byte(0) };
    let expression = |source: &str| match source.trim_matches(['{', '}', ' ']) {
        "block" => Ok("<div>bloque</div>".to_owned()),
        "wrong" => Err(ExpressionError::at(3, "wrong", "expresion", "no existe".to_owned())),
        other => Ok(format!("<b>{other}</b>")),
    };
    let assets = Assets::new(&ContentDir::default().with("assets/logo.svg", "<svg/>"));
    let mut diagnostics = Diagnostics::default();
    let context = MarkdownContext { expression: &expression, anchor: "Enlace a", assets: &assets };
    let rendered = RenderedMarkdown::new(passage, context, &mut diagnostics);
    (rendered, diagnostics.to_string())
}

#[track_caller]
fn assert_html(markdown: &str, expected: &str) {
    let (rendered, diagnostics) = render(markdown);
    assert_eq!((rendered.html.as_str(), diagnostics.as_str()), (expected, ""));
}

#[track_caller]
fn assert_rejected(markdown: &str, expected: &str) {
    assert_eq!(render(markdown).1, format!("pages/a.md:{expected}\n"));
}

#[test]
fn heading_has_id_and_link_to_itself() {
    assert_html(
        "## Altas y «más»\n",
        "<h2 id=\"altas-y-mas\">Altas y «más» <a class=\"anchor\" href=\"#altas-y-mas\" \
         aria-label=\"Enlace a: Altas y «más»\">#</a></h2>\n",
    );
}

#[test]
fn heading_ids_are_stable_and_unique() {
    let (rendered, _) = render("## A\n\n## A\n\n### B `c` {{ d }}\n\n## Otro {#propio}\n\n## Menú\n");
    let headings: Vec<_> =
        rendered.headings.iter().map(|h| (h.level, h.id.as_str(), h.text.as_str())).collect();
    assert_eq!(
        headings,
        [(2, "a", "A"), (2, "a-2", "A"), (3, "b-c-d", "B c d"), (2, "propio", "Otro"), (2, "menu-2", "Menú")]
    );
}

#[test]
fn explicit_heading_id_is_rejected_when_duplicate() {
    assert_rejected("## A {#x}\n\n## B {#x}\n", "3:6: `#x`: otro título ya tiene este nombre");
}

#[test]
fn block_component_replaces_its_paragraph() {
    assert_html("a\n\n{{ block }}\n\nb {{ c }}\n", "<p>a</p>\n<div>bloque</div>\n<p>b <b>c</b></p>\n");
    assert_html("{{ c }}\n", "<p><b>c</b></p>\n");
    assert_rejected("a {{ block }}\n", "1:3: `{{ block }}` no cabe dentro de un párrafo");
}

#[test]
fn expression_error_has_the_position_in_the_page() {
    assert_rejected("uno\n\naño {{ x }} {{ wrong }}\n", "3:16: no existe");
}

#[test]
fn code_keeps_its_braces() {
    assert_html("`{{ x }}`\n", "<p><code>{{ x }}</code></p>\n");
}

#[test]
fn expression_is_rendered_in_a_table() {
    let (rendered, diagnostics) = render("## Horas\n\n| a | b |\n|:-:|---|\n| {{ x|y }} | 2 |\n");
    assert_eq!(diagnostics, "");
    let table = rendered.html.split_once("</h2>\n").map(|(_, table)| table);
    assert_eq!(
        table,
        Some(
            "<section class=\"table-wrap\" aria-label=\"Horas\" tabindex=\"0\"><table><thead><tr><th>a</th>\
             <th>b</th></tr></thead><tbody>\n<tr><td><b>x|y</b></td><td>2</td></tr>\n</tbody></table>\n</section>\n"
        )
    );
}

#[test]
fn links_are_collected_with_their_positions() {
    let (rendered, _) = render("a {{ x }}\n[b](/b/) ![c](/assets/logo.svg)\n");
    let links: Vec<_> = rendered.links.iter().map(|link| (link.address.as_str(), link.range.start)).collect();
    assert_eq!(links, [("/b/", 14), ("/assets/logo.d4dc5666.svg", 24)]);
}

#[test]
fn external_link_has_a_class() {
    assert_html(
        "[a](https://b.mx \"t\")\n",
        "<p><a href=\"https://b.mx\" title=\"t\" class=\"external\">a</a></p>\n",
    );
}

#[test]
fn link_address_can_contain_an_expression() {
    assert_html("[a](tel:{{ x }})\n", "<p><a href=\"tel:x\">a</a></p>\n");
}

#[test]
fn html_is_rejected_and_comments_are_removed() {
    assert_rejected("a <b>c</b>\n", "1:3: `<b>`: una página no puede llevar HTML");
    assert_rejected("<div>\na\n</div>\n", "1:1: `<div>`: una página no puede llevar HTML");
    assert_html("a\n\n<!-- nota -->\n\nb\n", "<p>a</p>\n<p>b</p>\n");
}

#[test]
fn heading_is_rejected_when_it_skips_a_level() {
    assert_rejected("# A\n", "1:1: `#` es el título de la página, que ya está en `titulo`");
    assert_rejected("## A\n\n#### B\n", "3:1: el título salta del nivel 2 al 4");
    assert_rejected("### A\n", "1:1: el título salta del nivel 1 al 3");
    assert_rejected("![](/assets/logo.svg)\n", "1:1: la imagen no tiene texto alternativo");
}

#[test]
fn statements_are_rejected() {
    assert_rejected("{% if x %}\n", "1:1: `{%` no se puede usar en una página");
    assert_rejected("a {{ b\n", "1:3: `{{` no se cierra en su línea");
}

#[test]
fn text_is_escaped() {
    assert_html("1 < 2 & \"3\"\n", "<p>1 &lt; 2 &amp; \"3\"</p>\n");
}
