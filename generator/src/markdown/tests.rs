use crate::diagnostic::markdown_source::SourceOrigin;
use crate::markdown::*;
use crate::read::source::{ContentDir, File, FileContent};

/// Returns what `markdown` comes to, and what is wrong in it. `{{ block }}` is a block, all else stands for itself.
fn render(markdown: &str) -> (Draft, String) {
    let file = File { path: "pages/a.md".to_owned(), content: FileContent::Text(markdown.to_owned()) };
    let passage =
        MarkdownSource { text: markdown, title: "Página", file: &file, start: SourceOrigin::Byte(0) };
    let expression = |source: &str| match source.trim_matches(['{', '}', ' ']) {
        "block" => Ok("<div>bloque</div>".to_owned()),
        "wrong" => Err(ExpressionFault::at(3, "wrong", "expresion", "no existe".to_owned())),
        other => Ok(format!("<b>{other}</b>")),
    };
    let assets = Assets::new(&ContentDir::default().with("assets/logo.svg", "<svg/>"));
    let mut faults = Diagnostics::default();
    let surroundings = Surroundings { expression: &expression, anchor: "Enlace a", assets: &assets };
    let draft = Draft::new(passage, surroundings, &mut faults);
    (draft, faults.to_string())
}

#[track_caller]
fn html(markdown: &str, expected: &str) {
    let (draft, faults) = render(markdown);
    assert_eq!((draft.html.as_str(), faults.as_str()), (expected, ""));
    assert_eq!(draft.mentions().outline(), Mentions::of(&draft.html).outline());
}

#[track_caller]
fn refused(markdown: &str, expected: &str) {
    assert_eq!(render(markdown).1, format!("pages/a.md:{expected}\n"));
}

#[test]
fn headings_have_a_name_and_a_link_to_it() {
    html(
        "## Altas y «más»\n",
        "<h2 id=\"altas-y-mas\">Altas y «más» <a class=\"anchor\" href=\"#altas-y-mas\" \
         aria-label=\"Enlace a: Altas y «más»\">#</a></h2>\n",
    );
}

#[test]
fn names_of_headings_are_stable_and_unique() {
    let (draft, _) = render("## A\n\n## A\n\n### B `c` {{ d }}\n\n## Otro {#propio}\n\n## Menú\n");
    let headings: Vec<_> = draft.headings.iter().map(|h| (h.level, h.id.as_str(), h.text.as_str())).collect();
    assert_eq!(
        headings,
        [(2, "a", "A"), (2, "a-2", "A"), (3, "b-c-d", "B c d"), (2, "propio", "Otro"), (2, "menu-2", "Menú")]
    );
}

#[test]
fn a_name_given_twice_is_refused() {
    refused("## A {#x}\n\n## B {#x}\n", "3:6: `#x`: otro título ya tiene este nombre");
}

#[test]
fn a_component_that_is_a_block_stands_alone() {
    html("a\n\n{{ block }}\n\nb {{ c }}\n", "<p>a</p>\n<div>bloque</div>\n<p>b <b>c</b></p>\n");
    html("{{ c }}\n", "<p><b>c</b></p>\n");
    refused("a {{ block }}\n", "1:3: `{{ block }}` no cabe dentro de un párrafo");
}

#[test]
fn an_expression_that_is_wrong_is_told_where_it_is_wrong() {
    refused("uno\n\naño {{ x }} {{ wrong }}\n", "3:16: no existe");
}

#[test]
fn code_keeps_its_braces() {
    html("`{{ x }}`\n", "<p><code>{{ x }}</code></p>\n");
}

#[test]
fn an_expression_may_stand_in_a_table() {
    let (draft, faults) = render("## Horas\n\n| a | b |\n|:-:|---|\n| {{ x|y }} | 2 |\n");
    assert_eq!(faults, "");
    let table = draft.html.split_once("</h2>\n").map(|(_, table)| table);
    assert_eq!(
        table,
        Some(
            "<section class=\"table-wrap\" aria-label=\"Horas\" tabindex=\"0\"><table><thead><tr><th>a</th>\
             <th>b</th></tr></thead><tbody>\n<tr><td><b>x|y</b></td><td>2</td></tr>\n</tbody></table>\n</section>\n"
        )
    );
}

#[test]
fn links_are_noted_where_they_stand() {
    let (draft, _) = render("a {{ x }}\n[b](/b/) ![c](/assets/logo.svg)\n");
    let links: Vec<_> = draft.links.iter().map(|link| (link.address.as_str(), link.range.start)).collect();
    assert_eq!(links, [("/b/", 14), ("/assets/logo.d4dc5666.svg", 24)]);
}

#[test]
fn a_link_that_leaves_the_site_says_so() {
    html(
        "[a](https://b.mx \"t\")\n",
        "<p><a href=\"https://b.mx\" title=\"t\" class=\"external\">a</a></p>\n",
    );
}

#[test]
fn an_address_may_hold_an_expression() {
    html("[a](tel:{{ x }})\n", "<p><a href=\"tel:x\">a</a></p>\n");
}

#[test]
fn html_is_refused_and_comments_are_not_published() {
    refused("a <b>c</b>\n", "1:3: `<b>`: una página no puede llevar HTML");
    refused("<div>\na\n</div>\n", "1:1: `<div>`: una página no puede llevar HTML");
    html("a\n\n<!-- nota -->\n\nb\n", "<p>a</p>\n<p>b</p>\n");
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    refused("# A\n", "1:1: `#` es el título de la página, que ya está en `titulo`");
    refused("## A\n\n#### B\n", "3:1: el título salta del nivel 2 al 4");
    refused("### A\n", "1:1: el título salta del nivel 1 al 3");
    refused("![](/assets/logo.svg)\n", "1:1: la imagen no tiene texto alternativo");
}

#[test]
fn statements_are_refused() {
    refused("{% if x %}\n", "1:1: `{%` no se puede usar en una página");
    refused("a {{ b\n", "1:3: `{{` no se cierra en su línea");
}

#[test]
fn text_is_escaped() {
    html("1 < 2 & \"3\"\n", "<p>1 &lt; 2 &amp; \"3\"</p>\n");
}

#[test]
fn what_a_page_mentions_is_known_without_reading_it() {
    let (draft, _) = render(
        "## Uno\n\n[a](/b/?c=1&d=2 \"e\") <https://f.mx/> <g@h.mx> ![i](/assets/logo.svg) [j](#uno) [k](tel:{{ l }})\n\n\
         ### Dos {{ m }} {#dos}\n\n| n | [o](/ñ/) |\n| --- | --- |\n| `p` | {{ q }} |\n\n[r][s]\n\n[s]: /t/\n\n{{ block }}\n",
    );
    let outline = draft.mentions().outline();
    assert_eq!(outline, Mentions::of(&draft.html).outline());
    assert_eq!((outline.names.len(), outline.links.len()), (2, 6));
}
