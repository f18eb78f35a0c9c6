use std::fmt::Write as _;

use crate::decode::*;
use crate::testing::fixture;

#[track_caller]
fn read_as(written_as: ContentType, body: &str) -> Result<ParsedBody, BodyError> {
    let policy = fixture::policy();
    read(body.as_bytes(), written_as, fixture::operation(&policy, "gsuite", "alta").1)
}

#[track_caller]
fn page(body: &str) -> Result<ParsedBody, BodyError> {
    read_as(ContentType::Urlencoded, body)
}

#[track_caller]
fn json(body: &str) -> Result<ParsedBody, BodyError> {
    read_as(ContentType::Json, body)
}

#[track_caller]
fn field(sent: &ParsedBody, name: &str) -> Vec<String> {
    sent.answers.fields.get(name).cloned().unwrap_or_default()
}

#[test]
fn a_page_and_a_program_send_the_same_answers() {
    let sent = page(fixture::URLENCODED).unwrap();
    assert_eq!(sent.answers, fixture::answers());
    assert_eq!(sent.page.form_version.as_deref(), Some("0a1b2c3d"));
    assert_eq!(sent.page.token, None);
    assert_eq!(json(&fixture::json_body().to_string()).unwrap().answers, fixture::answers());
}

#[test]
fn escapes_are_decoded_once() {
    assert_eq!(field(&page("empresa=%253Cb%253E+%26%3D").unwrap(), "empresa"), ["%3Cb%3E &="]);
    assert_eq!(field(&page("&&empresa&=x&").unwrap(), "empresa"), [""]);
}

#[test]
fn what_is_not_exactly_a_form_is_refused() {
    for (body, at) in [("a=%", 2), ("a=%4", 2), ("a=b&c=1%zz", 7), ("%g1=b", 0), ("a=%+1", 2)] {
        assert_eq!(page(body), Err(BodyError::Percent(at)), "{body}");
    }
    for body in ["a=%ff", "a=%c3", "%80=a", "a=%ed%a0%80"] {
        assert_eq!(page(body), Err(BodyError::Utf8), "{body}");
    }
    let policy = fixture::policy();
    let raw = read(b"a=\xff", ContentType::Urlencoded, fixture::operation(&policy, "gsuite", "alta").1);
    assert_eq!(raw, Err(BodyError::Utf8));
}

#[test]
fn gaps_between_rows_are_closed() {
    let sent = page("cuentas.9.usuario=b&cuentas.4.usuario=a&cuentas.9.tipo=alias").unwrap();
    let users: Vec<&str> =
        sent.answers.rows["cuentas"].iter().map(|row| row["usuario"][0].as_str()).collect();
    assert_eq!(users, ["a", "b"]);
}

#[test]
fn a_name_that_only_looks_like_a_row_is_a_field() {
    for name in [
        "cuentas.0.usuario",
        "cuentas.01.usuario",
        "cuentas.+1.usuario",
        "cuentas.x.usuario",
        "cuentas.1",
        "a.1.b.2",
        ".1.a",
        "a.1.",
    ] {
        assert_eq!(field(&page(&format!("{name}=v").replace('+', "%2B")).unwrap(), name), ["v"], "{name}");
    }
}

#[test]
fn a_field_that_came_twice_has_two_values() {
    assert_eq!(field(&page("empresa=a&empresa=b").unwrap(), "empresa"), ["a", "b"]);
    assert_eq!(page("token_envio=a&token_envio=b"), Err(BodyError::Repeated("token_envio")));
}

#[test]
fn a_button_names_the_row_that_the_page_numbered() {
    let rows = "cuentas.2.usuario=a&cuentas.5.usuario=b&accion=";
    let action = |value: &str| page(&format!("{rows}{value}")).map(|sent| sent.page.action);
    let remove = |index| Ok(Some(Action::Remove { rows: "cuentas".to_owned(), index }));
    assert_eq!(action("agregar.cuentas"), Ok(Some(Action::Add { rows: "cuentas".to_owned() })));
    assert_eq!(action("quitar.cuentas.5"), remove(Some(1)));
    assert_eq!(action("quitar.cuentas.3"), remove(None));
    for wrong in ["", "enviar", "quitar.cuentas", "quitar.cuentas.0", "quitar.cuentas.x"] {
        assert_eq!(action(wrong), Err(BodyError::Action), "{wrong}");
    }
}

#[test]
fn json_values_become_the_text_that_a_page_sends() {
    let sent =
        json(r#"{"empresa": "a\nb", "licencias": 12, "declaracion": false, "descripcion": null}"#).unwrap();
    assert_eq!(field(&sent, "empresa"), ["a\nb"]);
    assert_eq!(field(&sent, "licencias"), ["12"]);
    assert_eq!(field(&sent, "declaracion"), [""; 0]);
    assert_eq!(field(&sent, "descripcion"), [""; 0]);
}

#[test]
fn a_json_list_is_lines_for_a_list_and_values_for_the_rest() {
    let sent =
        json(r#"{"avisar_a": ["a@x.mx", "b@x.mx"], "otra": ["a", "b"], "cuentas": [{"alias": ["x", "y"]}]}"#)
            .unwrap();
    assert_eq!(field(&sent, "avisar_a"), ["a@x.mx\nb@x.mx"]);
    assert_eq!(field(&sent, "otra"), ["a", "b"]);
    assert_eq!(sent.answers.rows["cuentas"][0]["alias"], ["x\ny"]);
}

#[test]
fn no_rows_are_no_rows() {
    assert_eq!(json(r#"{"cuentas": []}"#).unwrap().answers.rows["cuentas"], Vec::<FieldValues>::new());
    assert_eq!(json(r#"{"otro": []}"#).unwrap().answers.fields["otro"], Vec::<String>::new());
}

#[test]
fn json_of_another_shape_is_refused_by_its_pointer() {
    let shape = |body: &str| match json(body) {
        Err(BodyError::Shape(error)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(shape("[]"), ShapeError::NoObject);
    assert_eq!(shape(r#""x""#), ShapeError::NoObject);
    assert_eq!(shape(r#"{"a/b": {}}"#), ShapeError::Member("/a~1b".to_owned()));
    assert_eq!(shape(r#"{"a": [[1]]}"#), ShapeError::Member("/a".to_owned()));
    assert_eq!(shape(r#"{"cuentas": [{"usuario": "a"}, 1]}"#), ShapeError::Member("/cuentas".to_owned()));
    assert_eq!(shape(r#"{"cuentas": [{"b": {}}]}"#), ShapeError::Answer("/cuentas/0/b".to_owned()));
    assert_eq!(shape(r#"{"cuentas": [{}, {"a": [[]]}]}"#), ShapeError::Answer("/cuentas/1/a".to_owned()));
}

#[test]
fn an_answer_of_another_json_type_is_refused_by_its_pointer() {
    let refused = |body: &str, error: fn(String) -> ShapeError, at: &str| {
        assert_eq!(json(body), Err(BodyError::Shape(error(at.to_owned()))), "{body}");
    };
    for wrong in ["1", "true", "false", "[]", r#"["a"]"#, "{}"] {
        refused(&format!(r#"{{"empresa": {wrong}}}"#), ShapeError::Text, "/empresa");
        refused(&format!(r#"{{"telefono": {wrong}}}"#), ShapeError::Text, "/telefono");
    }
    for wrong in ["true", "[12]", "{}"] {
        refused(&format!(r#"{{"licencias": {wrong}}}"#), ShapeError::Number, "/licencias");
    }
    for wrong in ["1", r#"["si"]"#, "{}"] {
        refused(&format!(r#"{{"declaracion": {wrong}}}"#), ShapeError::Yes, "/declaracion");
    }
    for wrong in ["1", "true", "[1]", "[null]", r#"["a", []]"#, "{}"] {
        refused(&format!(r#"{{"avisar_a": {wrong}}}"#), ShapeError::Texts, "/avisar_a");
    }
    refused(r#"{"cuentas": [{"usuario": 1}]}"#, ShapeError::Text, "/cuentas/0/usuario");
}

#[test]
fn json_that_is_broken_deep_or_doubled_is_refused() {
    let deep = format!("{{\"a\": {}", "[".repeat(100_000));
    for body in [
        "",
        "{",
        r#"{"a": 1, "a": 2}"#,
        r#"{"cuentas": [{"a": 1, "a": 2}]}"#,
        r#"{"a": 1e999}"#,
        "{} {}",
        r#"{"a": "\ud800"}"#,
        &deep,
    ] {
        assert!(matches!(json(body), Err(BodyError::Shape(ShapeError::Syntax(_)))), "{body:.40}");
    }
}

#[test]
fn the_parser_does_not_echo_a_long_document() {
    let Err(error) = json(&format!("{{\"a\": {}x", "y".repeat(1000))) else { panic!() };
    assert!(error.to_string().len() < 300);
}

#[test]
fn more_values_than_any_form_has_are_refused() {
    let mut body = String::new();
    (0..=MAX_VALUES).for_each(|i| write!(body, "a{i}=&").unwrap());
    assert_eq!(page(&body), Err(BodyError::RateLimited));
    assert_eq!(json(&format!("{{\"a\": [{}1]}}", "1,".repeat(MAX_VALUES))), Err(BodyError::RateLimited));
}

#[test]
fn a_form_version_that_is_none_is_not_kept() {
    assert_eq!(page("version_formulario=%3Cb%3E").unwrap().page.form_version, None);
}

#[test]
fn what_only_a_program_fills_is_no_answer() {
    let sent = page(&format!("{}&trampa=x&trampa=y", fixture::URLENCODED)).unwrap();
    assert_eq!((sent.page.trapped, &sent.answers), (true, &fixture::answers()));
    for empty in ["", "&trampa=", "&trampa=+%0A"] {
        assert!(!page(&format!("{}{empty}", fixture::URLENCODED)).unwrap().page.trapped, "{empty}");
    }
    assert!(json(r#"{"trampa": true}"#).unwrap().page.trapped);
    assert!(!json(r#"{"trampa": null}"#).unwrap().page.trapped);
}

#[test]
fn a_page_tells_when_it_was_opened() {
    let opened = |text: &str| page(&format!("pagina_vista_en={text}")).unwrap().page.opened;
    let moment = Some("2024-06-03T16:00:00.250Z".parse().unwrap());
    assert_eq!(opened("1717430400250"), moment);
    assert_eq!(opened("2024-06-03T10:00:00.250-06:00"), moment);
    assert_eq!(json(r#"{"pagina_vista_en": 1717430400250}"#).unwrap().page.opened, moment);
    for nonsense in ["", "ayer", "99999999999999999999", "9223372036854775807", "1717430400.25", "2024-06-03"]
    {
        assert_eq!(opened(nonsense), None, "{nonsense}");
    }
}
