use policy::{Answers, FieldError, FieldPath};

use crate::page::*;
use crate::testing::fixture;

fn page() -> FormPage {
    FormPage::new(fixture::FORM_PAGE.to_owned())
}

fn rows(shown: usize) -> Vec<RowsView> {
    vec![RowsView { id: "cuentas".to_owned(), shown, max: 3, label: "Cuenta {renglon}".to_owned() }]
}

fn render(answers: &Answers, shown: usize, errors: &[FieldError]) -> String {
    page()
        .render(&FormPageData {
            answers,
            rows: &rows(shown),
            errors,
            message: PageMessage::Nothing,
            focus: None,
        })
        .unwrap()
}

fn field_error(row: Option<usize>, field: &str, message: &str) -> FieldError {
    let row = row.map(|number| ("cuentas".to_owned(), number));
    FieldError {
        path: FieldPath { row, field: field.to_owned() },
        code: "falta",
        message: message.to_owned(),
    }
}

fn answer(name: &str, value: &str) -> Answers {
    let mut answers = Answers::default();
    answers.fields.insert(name.to_owned(), vec![value.to_owned()]);
    answers
}

#[track_caller]
fn assert_contains(html: &str, part: &str) {
    assert!(html.contains(part), "`{part}` is not in\n{html}");
}

#[track_caller]
fn assert_lacks(html: &str, part: &str) {
    assert!(!html.contains(part), "`{part}` is in\n{html}");
}

#[test]
fn render_without_answers_returns_the_built_page() {
    assert_eq!(render(&Answers::default(), 1, &[]), fixture::FORM_PAGE);
}

#[test]
fn render_fills_controls_with_the_answers() {
    let html = render(&fixture::answers(), 2, &[]);
    assert_contains(
        &html,
        r#"<input id="empresa" name="empresa" type="text" data-control="empresa" value="Acero &amp; Hijos">"#,
    );
    assert_contains(&html, r#"data-control="descripcion">Dos cuentas nuevas</textarea>"#);
    assert_contains(
        &html,
        r#"<input id="declaracion" name="declaracion" type="checkbox" value="si" data-control="declaracion" checked="">"#,
    );
    assert_contains(
        &html,
        r#"name="cuentas.1.usuario" type="text" data-control="cuentas.1.usuario" value="ana">"#,
    );
    assert_contains(&html, r#"<input type="radio" name="cuentas.1.tipo" value="buzon" checked="">"#);
    assert_contains(&html, "<legend>Cuenta 2</legend>");
    assert_contains(
        &html,
        r#"name="cuentas.2.usuario" type="text" data-control="cuentas.2.usuario" value="beto">"#,
    );
    assert_contains(
        &html,
        r#"<input type="radio" name="cuentas.2.tipo" value="buzon"><input type="radio" name="cuentas.2.tipo" value="alias" checked="">"#,
    );
    assert_contains(&html, r#"data-remove="cuentas.1" formnovalidate>"#);
}

#[test]
fn render_keeps_the_row_template_unchanged() {
    let mut answers = fixture::answers();
    answers.fields.insert("cuentas.__row__.usuario".to_owned(), vec!["x".to_owned()]);
    let html = render(&answers, 2, &[]);
    let template = |html: &str| {
        let (_, rest) = html.split_once("<template").unwrap();
        rest.split_once("</template>").unwrap().0.to_owned()
    };
    assert_eq!(template(&html), template(fixture::FORM_PAGE));
}

#[test]
fn render_escapes_values_and_messages() {
    for text in ["\"><script>x</script>", "</textarea><b>", "<!--", "&lt;", "&quot;", "'\"", "{{7*7}}", "]]>"]
    {
        let escaped = text.replace('&', "&amp;");
        let html = render(&answer("empresa", text), 1, &[]);
        assert_contains(&html, &format!(r#"value="{}">"#, escaped.replace('"', "&quot;")));
        let html = render(&answer("descripcion", text), 1, &[]);
        let body = escaped.replace('<', "&lt;").replace('>', "&gt;");
        assert_contains(&html, &format!(r#"data-control="descripcion">{body}</textarea>"#));
        let html = render(&Answers::default(), 1, &[field_error(None, "empresa", text)]);
        assert_contains(&html, &format!(r#"data-fault="empresa">{body}</p>"#));
        assert_contains(&html, &format!("<li><a href=\"#empresa\">{body}</a></li>"));
    }
}

#[test]
fn render_keeps_a_line_break_at_the_start_of_a_text_area() {
    assert_contains(
        &render(&answer("descripcion", "\nuno"), 1, &[]),
        "data-control=\"descripcion\">\n\nuno</textarea>",
    );
}

#[test]
fn render_shows_an_error_in_summary_field_and_control() {
    let errors =
        [field_error(Some(2), "usuario", "Falta la cuenta"), field_error(None, "cuentas", "Hasta 3 cuentas")];
    let html = render(&fixture::answers(), 2, &errors);
    assert_contains(&html, ">Error: Alta de cuentas</title>");
    assert_contains(&html, r#"role="alert" tabindex="-1" autofocus=""><h2>Revise</h2>"#);
    assert_contains(
        &html,
        "<ul data-slot=\"summary-list\"><li><a href=\"#cuentas-2-usuario\">Cuenta 2: Falta la cuenta</a></li>\
         <li><a href=\"#cuentas\">Hasta 3 cuentas</a></li></ul>",
    );
    assert_contains(&html, r#"<div class="field" data-field="cuentas.2.usuario" data-refused="">"#);
    assert_contains(
        &html,
        r#"id="cuentas-2-usuario-fault" data-fault="cuentas.2.usuario">Falta la cuenta</p>"#,
    );
    assert_contains(&html, r#"data-control="cuentas.2.usuario" aria-invalid="true""#);
    assert_contains(&html, r#"id="cuentas-fault" data-fault="cuentas">Hasta 3 cuentas</p>"#);
    assert_contains(&html, r#"id="cuentas-1-usuario-fault" data-fault="cuentas.1.usuario" hidden></p>"#);
}

#[test]
fn summary_has_no_link_when_the_field_is_unknown() {
    let html = render(&Answers::default(), 1, &[field_error(None, "\"><b>", "No se pregunta")]);
    assert_contains(&html, "<ul data-slot=\"summary-list\"><li>No se pregunta</li></ul>");
}

#[test]
fn summary_shows_the_problem_of_the_request() {
    let answers = fixture::answers();
    let data = FormPageData {
        answers: &answers,
        rows: &rows(2),
        errors: &[],
        message: PageMessage::Problem("Intente de nuevo"),
        focus: None,
    };
    let html = page().render(&data).unwrap();
    assert_contains(&html, "<ul data-slot=\"summary-list\"><li>Intente de nuevo</li></ul>");
    assert_contains(&html, ">Error: Alta de cuentas</title>");
}

#[test]
fn render_keeps_defaults_and_focuses_when_a_row_is_new() {
    let answers = fixture::answers();
    let data = FormPageData {
        answers: &answers,
        rows: &rows(3),
        errors: &[],
        message: PageMessage::Nothing,
        focus: Some(("cuentas", 3)),
    };
    let html = page().render(&data).unwrap();
    assert_contains(
        &html,
        r#"name="cuentas.3.usuario" type="text" data-control="cuentas.3.usuario" autofocus="">"#,
    );
    assert_contains(&html, r#"<input type="radio" name="cuentas.3.tipo" value="buzon" checked>"#);
    assert_eq!(html.matches("autofocus").count(), 1);
    assert_contains(&html, r#"data-add="cuentas" formnovalidate hidden="">"#);
    assert_contains(&html, ">Alta de cuentas</title>");
}

#[test]
fn fold_opens_when_a_field_has_a_value_or_an_error() {
    let mut answers = fixture::answers();
    assert_lacks(&render(&answers, 2, &[]), r#" open="""#);
    let row = &mut answers.rows.get_mut("cuentas").unwrap()[1];
    row.insert("alias".to_owned(), vec!["ventas".to_owned()]);
    assert_contains(&render(&answers, 2, &[]), r#"<details data-fold="cuentas.2.alias" open="">"#);
    assert_contains(
        &render(&fixture::answers(), 2, &[field_error(Some(1), "alias", "x")]),
        r#"<details data-fold="cuentas.1.alias" open="">"#,
    );
}

#[test]
fn fold_stays_closed_when_values_are_the_defaults() {
    let page = "<details data-fold=\"a b\"><input type=\"radio\" name=\"a\" value=\"si\" checked>\
                <select name=\"b\"><option value=\"x\" selected></select></details>";
    let opens = |name: &str, value: &str| {
        let answers = answer(name, value);
        let data = FormPageData {
            answers: &answers,
            rows: &[],
            errors: &[],
            message: PageMessage::Nothing,
            focus: None,
        };
        FormPage::new(page.to_owned()).render(&data).unwrap().contains("open")
    };
    assert!(!opens("a", "si") && !opens("b", "x"));
    assert!(opens("a", "no") && opens("b", "y"));
}

#[test]
fn render_selects_the_option_that_was_sent() {
    let mut answers = fixture::answers();
    answers.rows.get_mut("cuentas").unwrap()[0].insert("plan".to_owned(), vec!["plus".to_owned()]);
    let html = render(&answers, 2, &[]);
    assert_contains(
        &html,
        r#"<option value="basico">Básico</option><option value="plus" selected="">Plus</option>"#,
    );
}

#[test]
fn check_fails_when_a_row_template_has_no_end_tag() {
    for rest in ["", "</form>"] {
        let broken = FormPage::new(format!("<form><template data-row-template=\"cuentas\"><p>x</p>{rest}"));
        assert_eq!(
            broken.check().unwrap_err().to_string(),
            "the page's row template at byte 6 has no end tag"
        );
    }
}

#[test]
fn confirmation_shows_its_texts_and_only_its_kind() {
    let view = ConfirmationView {
        folio: "F37-K29-QX4".to_owned(),
        title: "Alta <de> cuentas".to_owned(),
        count: None,
        received: "hoy".to_owned(),
        level: "Estándar".to_owned(),
        priority: "Bajo".to_owned(),
        due: "mañana".to_owned(),
        due_instant: "2024-06-03T14:00:00-06:00".to_owned(),
        version: "27 de mayo de 2024".to_owned(),
        version_address: "/historial/2024-05-27/".to_owned(),
        kind: "Alta",
    };
    let html = view.render(fixture::CONFIRMATION_PAGE).unwrap();
    assert_contains(&html, r#"<strong data-slot="folio">F37-K29-QX4</strong>"#);
    assert_contains(&html, r#"<time data-slot="due" datetime="2024-06-03T14:00:00-06:00">mañana</time>"#);
    assert_contains(&html, r#"<a data-slot="version" href="/historial/2024-05-27/">27 de mayo de 2024</a>"#);
    assert_contains(&html, "Alta &lt;de&gt; cuentas</span> </p>");
    assert_contains(&html, "Prepare los datos");
    assert_lacks(&html, "Llame ahora");
}

#[test]
fn error_page_shows_its_texts() {
    let view = ErrorView { title: "No existe", detail: "Revise & corrija", request_id: "abc" };
    let html = view.render(fixture::PROBLEM_PAGE).unwrap();
    assert_contains(&html, r#"<title data-slot="problem-title">No existe</title>"#);
    assert_contains(&html, "Revise &amp; corrija");
    assert_contains(&html, r#"<code data-slot="request-id">abc</code>"#);
}
