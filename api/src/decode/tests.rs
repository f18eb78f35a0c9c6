use std::fmt::Write as _;

use crate::decode::*;
use crate::testing::fixture;

#[track_caller]
fn parse_as(content_type: ContentType, body: &str) -> Result<ParsedBody, BodyError> {
    let policy = fixture::policy();
    parse(body.as_bytes(), content_type, fixture::operation(&policy, "gsuite", "alta").1)
}

#[track_caller]
fn page(body: &str) -> Result<ParsedBody, BodyError> {
    parse_as(ContentType::Urlencoded, body)
}

#[track_caller]
fn json(body: &str) -> Result<ParsedBody, BodyError> {
    parse_as(ContentType::Json, body)
}

#[track_caller]
fn field(sent: &ParsedBody, name: &str) -> Vec<String> {
    sent.answers.fields.get(name).cloned().unwrap_or_default()
}

#[test]
fn parse_returns_the_same_answers_for_form_and_json() {
    let sent = page(fixture::URLENCODED).unwrap();
    assert_eq!(sent.answers, fixture::answers());
    assert_eq!(sent.metadata.form_version.as_deref(), Some("0a1b2c3d"));
    assert_eq!(sent.metadata.token, None);
    assert_eq!(json(&fixture::json_body().to_string()).unwrap().answers, fixture::answers());
}

#[test]
fn urlencoded_decodes_escapes_once() {
    assert_eq!(field(&page("empresa=%253Cb%253E+%26%3D").unwrap(), "empresa"), ["%3Cb%3E &="]);
    assert_eq!(field(&page("&&empresa&=x&").unwrap(), "empresa"), [""]);
}

#[test]
fn urlencoded_rejects_invalid_escapes_and_utf8() {
    for (body, at) in [("a=%", 2), ("a=%4", 2), ("a=b&c=1%zz", 7), ("%g1=b", 0), ("a=%+1", 2)] {
        assert_eq!(page(body), Err(BodyError::Escape(at)), "{body}");
    }
    for body in ["a=%ff", "a=%c3", "%80=a", "a=%ed%a0%80"] {
        assert_eq!(page(body), Err(BodyError::Utf8), "{body}");
    }
    let policy = fixture::policy();
    let raw = parse(b"a=\xff", ContentType::Urlencoded, fixture::operation(&policy, "gsuite", "alta").1);
    assert_eq!(raw, Err(BodyError::Utf8));
}

#[test]
fn urlencoded_closes_gaps_between_rows() {
    let sent = page("cuentas.9.usuario=b&cuentas.4.usuario=a&cuentas.9.tipo=alias").unwrap();
    let users: Vec<&str> =
        sent.answers.rows["cuentas"].iter().map(|row| row["usuario"][0].as_str()).collect();
    assert_eq!(users, ["a", "b"]);
}

#[test]
fn urlencoded_treats_other_dotted_names_as_fields() {
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
fn repeated_field_has_two_values() {
    assert_eq!(field(&page("empresa=a&empresa=b").unwrap(), "empresa"), ["a", "b"]);
    assert_eq!(page("token_envio=a&token_envio=b"), Err(BodyError::Repeated("token_envio")));
}

#[test]
fn action_refers_to_the_row_number_of_the_page() {
    let rows = "cuentas.2.usuario=a&cuentas.5.usuario=b&accion=";
    let action = |value: &str| page(&format!("{rows}{value}")).map(|sent| sent.metadata.action);
    let remove = |index| Ok(Some(Action::Remove { rows: "cuentas".to_owned(), index }));
    assert_eq!(action("agregar.cuentas"), Ok(Some(Action::Add("cuentas".to_owned()))));
    assert_eq!(action("quitar.cuentas.5"), remove(Some(1)));
    assert_eq!(action("quitar.cuentas.3"), remove(None));
    for wrong in ["", "enviar", "quitar.cuentas", "quitar.cuentas.0", "quitar.cuentas.x"] {
        assert_eq!(action(wrong), Err(BodyError::Action), "{wrong}");
    }
}

#[test]
fn json_values_become_the_texts_of_a_form() {
    let sent =
        json(r#"{"empresa": "a\nb", "licencias": 12, "declaracion": false, "descripcion": null}"#).unwrap();
    assert_eq!(field(&sent, "empresa"), ["a\nb"]);
    assert_eq!(field(&sent, "licencias"), ["12"]);
    assert_eq!(field(&sent, "declaracion"), [""; 0]);
    assert_eq!(field(&sent, "descripcion"), [""; 0]);
}

#[test]
fn json_list_is_lines_for_list_fields_only() {
    let sent =
        json(r#"{"avisar_a": ["a@x.mx", "b@x.mx"], "otra": ["a", "b"], "cuentas": [{"alias": ["x", "y"]}]}"#)
            .unwrap();
    assert_eq!(field(&sent, "avisar_a"), ["a@x.mx\nb@x.mx"]);
    assert_eq!(field(&sent, "otra"), ["a", "b"]);
    assert_eq!(sent.answers.rows["cuentas"][0]["alias"], ["x\ny"]);
}

#[test]
fn json_empty_list_is_no_rows() {
    assert_eq!(json(r#"{"cuentas": []}"#).unwrap().answers.rows["cuentas"], Vec::<FieldValues>::new());
    assert_eq!(json(r#"{"otro": []}"#).unwrap().answers.fields["otro"], Vec::<String>::new());
}

#[test]
fn json_of_another_shape_is_rejected_with_its_pointer() {
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
fn json_value_of_another_type_is_rejected_with_its_pointer() {
    let assert_rejected = |body: &str, error: fn(String) -> ShapeError, at: &str| {
        assert_eq!(json(body), Err(BodyError::Shape(error(at.to_owned()))), "{body}");
    };
    for wrong in ["1", "true", "false", "[]", r#"["a"]"#, "{}"] {
        assert_rejected(&format!(r#"{{"empresa": {wrong}}}"#), ShapeError::Text, "/empresa");
        assert_rejected(&format!(r#"{{"telefono": {wrong}}}"#), ShapeError::Text, "/telefono");
    }
    for wrong in ["true", "[12]", "{}"] {
        assert_rejected(&format!(r#"{{"licencias": {wrong}}}"#), ShapeError::Number, "/licencias");
    }
    for wrong in ["1", r#"["si"]"#, "{}"] {
        assert_rejected(&format!(r#"{{"declaracion": {wrong}}}"#), ShapeError::Boolean, "/declaracion");
    }
    for wrong in ["1", "true", "[1]", "[null]", r#"["a", []]"#, "{}"] {
        assert_rejected(&format!(r#"{{"avisar_a": {wrong}}}"#), ShapeError::Texts, "/avisar_a");
    }
    assert_rejected(r#"{"cuentas": [{"usuario": 1}]}"#, ShapeError::Text, "/cuentas/0/usuario");
}

#[test]
fn json_rejects_syntax_errors_depth_and_repeated_names() {
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
fn syntax_error_does_not_echo_a_long_document() {
    let Err(error) = json(&format!("{{\"a\": {}x", "y".repeat(1000))) else { panic!() };
    assert!(error.to_string().len() < 300);
}

#[test]
fn parse_rejects_too_many_values() {
    let mut body = String::new();
    (0..=MAX_VALUES).for_each(|i| write!(body, "a{i}=&").unwrap());
    assert_eq!(page(&body), Err(BodyError::TooManyValues));
    assert_eq!(json(&format!("{{\"a\": [{}1]}}", "1,".repeat(MAX_VALUES))), Err(BodyError::TooManyValues));
}

#[test]
fn invalid_form_version_is_dropped() {
    assert_eq!(page("version_formulario=%3Cb%3E").unwrap().metadata.form_version, None);
}

#[test]
fn honeypot_is_metadata_and_not_an_answer() {
    let sent = page(&format!("{}&trampa=x&trampa=y", fixture::URLENCODED)).unwrap();
    assert_eq!((sent.metadata.is_honeypot_filled, &sent.answers), (true, &fixture::answers()));
    for empty in ["", "&trampa=", "&trampa=+%0A"] {
        assert!(
            !page(&format!("{}{empty}", fixture::URLENCODED)).unwrap().metadata.is_honeypot_filled,
            "{empty}"
        );
    }
    assert!(json(r#"{"trampa": true}"#).unwrap().metadata.is_honeypot_filled);
    assert!(!json(r#"{"trampa": null}"#).unwrap().metadata.is_honeypot_filled);
}

#[test]
fn opened_is_parsed_from_milliseconds_or_rfc3339() {
    let opened = |text: &str| page(&format!("pagina_vista_en={text}")).unwrap().metadata.opened;
    let moment = Some("2024-06-03T16:00:00.250Z".parse().unwrap());
    assert_eq!(opened("1717430400250"), moment);
    assert_eq!(opened("2024-06-03T10:00:00.250-06:00"), moment);
    assert_eq!(json(r#"{"pagina_vista_en": 1717430400250}"#).unwrap().metadata.opened, moment);
    for nonsense in ["", "ayer", "99999999999999999999", "9223372036854775807", "1717430400.25", "2024-06-03"]
    {
        assert_eq!(opened(nonsense), None, "{nonsense}");
    }
}
