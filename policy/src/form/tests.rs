use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::error::Path;
use crate::form::model::message::CODES;
use crate::form::model::*;
use crate::schema;
use crate::submission::Answer;
use crate::submission::answers::{Answers, FieldValues};
use crate::value::{Email, Phone};

/// A policy with one form of one operation, whose sections are `sections`.
pub(super) fn policy_schema(sections: &Value) -> schema::Policy {
    let operation = json!({
        "id": "alta", "tipo": "Alta", "titulo": "Alta", "resumen": "x", "enviar": "Enviar",
        "modificado": "2024-05-27", "secciones": sections,
    });
    let codes = CODES.iter().chain(&["desconocido", "repetida"]);
    let messages: serde_json::Map<String, Value> = codes.map(|code| ((*code).into(), json!(code))).collect();
    serde_json::from_value(json!({
        "version": "2024-05-27",
        "horario": {"zona": "UTC", "nombre_de_zona": "x", "abierto": [{"dias": ["lunes"], "de": "8:00", "a": "9:00"}]},
        "niveles": {"inicial": "a", "niveles": [{
            "id": "a", "nombre": "A", "prioridad": "x", "aplica": "x", "respuesta": {"tiempo": "4 h", "cuenta": "horario"},
        }]},
        "servicios": {"departamentos": [], "servicios": [{"id": "vps", "nombre": "VPS"}]},
        "listas": {"listas": {"paises": [{"id": "MX", "etiqueta": "México"}]}},
        "comunes": {"mensajes": messages, "secciones": {"comun": {"campos": [
            {"id": "nota", "tipo": "texto", "etiqueta": "Nota", "maximo": 5, "opcional": true},
        ]}},
        "contrasenas": {"palabras": ["contraseña", "password"], "aviso": "{etiqueta}: contraseña"},
        "pegado": {"titulo": "Pegar {varios}", "etiqueta": "Filas", "ayuda": "{columnas}; {maximo}", "boton": "Agregar",
            "mensajes": {
                "vacio": "vacio", "grande": "grande {maximo}", "agregadas": "agregadas {cuantas}",
                "encabezados": "encabezados {columnas}", "columna": "{columna}={etiqueta}",
                "contrasena": "contrasena {columna}", "sin_uso": "sin uso {columnas}",
                "supuesto": "supuesto {etiqueta}={opcion}", "faltan": "faltan {preguntas}",
                "sobran": "sobran {cuantas} de {maximo}", "pendiente": "pendiente",
            }},
        },
        "formularios": [{"id": "f", "titulo": "F", "operaciones": [operation]}],
    }))
    .unwrap()
}

pub(super) fn operation(sections: &Value) -> Operation {
    let policy = crate::Policy::parse(&policy_schema(sections)).unwrap();
    policy.form("f").unwrap().operation("alta").unwrap().clone()
}

#[track_caller]
pub(super) fn assert_errors(sections: &Value, expected: &[&str]) {
    let errors = crate::Policy::parse(&policy_schema(sections)).unwrap_err();
    assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
}

fn values(object: &Value) -> FieldValues {
    let texts = |value: &Value| match value {
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
        value => vec![value.as_str().unwrap().to_owned()],
    };
    object.as_object().unwrap().iter().map(|(name, value)| (name.clone(), texts(value))).collect()
}

pub(super) fn answers(once: &Value, rows: &[Value]) -> Answers {
    let rows: Vec<FieldValues> = rows.iter().map(values).collect();
    let rows = if rows.is_empty() { BTreeMap::new() } else { BTreeMap::from([("cuentas".to_owned(), rows)]) };
    Answers { fields: values(once), rows }
}

pub(super) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 5, 27).unwrap()
}

#[track_caller]
fn assert_rejected(operation: &Operation, once: &Value, rows: &[Value], expected: &[(&str, &str)]) {
    let errors = operation.validate(&answers(once, rows), today()).unwrap_err();
    let found = errors.errors.iter().map(|error| (error.path.to_string(), error.message.clone()));
    let expected: Vec<_> =
        expected.iter().map(|(path, message)| ((*path).to_owned(), (*message).to_owned())).collect();
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[track_caller]
pub(super) fn validate(operation: &Operation, once: &Value, rows: &[Value]) -> crate::Submission {
    operation.validate(&answers(once, rows), today()).unwrap()
}

#[test]
fn parse_requires_requester_to_be_an_email_field() {
    let fields = json!([
        {"id": "correo_propio", "tipo": "correo", "etiqueta": "Correo"},
        {"id": "nombre", "tipo": "texto", "etiqueta": "Nombre", "maximo": 50},
    ]);
    let with = |requester: &str| {
        let mut schema = policy_schema(&json!([{"campos": fields}]));
        schema.common.requester = Some(requester.to_owned());
        crate::Policy::parse(&schema)
    };
    assert_eq!(with("correo_propio").unwrap().requester.as_deref(), Some("correo_propio"));
    for (wrong, expected) in [
        ("correo_propo", "ningún campo de tipo «correo» se llama «correo_propo»"),
        ("nombre", "ningún campo de tipo «correo» se llama «nombre»"),
    ] {
        let errors = with(wrong).unwrap_err();
        assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
        assert_eq!(errors[0].path, Path::default().key("comunes").key("correo_de_quien_pide"));
    }
}

/// A form of one question, `campo`, of the given kind.
fn one(mut field: Value) -> Operation {
    field["id"] = json!("campo");
    field["etiqueta"] = json!("Campo");
    operation(&json!([{"campos": [field]}]))
}

#[track_caller]
fn assert_accepted(field: Value, typed: &str, answer: Answer) {
    let submission = validate(&one(field), &json!({"campo": typed}), &[]);
    assert_eq!(submission.answers, [("campo".to_owned(), answer)]);
}

#[track_caller]
fn assert_code(field: Value, typed: &str, code: &str) {
    assert_rejected(&one(field), &json!({"campo": typed}), &[], &[("campo", code)]);
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn email(text: &str) -> Answer {
    Answer::Email(Email::parse(text).unwrap())
}

#[test]
fn validate_checks_length_and_format_of_texts() {
    let line = json!({"tipo": "texto", "minimo": 2, "maximo": 3, "sin": "<>"});
    assert_accepted(line.clone(), " a\u{301}b ", text("áb"));
    assert_accepted(line.clone(), "abc", text("abc"));
    assert_code(line.clone(), "a", "corto");
    assert_code(line.clone(), "abcd", "largo");
    assert_code(line.clone(), "a<", "caracteres");
    assert_code(line, " \u{200b} ", "falta");
    let paragraph = json!({"tipo": "parrafo", "minimo": 3, "maximo": 5});
    assert_accepted(paragraph.clone(), "\r\na\r\nbc", text("a\nbc"));
    assert_code(paragraph.clone(), "a\nbcde", "largo");
    assert_code(paragraph, "ab", "corto");
    let verbatim = json!({"tipo": "textual", "maximo": 4});
    assert_accepted(verbatim.clone(), " a\r\n ", text(" a\n "));
    assert_code(verbatim, "abcde", "largo");
    let unit = json!({"tipo": "ruta"});
    assert_accepted(unit.clone(), "/Ventas/Norte", text("/Ventas/Norte"));
    assert_accepted(unit.clone(), &"/a".repeat(35), text(&"/a".repeat(35)));
    assert_code(unit.clone(), &"/a".repeat(36), "niveles");
    assert_code(unit.clone(), "Ventas", "formato");
    assert_code(unit, "/Ventas//Norte", "formato");
}

#[test]
fn validate_checks_range_of_numbers() {
    let number = json!({"tipo": "entero", "minimo": 1, "maximo": 25});
    assert_accepted(number.clone(), "25", Answer::Number(25));
    assert_code(number.clone(), "0", "rango");
    assert_code(number.clone(), "26", "rango");
    assert_code(number.clone(), "99999999999999999999", "rango");
    assert_code(number.clone(), "2.5", "formato");
    assert_code(number, "-1", "formato");
    let digits = json!({"tipo": "digitos", "maximo": 3});
    assert_accepted(digits.clone(), "007", text("007"));
    assert_code(digits.clone(), "0071", "formato");
    assert_code(digits, "1a", "formato");
}

#[test]
fn validate_checks_addresses_by_mail_system() {
    let google = json!({"tipo": "correo", "regla": "google"});
    assert_accepted(google.clone(), "Ana@Empresa.MX", email("ana@empresa.mx"));
    assert_code(google.clone(), "josé@empresa.mx", "acentos");
    assert_code(google.clone(), "ana+x@empresa.mx", "caracteres");
    assert_code(google.clone(), ".ana@empresa.mx", "punto");
    assert_code(google.clone(), "abuse@empresa.mx", "reservado");
    assert_code(google.clone(), &format!("{}@empresa.mx", "a".repeat(65)), "largo");
    assert_code(google.clone(), "ana@empresa", "formato");
    assert_code(google, "ana", "formato");
    let domain = "d".repeat(46);
    let microsoft = json!({"tipo": "correo", "regla": "microsoft"});
    let longest = format!("{}@{domain}.x", "a".repeat(50));
    assert_accepted(microsoft.clone(), &longest, email(&longest));
    assert_code(microsoft, &format!("a@{domain}x.x"), "largo");
    assert_accepted(json!({"tipo": "correo"}), "ana+x@empresa.mx", email("ana+x@empresa.mx"));
}

#[test]
fn validate_keeps_phone_as_e164_and_as_typed() {
    let phone = Answer::Phone(Phone::parse("81 1522 5000").unwrap());
    assert_accepted(json!({"tipo": "telefono"}), " 81 1522 5000 ", phone);
    assert_code(json!({"tipo": "telefono"}), "12345", "formato");
    assert_code(json!({"tipo": "telefono"}), "01 81 1522 5000", "prefijo");
}

#[test]
fn validate_checks_range_of_dates() {
    let date = json!({"tipo": "fecha", "dias_atras": 0, "dias_adelante": 90});
    assert_accepted(date.clone(), "27/5/2024", Answer::Date(today()));
    assert_accepted(
        date.clone(),
        "25 de agosto de 2024",
        Answer::Date(NaiveDate::from_ymd_opt(2024, 8, 25).unwrap()),
    );
    assert_code(date.clone(), "26/5/2024", "antes");
    assert_code(date.clone(), "26/8/2024", "despues");
    assert_code(date.clone(), "27/5/24", "anio");
    assert_code(date, "31/6/2024", "formato");
    assert_accepted(json!({"tipo": "hora"}), "9:30", text("09:30"));
    assert_code(json!({"tipo": "hora"}), "930", "formato");
}

#[test]
fn validate_counts_lines_of_lists() {
    let emails = json!({"tipo": "correos", "minimo": 1, "maximo": 2});
    let both = Answer::Emails(["a@x.mx", "b@x.mx"].map(|email| Email::parse(email).unwrap()).to_vec());
    assert_accepted(emails.clone(), "a@x.mx\r\n\r\nB@x.mx;a@x.mx", both);
    assert_code(emails.clone(), "a@x.mx\nb@x.mx\nc@x.mx", "cuantos");
    assert_code(emails, "", "falta");
    let mut line = json!({"tipo": "correos", "maximo": 2});
    line["mensajes"] = json!({"formato": "renglón {linea} de {maximo}"});
    assert_code(line, "a@x.mx\n\nb", "renglón 3 de 2");
    let lines = json!({"tipo": "lineas", "maximo": 2});
    assert_accepted(lines.clone(), &"a".repeat(256), Answer::List(vec!["a".repeat(256)]));
    assert_code(lines.clone(), &"a".repeat(257), "largo");
    assert_code(lines, "a\nb\nc", "cuantos");
}

fn choices(kind: &str) -> Value {
    json!({"tipo": kind, "opciones": [
        {"id": "borrar", "etiqueta": "Borrar", "excluye": ["guardar"]},
        {"id": "guardar", "etiqueta": "Guardar"},
        {"id": "mover", "etiqueta": "Mover"},
    ]})
}

#[test]
fn validate_rejects_unknown_choices() {
    assert_accepted(choices("opcion"), "borrar", text("borrar"));
    assert_code(choices("opcion"), "Borrar", "opcion");
    assert_code(choices("seleccion"), "", "falta");
    assert_accepted(json!({"tipo": "seleccion", "opciones_de": "paises"}), "MX", text("MX"));
    assert_accepted(json!({"tipo": "seleccion", "opciones_de": "servicios"}), "vps", text("vps"));
    let mut default = choices("opcion");
    default["predeterminado"] = json!("mover");
    assert_accepted(default, "", text("mover"));
}

#[test]
fn validate_rejects_choices_that_exclude_each_other() {
    let mut field = choices("opciones");
    field["mensajes"] = json!({"excluye": "{opcion} no va con {otra}"});
    let operation = one(field);
    let both = Answer::List(vec!["guardar".to_owned(), "mover".to_owned()]);
    let chosen = validate(&operation, &json!({"campo": ["mover", "guardar"]}), &[]);
    assert_eq!(chosen.answers, [("campo".to_owned(), both)]);
    let once = json!({"campo": ["guardar", "borrar"]});
    assert_rejected(&operation, &once, &[], &[("campo", "Borrar no va con Guardar")]);
}

#[test]
fn validate_requires_confirmation() {
    assert_accepted(json!({"tipo": "confirmacion"}), "si", Answer::Yes);
    assert_code(json!({"tipo": "confirmacion"}), "", "falta");
    assert_code(json!({"tipo": "confirmacion"}), "no", "falta");
}

#[test]
fn validate_rejects_repeated_fields() {
    let field = json!({"tipo": "texto", "maximo": 3});
    assert_rejected(&one(field), &json!({"campo": ["a", "b"]}), &[], &[("campo", "repetida")]);
}

/// A domain for the request and, in each row, a user name with a condition, a destination and a second address.
fn accounts() -> Operation {
    operation(&json!([
        {"campos": [{"id": "dominio", "tipo": "dominio", "etiqueta": "x"}]},
        {
            "repite": {
                "id": "cuentas", "maximo": 3, "etiqueta": "x", "agregar": "x", "quitar": "x", "uno": "cuenta",
                "varios": "cuentas", "mensajes": {"falta": "una", "maximo": "hasta {maximo}"},
            },
            "campos": [
                {"id": "usuario", "tipo": "usuario", "regla": "cpanel", "dominio": "dominio", "unico": true, "etiqueta": "x",
                    "mensajes": {"repetido": "como el renglón {renglon}"}},
                {"id": "tipo", "tipo": "opcion", "etiqueta": "x", "predeterminado": "buzon", "opciones": [
                    {"id": "buzon", "etiqueta": "x"}, {"id": "lista", "etiqueta": "y"},
                ]},
                {"id": "integrantes", "tipo": "correos", "minimo": 1, "maximo": 5, "dominio": "dominio", "externos": 1,
                    "distinto_de": ["usuario"], "etiqueta": "x", "cuando": {"campo": "tipo", "es": ["lista"]}},
            ],
        },
        {"campos": [{"id": "acceso", "tipo": "correo", "etiqueta": "x", "distinto_de": ["cuentas.usuario"]}]},
        {"usar": "comun"},
    ]))
}

fn once() -> Value {
    json!({"dominio": "empresa.mx", "acceso": "ana@otra.mx"})
}

#[test]
fn validate_returns_rows_in_page_order() {
    let list = json!({"usuario": "Ventas", "tipo": "lista", "integrantes": "a@empresa.mx\nb@otra.mx"});
    let submission = validate(&accounts(), &once(), &[json!({"usuario": "ana", "tipo": "buzon"}), list]);
    let names: Vec<&str> = submission.answers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["dominio", "acceso"]);
    let (rows, read) = &submission.rows[0];
    assert_eq!((rows.as_str(), read.len()), ("cuentas", 2));
    assert_eq!(read[1][0], ("usuario".to_owned(), text("ventas")));
    assert_eq!(read[1][2].1.texts(), ["a@empresa.mx", "b@otra.mx"]);
}

#[test]
fn validate_returns_all_errors_in_page_order() {
    let rows = [json!({"usuario": ""}), json!({"usuario": "a", "tipo": "lista"}), json!({"usuario": "A"})];
    let once = json!({"dominio": "empresa.mx", "acceso": "a@empresa.mx", "nota": "larguísima", "otro": "x"});
    let expected = [
        ("cuentas.1.usuario", "falta"),
        ("cuentas.2.integrantes", "falta"),
        ("cuentas.3.usuario", "como el renglón 2"),
        ("acceso", "igual"),
        ("nota", "largo"),
        ("otro", "desconocido"),
    ];
    assert_rejected(&accounts(), &once, &rows, &expected);
}

#[test]
fn validate_checks_number_of_rows() {
    assert_rejected(&accounts(), &once(), &[], &[("cuentas", "una")]);
    let rows: Vec<Value> = (1..=4).map(|n| json!({"usuario": format!("u{n}")})).collect();
    validate(&accounts(), &once(), &rows[..3]);
    assert_rejected(&accounts(), &once(), &rows, &[("cuentas", "hasta 3")]);
}

#[test]
fn validate_ignores_fields_that_do_not_apply() {
    let row = json!({"usuario": "ana", "tipo": "buzon", "integrantes": "nada de esto"});
    let submission = validate(&accounts(), &once(), &[row]);
    assert_eq!(submission.rows[0].1[0].len(), 2);
}

#[test]
fn validate_limits_addresses_outside_the_domain() {
    let row = json!({"usuario": "v", "tipo": "lista", "integrantes": "a@x.mx\nb@y.mx"});
    assert_rejected(&accounts(), &once(), &[row], &[("cuentas.1.integrantes", "externos")]);
    let own = json!({"usuario": "v", "tipo": "lista", "integrantes": "v@empresa.mx"});
    assert_rejected(&accounts(), &once(), &[own], &[("cuentas.1.integrantes", "igual")]);
}

#[test]
fn validate_requires_same_domain_and_different_address() {
    let operation = operation(&json!([{"campos": [
        {"id": "cuenta", "tipo": "correo", "etiqueta": "x"},
        {"id": "destino", "tipo": "correo", "etiqueta": "x", "mismo_dominio_que": "cuenta", "distinto_de": ["cuenta"],
            "mensajes": {"otro_dominio": "de {dominio}"}},
    ]}]));
    validate(&operation, &json!({"cuenta": "a@x.mx", "destino": "b@x.mx"}), &[]);
    assert_rejected(
        &operation,
        &json!({"cuenta": "a@x.mx", "destino": "b@y.mx"}),
        &[],
        &[("destino", "de x.mx")],
    );
    assert_rejected(
        &operation,
        &json!({"cuenta": "a@x.mx", "destino": "A@x.mx"}),
        &[],
        &[("destino", "igual")],
    );
}

#[test]
fn field_path_has_control_name_and_json_pointer() {
    let path = crate::FieldPath { row: Some(("cuentas".to_owned(), 2)), field: "a/b".to_owned() };
    assert_eq!(path.to_string(), "cuentas.2.a/b");
    assert_eq!(path.pointer(), "/cuentas/1/a~1b");
}

#[test]
fn parse_reports_all_errors_of_a_form() {
    let sections = json!([{"usar": "comum"}, {"campos": [
        {"id": "a", "tipo": "textp", "etiqueta": "x"},
        {"id": "b", "tipo": "texto", "etiqueta": "x"},
        {"id": "c", "tipo": "hora", "etiqueta": "x", "maximo": 4, "mensajes": {"formatto": "x"}},
        {"id": "d", "tipo": "opcion", "etiqueta": "x", "opciones_de": "paizes"},
        {"id": "e", "tipo": "usuario", "etiqueta": "x"},
        {"id": "c", "tipo": "hora", "etiqueta": "x", "cuando": {"campo": "z", "es": ["y"]}},
        {"id": "accion", "tipo": "textual", "etiqueta": "x", "maximo": 20_001},
    ]}]);
    let expected = [
        "la sección «comum» no existe",
        "el tipo de campo «textp» no existe",
        "falta `maximo`: dice hasta dónde puede llegar la respuesta",
        "`maximo` no tiene efecto en un campo de tipo «hora»",
        "el mensaje `formatto` nunca se muestra: este campo no tiene esa regla",
        "la lista «paizes» no existe",
        "falta `regla`: un nombre de cuenta sigue la regla de un sistema de correo",
        "el campo «c» aparece dos veces",
        "el campo «z» no existe",
        "«accion» es un nombre que el formulario usa para sí mismo",
        "20001 es más de lo que cabe en una respuesta: el máximo es 20000",
    ];
    assert_errors(&sections, &expected);
}

#[test]
fn parse_reports_conditions_that_never_hold() {
    let choice = |id: &str| json!({"id": id, "tipo": "opcion", "etiqueta": "x", "opciones": [{"id": "si", "etiqueta": "x"}]});
    let when = |id: &str, field: &str, is: &[&str]| json!({"id": id, "tipo": "hora", "etiqueta": "x", "cuando": {"campo": field, "es": is}});
    let rows = json!({"id": "filas", "maximo": 3, "etiqueta": "x", "agregar": "x", "quitar": "x", "uno": "x", "varios": "x",
        "mensajes": {"falta": "x", "maximo": "x"}});
    let sections = json!([
        {"campos": [choice("a"), when("b", "a", &["no"]), when("c", "a", &[]), when("d", "b", &["si"])]},
        {"campos": [when("e", "f", &["si"]), choice("f"), when("g", "g", &["si"])]},
        {"repite": rows, "campos": [choice("h"), when("i", "h", &["si"]), when("j", "a", &["si"])]},
        {"campos": [when("k", "h", &["si"])]},
    ]);
    let expected = [
        "la opción «no» no existe",
        "la condición nunca se cumple: `es` no tiene ninguna respuesta",
        "la condición nunca se cumple: «b» es de tipo «hora» y no tiene opciones",
        "el campo «f» no está antes de este, y solo se puede usar uno anterior",
        "el campo «g» depende de sí mismo",
        "la condición nunca se cumple: «h» se pregunta en cada renglón de «filas»",
    ];
    assert_errors(&sections, &expected);
}

#[test]
fn parse_accepts_conditions_on_invalid_fields() {
    let sections = json!([{"campos": [
        {"id": "a", "tipo": "opcion", "etiqueta": "x", "opciones_de": "paizes"},
        {"id": "b", "tipo": "hora", "etiqueta": "x", "cuando": {"campo": "a", "es": ["MX"]}},
    ]}]);
    assert_errors(&sections, &["la lista «paizes» no existe"]);
}

#[test]
fn parse_accepts_paste_and_review_on_invalid_fields() {
    let mut schema = policy_schema(&json!([{
        "repite": {"id": "filas", "maximo": 3, "etiqueta": "x", "agregar": "x", "quitar": "x", "uno": "x", "varios": "x",
            "mensajes": {"falta": "x", "maximo": "x"}, "pegar": {"orden": ["a", "b"], "supone": {"b": "si"}}},
        "campos": [
            {"id": "a", "tipo": "texto", "etiqueta": "A", "minimo": 9, "maximo": 8},
            {"id": "b", "tipo": "opcion", "etiqueta": "B", "opciones_de": "paizes"},
            {"id": "c", "tipo": "feccha", "etiqueta": "C"},
        ],
    }]));
    schema.forms[0].operations[0].review = serde_json::from_value(json!({"fecha": "c", "consecuencias": [
        {"cuando": [{"campo": "b", "es": ["si"]}], "texto": "{a}"},
    ]}))
    .unwrap();
    let messages: Vec<_> =
        crate::Policy::parse(&schema).unwrap_err().iter().map(ToString::to_string).collect();
    let expected = [
        "`minimo` (9) es mayor que `maximo` (8)",
        "la lista «paizes» no existe",
        "el tipo de campo «feccha» no existe",
    ];
    assert_eq!(messages, expected);
}

#[test]
fn parse_reports_duplicate_labels_and_blank_texts() {
    let choice = |id: &str, label: &str| json!({"id": id, "etiqueta": label});
    let sections = json!([{"campos": [
        {"id": "a", "tipo": "opcion", "etiqueta": "A", "opciones": [choice("b", "Uno"), choice("c", "Uno")]},
        {"id": "b", "tipo": "seleccion", "etiqueta": "B", "opciones": [choice("b", "B")], "opciones_de": "paises"},
        {"id": "c", "tipo": "texto", "etiqueta": " ", "maximo": 9, "plegado": true, "mensajes": {"falta": ""}},
        {"id": "d", "tipo": "seleccion", "etiqueta": "D", "opciones_de": "paises", "predeterminado": "MX", "plegado": true},
    ]}]);
    let expected = [
        "la etiqueta «Uno» aparece dos veces",
        "`opciones` no tiene efecto: las opciones son las de `opciones_de`",
        "`etiqueta` debe ser un texto: está vacío",
        "`plegado` esconde una pregunta que hay que contestar",
        "`falta` debe ser un texto: está vacío",
    ];
    assert_errors(&sections, &expected);
}

#[test]
fn parse_reports_unused_common_messages() {
    let mut schema = policy_schema(&json!([{"usar": "comun"}]));
    let messages = &mut schema.common.messages;
    for code in ["correro.formato", "correo.formatto", "vacias", "hora.formato", "lineas.largo"] {
        messages.insert(code.to_owned(), "x".to_owned());
    }
    schema.common.pasting.as_mut().unwrap().messages.insert("pendientes".to_owned(), "x".to_owned());
    let errors = crate::Policy::parse(&schema).unwrap_err();
    let messages: Vec<_> = errors.iter().map(|error| format!("{error}; {}", error.help())).collect();
    let expected = [
        "el mensaje `correo.formatto` nunca se muestra: no existe; ¿quiso decir `correo.formato`?",
        "el mensaje `correro.formato` nunca se muestra: no existe; ¿quiso decir `correo.formato`?",
        "el mensaje `vacias` nunca se muestra: no existe; quite este mensaje: nada lo muestra",
        "el mensaje `pendientes` nunca se muestra: no existe; ¿quiso decir `pendiente`?",
    ];
    assert_eq!(messages, expected);
}

#[test]
fn parse_reports_shared_section_reused_twice() {
    assert_errors(&json!([{"usar": "comun"}, {"usar": "comun"}]), &["la sección «comun» aparece dos veces"]);
    let own = json!({"campos": [{"id": "nota", "tipo": "hora", "etiqueta": "x"}]});
    let schema = policy_schema(&json!([own, {"usar": "comun"}]));
    let errors = crate::Policy::parse(&schema).unwrap_err();
    let form = Path::default().key("formularios").index(0).key("operaciones").index(0);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].path, form.key("secciones").index(1).key("usar"));
}

#[test]
fn parse_names_operations_without_a_referenced_field() {
    let asked = json!({"campos": [{"id": "b", "tipo": "opcion", "etiqueta": "x", "opciones": [{"id": "si", "etiqueta": "x"}]}]});
    let mut schema = policy_schema(&json!([{"usar": "comun"}]));
    let field = &mut schema.common.sections.get_mut("comun").unwrap().fields[0];
    field.when = Some(schema::Condition { field: "b".to_owned(), is: vec!["si".to_owned()] });
    let operations = &mut schema.forms[0].operations;
    for (id, sections) in [("baja", json!([asked, {"usar": "comun"}])), ("f", json!([{"usar": "comun"}]))] {
        let sections = serde_json::from_value(sections).unwrap();
        operations.push(schema::Operation { id: id.to_owned(), sections, ..operations[0].clone() });
    }
    let errors = crate::Policy::parse(&schema).unwrap_err();
    let messages: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(messages, ["el campo «b» no existe en «f/alta» y «f»"]);
}

#[test]
fn parse_locates_shared_section_errors_in_common() {
    let mut schema = policy_schema(&json!([{"usar": "comun"}]));
    schema.common.sections.get_mut("comun").unwrap().fields[0].kind = "nada".to_owned();
    let errors = crate::Policy::parse(&schema).unwrap_err();
    let at = Path::default().key("comunes").key("secciones").key("comun").key("campos").index(0).key("tipo");
    assert_eq!(errors.iter().map(|error| error.path.clone()).collect::<Vec<_>>(), [at]);
}

/// Returns the last segments of the path of each error, and the placeholder.
fn placeholder_errors(schema: &schema::Policy) -> Vec<(String, String)> {
    let key = |step: &crate::PathSegment| match step {
        crate::PathSegment::Key(key) => key.clone(),
        crate::PathSegment::Index(index) => index.to_string(),
    };
    let errors = crate::Policy::parse(schema).err().unwrap_or_default();
    let found = errors.iter().map(|error| {
        let path: Vec<String> = error.path.0.iter().map(key).collect();
        (
            path[path.len().saturating_sub(3)..].join("."),
            error.offending_part().unwrap_or_default().to_owned(),
        )
    });
    found.collect()
}

#[track_caller]
fn assert_placeholder_errors(schema: &schema::Policy, expected: &[(&str, &str)]) {
    let found = placeholder_errors(schema);
    assert_eq!(found.iter().map(|(at, part)| (at.as_str(), part.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn parse_reports_unknown_placeholders_of_own_messages() {
    let schema = policy_schema(&json!([
        {"campos": [
            {"id": "a", "tipo": "texto", "etiqueta": "A", "ayuda": "Hasta {maximo}, como {ejemplo}.", "maximo": 9, "unico": true, "mensajes": {
                "falta": "{etiqueta}", "largo": "{mínimo} {maximo}", "repetido": "{renglon} {linea}",
            }},
            {"id": "b", "tipo": "hora", "etiqueta": "B", "mensajes": {"formato": "{maximo} {minimo", "falta": "{{etiqueta}}"}},
            {"id": "c", "tipo": "correos", "etiqueta": "C", "maximo": 9, "mensajes": {"formato": "{linea} {externos}"}},
        ]},
        {
            "repite": {"id": "filas", "maximo": 3, "etiqueta": "Fila {reglon}", "agregar": "{renglon}", "quitar": "{renglon}",
                "uno": "x", "varios": "x", "mensajes": {"falta": "x", "maximo": "{maximo} {renglon}"}},
            "campos": [{"id": "d", "tipo": "hora", "etiqueta": "D"}],
        },
    ]));
    let expected = [
        ("campos.0.ayuda", "{maximo}"),
        ("0.mensajes.largo", "{mínimo}"),
        ("0.mensajes.repetido", "{linea}"),
        ("1.mensajes.falta", "{{etiqueta}}"),
        ("1.mensajes.formato", "{maximo}"),
        ("2.mensajes.formato", "{externos}"),
        ("1.repite.etiqueta", "{reglon}"),
        ("1.repite.agregar", "{renglon}"),
        ("repite.mensajes.maximo", "{renglon}"),
    ];
    assert_placeholder_errors(&schema, &expected);
}

#[test]
fn parse_reports_unknown_placeholders_of_common_messages() {
    let mut schema = policy_schema(&json!([{"campos": [
        {"id": "a", "tipo": "hora", "etiqueta": "A"}, {"id": "b", "tipo": "lineas", "etiqueta": "B", "maximo": 9},
    ]}]));
    let messages = [
        ("formato", "{linea}"),
        ("largo", "{linea} de {maximo}"),
        ("fecha.formato", "{lnea}"),
        ("repetida", "{valor}"),
        ("desconocido", "{valor}"),
    ];
    for (code, text) in messages {
        schema.common.messages.insert(code.to_owned(), text.to_owned());
    }
    schema.common.passwords.as_mut().unwrap().warning = "{campo}".to_owned();
    let pasting = schema.common.pasting.as_mut().unwrap();
    pasting.title = "Pegar {vario}".to_owned();
    pasting.messages.insert("faltan".to_owned(), "{preguntas} de {varios} y {cuantas}".to_owned());
    let expected = [
        ("comunes.mensajes.fecha.formato", "{lnea}"),
        ("comunes.mensajes.repetida", "{valor}"),
        ("comunes.pegado.titulo", "{vario}"),
        ("pegado.mensajes.faltan", "{cuantas}"),
        ("comunes.contrasenas.aviso", "{campo}"),
        ("comunes.mensajes.formato", "{linea}"),
    ];
    assert_placeholder_errors(&schema, &expected);
}

#[test]
fn validate_reports_maximum_length_of_long_lines() {
    let mut schema =
        policy_schema(&json!([{"campos": [{"id": "a", "tipo": "lineas", "etiqueta": "A", "maximo": 9}]}]));
    schema.common.messages.insert("lineas.largo".to_owned(), "{linea}: {maximo}".to_owned());
    let policy = crate::Policy::parse(&schema).unwrap();
    let operation = policy.form("f").unwrap().operation("alta").unwrap();
    assert_rejected(operation, &json!({"a": format!("x\n{}", "y".repeat(257))}), &[], &[("a", "2: 256")]);
}
