use policy::{Answers, FieldError, FieldPath};

use crate::page::*;
use crate::testing::fixture;

fn page() -> FormPage {
    FormPage::new(fixture::FORM_PAGE.to_owned())
}

fn rows(shown: usize) -> Vec<RowsView> {
    vec![RowsView { id: "cuentas".to_owned(), shown, max: 3, label: "Cuenta {renglon}".to_owned() }]
}

fn filled(answers: &Answers, shown: usize, refusals: &[FieldError]) -> String {
    page()
        .fill(&FormPageData {
            answers,
            rows: &rows(shown),
            refusals,
            said: PageMessage::Nothing,
            focus: None,
        })
        .unwrap()
}

fn refusal(row: Option<usize>, field: &str, message: &str) -> FieldError {
    let row = row.map(|number| ("cuentas".to_owned(), number));
    FieldError {
        place: FieldPath { row, field: field.to_owned() },
        code: "falta",
        message: message.to_owned(),
    }
}

fn with(name: &str, value: &str) -> Answers {
    let mut answers = Answers::default();
    answers.fields.insert(name.to_owned(), vec![value.to_owned()]);
    answers
}

#[track_caller]
fn has(html: &str, part: &str) {
    assert!(html.contains(part), "`{part}` is not in\n{html}");
}

#[track_caller]
fn has_not(html: &str, part: &str) {
    assert!(!html.contains(part), "`{part}` is in\n{html}");
}

#[test]
fn nothing_put_in_changes_nothing() {
    assert_eq!(filled(&Answers::default(), 1, &[]), fixture::FORM_PAGE);
}

#[test]
fn what_was_sent_comes_back() {
    let html = filled(&fixture::answers(), 2, &[]);
    has(
        &html,
        r#"<input id="empresa" name="empresa" type="text" data-control="empresa" value="Acero &amp; Hijos">"#,
    );
    has(&html, r#"data-control="descripcion">Dos cuentas nuevas</textarea>"#);
    has(
        &html,
        r#"<input id="declaracion" name="declaracion" type="checkbox" value="si" data-control="declaracion" checked="">"#,
    );
    has(&html, r#"name="cuentas.1.usuario" type="text" data-control="cuentas.1.usuario" value="ana">"#);
    has(&html, r#"<input type="radio" name="cuentas.1.tipo" value="buzon" checked="">"#);
    has(&html, "<legend>Cuenta 2</legend>");
    has(&html, r#"name="cuentas.2.usuario" type="text" data-control="cuentas.2.usuario" value="beto">"#);
    has(
        &html,
        r#"<input type="radio" name="cuentas.2.tipo" value="buzon"><input type="radio" name="cuentas.2.tipo" value="alias" checked="">"#,
    );
    has(&html, r#"data-remove="cuentas.1" formnovalidate>"#);
}

#[test]
fn the_template_stays_as_it_was_built() {
    let mut answers = fixture::answers();
    answers.fields.insert("cuentas.__row__.usuario".to_owned(), vec!["x".to_owned()]);
    let html = filled(&answers, 2, &[]);
    let template = |html: &str| {
        let (_, rest) = html.split_once("<template").unwrap();
        rest.split_once("</template>").unwrap().0.to_owned()
    };
    assert_eq!(template(&html), template(fixture::FORM_PAGE));
}

#[test]
fn whatever_is_put_in_is_text() {
    for evil in ["\"><script>x</script>", "</textarea><b>", "<!--", "&lt;", "&quot;", "'\"", "{{7*7}}", "]]>"]
    {
        let escaped = evil.replace('&', "&amp;");
        let html = filled(&with("empresa", evil), 1, &[]);
        has(&html, &format!(r#"value="{}">"#, escaped.replace('"', "&quot;")));
        let html = filled(&with("descripcion", evil), 1, &[]);
        let body = escaped.replace('<', "&lt;").replace('>', "&gt;");
        has(&html, &format!(r#"data-control="descripcion">{body}</textarea>"#));
        let html = filled(&Answers::default(), 1, &[refusal(None, "empresa", evil)]);
        has(&html, &format!(r#"data-fault="empresa">{body}</p>"#));
        has(&html, &format!("<li><a href=\"#empresa\">{body}</a></li>"));
    }
}

#[test]
fn a_line_break_that_stands_first_is_kept() {
    has(&filled(&with("descripcion", "\nuno"), 1, &[]), "data-control=\"descripcion\">\n\nuno</textarea>");
}

#[test]
fn a_refused_answer_is_told_in_all_its_places() {
    let refusals =
        [refusal(Some(2), "usuario", "Falta la cuenta"), refusal(None, "cuentas", "Hasta 3 cuentas")];
    let html = filled(&fixture::answers(), 2, &refusals);
    has(&html, ">Error: Alta de cuentas</title>");
    has(&html, r#"role="alert" tabindex="-1" autofocus=""><h2>Revise</h2>"#);
    has(
        &html,
        "<ul data-slot=\"summary-list\"><li><a href=\"#cuentas-2-usuario\">Cuenta 2: Falta la cuenta</a></li>\
         <li><a href=\"#cuentas\">Hasta 3 cuentas</a></li></ul>",
    );
    has(&html, r#"<div class="field" data-field="cuentas.2.usuario" data-refused="">"#);
    has(&html, r#"id="cuentas-2-usuario-fault" data-fault="cuentas.2.usuario">Falta la cuenta</p>"#);
    has(&html, r#"data-control="cuentas.2.usuario" aria-invalid="true""#);
    has(&html, r#"id="cuentas-fault" data-fault="cuentas">Hasta 3 cuentas</p>"#);
    has(&html, r#"id="cuentas-1-usuario-fault" data-fault="cuentas.1.usuario" hidden></p>"#);
}

#[test]
fn a_name_that_the_form_does_not_have_is_told_without_a_link() {
    let html = filled(&Answers::default(), 1, &[refusal(None, "\"><b>", "No se pregunta")]);
    has(&html, "<ul data-slot=\"summary-list\"><li>No se pregunta</li></ul>");
}

#[test]
fn a_notice_stands_first_in_the_summary() {
    let answers = fixture::answers();
    let filling = FormPageData {
        answers: &answers,
        rows: &rows(2),
        refusals: &[],
        said: PageMessage::Notice("Intente de nuevo"),
        focus: None,
    };
    let html = page().fill(&filling).unwrap();
    has(&html, "<ul data-slot=\"summary-list\"><li>Intente de nuevo</li></ul>");
    has(&html, ">Error: Alta de cuentas</title>");
}

#[test]
fn a_new_row_keeps_its_defaults_and_takes_the_focus() {
    let answers = fixture::answers();
    let filling = FormPageData {
        answers: &answers,
        rows: &rows(3),
        refusals: &[],
        said: PageMessage::Nothing,
        focus: Some(("cuentas", 3)),
    };
    let html = page().fill(&filling).unwrap();
    has(&html, r#"name="cuentas.3.usuario" type="text" data-control="cuentas.3.usuario" autofocus="">"#);
    has(&html, r#"<input type="radio" name="cuentas.3.tipo" value="buzon" checked>"#);
    assert_eq!(html.matches("autofocus").count(), 1);
    has(&html, r#"data-add="cuentas" formnovalidate hidden="">"#);
    has(&html, ">Alta de cuentas</title>");
}

#[test]
fn folded_questions_open_when_they_hold_something() {
    let mut answers = fixture::answers();
    has_not(&filled(&answers, 2, &[]), r#" open="""#);
    let row = &mut answers.rows.get_mut("cuentas").unwrap()[1];
    row.insert("alias".to_owned(), vec!["ventas".to_owned()]);
    has(&filled(&answers, 2, &[]), r#"<details data-fold="cuentas.2.alias" open="">"#);
    has(
        &filled(&fixture::answers(), 2, &[refusal(Some(1), "alias", "x")]),
        r#"<details data-fold="cuentas.1.alias" open="">"#,
    );
}

#[test]
fn folded_questions_stay_folded_over_what_the_page_had_chosen() {
    let page = "<details data-fold=\"a b\"><input type=\"radio\" name=\"a\" value=\"si\" checked>\
                <select name=\"b\"><option value=\"x\" selected></select></details>";
    let opens = |name: &str, value: &str| {
        let answers = with(name, value);
        let filling = FormPageData {
            answers: &answers,
            rows: &[],
            refusals: &[],
            said: PageMessage::Nothing,
            focus: None,
        };
        FormPage::new(page.to_owned()).fill(&filling).unwrap().contains("open")
    };
    assert!(!opens("a", "si") && !opens("b", "x"));
    assert!(opens("a", "no") && opens("b", "y"));
}

#[test]
fn a_choice_in_a_list_comes_back() {
    let mut answers = fixture::answers();
    answers.rows.get_mut("cuentas").unwrap()[0].insert("plan".to_owned(), vec!["plus".to_owned()]);
    let html = filled(&answers, 2, &[]);
    has(&html, r#"<option value="basico">Básico</option><option value="plus" selected="">Plus</option>"#);
}

#[test]
fn a_template_without_end_is_refused() {
    for rest in ["", "</form>"] {
        let broken = FormPage::new(format!("<form><template data-row-template=\"cuentas\"><p>x</p>{rest}"));
        assert_eq!(
            broken.check().unwrap_err().to_string(),
            "the page's row template at byte 6 has no end of its own"
        );
    }
}

#[test]
fn the_confirmation_shows_its_view_and_only_its_kind() {
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
    let html = ConfirmationPage::new(fixture::CONFIRMATION_PAGE.to_owned()).fill(&view).unwrap();
    has(&html, r#"<strong data-slot="folio">F37-K29-QX4</strong>"#);
    has(&html, r#"<time data-slot="due" datetime="2024-06-03T14:00:00-06:00">mañana</time>"#);
    has(&html, r#"<a data-slot="version" href="/historial/2024-05-27/">27 de mayo de 2024</a>"#);
    has(&html, "Alta &lt;de&gt; cuentas</span> </p>");
    has(&html, "Prepare los datos");
    has_not(&html, "Llame ahora");
}

#[test]
fn the_problem_page_shows_its_view() {
    let view = NoticeView { title: "No existe", detail: "Revise & corrija", request_id: "abc" };
    let html = NoticePage::new(fixture::PROBLEM_PAGE.to_owned()).fill(&view).unwrap();
    has(&html, r#"<title data-slot="problem-title">No existe</title>"#);
    has(&html, "Revise &amp; corrija");
    has(&html, r#"<code data-slot="request-id">abc</code>"#);
}
