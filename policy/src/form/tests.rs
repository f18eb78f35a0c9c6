use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::error::Path;
use crate::form::model::field::CODES;
use crate::form::model::*;
use crate::schema;
use crate::submission::Answer;
use crate::submission::answers::{Answers, FieldValues};

/// A policy with one form of one operation, whose sections are `sections`.
pub(super) fn written(sections: &Value) -> schema::Policy {
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
    let policy = crate::Policy::parse(&written(sections)).unwrap();
    policy.form("f").unwrap().operation("alta").unwrap().clone()
}

#[track_caller]
pub(super) fn faults(sections: &Value, told: &[&str]) {
    let faults = crate::Policy::parse(&written(sections)).unwrap_err();
    assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), told);
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
fn refused(operation: &Operation, once: &Value, rows: &[Value], told: &[(&str, &str)]) {
    let rejection = operation.accept(&answers(once, rows), today()).unwrap_err();
    let found = rejection.refusals.iter().map(|one| (one.place.to_string(), one.message.clone()));
    let told: Vec<_> = told.iter().map(|(place, words)| ((*place).to_owned(), (*words).to_owned())).collect();
    assert_eq!(found.collect::<Vec<_>>(), told);
}

#[track_caller]
pub(super) fn accepted(operation: &Operation, once: &Value, rows: &[Value]) -> crate::Submission {
    operation.accept(&answers(once, rows), today()).unwrap()
}

#[test]
fn the_requesters_address_is_asked_once_and_is_an_address() {
    let fields = json!([
        {"id": "correo_propio", "tipo": "correo", "etiqueta": "Correo"},
        {"id": "nombre", "tipo": "texto", "etiqueta": "Nombre", "maximo": 50},
    ]);
    let with = |requester: &str| {
        let mut written = written(&json!([{"campos": fields}]));
        written.common.requester = Some(requester.to_owned());
        crate::Policy::parse(&written)
    };
    assert_eq!(with("correo_propio").unwrap().requester(), Some("correo_propio"));
    for (wrong, told) in [
        ("correo_propo", "ningún campo de tipo «correo» se llama «correo_propo»"),
        ("nombre", "ningún campo de tipo «correo» se llama «nombre»"),
    ] {
        let faults = with(wrong).unwrap_err();
        assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), [told]);
        assert_eq!(faults[0].at, Path::default().key("comunes").key("correo_de_quien_pide"));
    }
}

/// A form of one question, `campo`, of the given kind.
fn one(mut field: Value) -> Operation {
    field["id"] = json!("campo");
    field["etiqueta"] = json!("Campo");
    operation(&json!([{"campos": [field]}]))
}

#[track_caller]
fn takes(field: Value, typed: &str, answer: Answer) {
    let submission = accepted(&one(field), &json!({"campo": typed}), &[]);
    assert_eq!(submission.answers, [("campo".to_owned(), answer)]);
}

#[track_caller]
fn says(field: Value, typed: &str, code: &str) {
    refused(&one(field), &json!({"campo": typed}), &[], &[("campo", code)]);
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

#[test]
fn every_kind_takes_what_fits_and_refuses_what_is_one_over() {
    let line = json!({"tipo": "texto", "minimo": 2, "maximo": 3, "sin": "<>"});
    takes(line.clone(), " a\u{301}b ", text("áb"));
    takes(line.clone(), "abc", text("abc"));
    says(line.clone(), "a", "corto");
    says(line.clone(), "abcd", "largo");
    says(line.clone(), "a<", "caracteres");
    says(line, " \u{200b} ", "falta");
    let paragraph = json!({"tipo": "parrafo", "minimo": 3, "maximo": 5});
    takes(paragraph.clone(), "\r\na\r\nbc", text("a\nbc"));
    says(paragraph.clone(), "a\nbcde", "largo");
    says(paragraph, "ab", "corto");
    let verbatim = json!({"tipo": "textual", "maximo": 4});
    takes(verbatim.clone(), " a\r\n ", text(" a\n "));
    says(verbatim, "abcde", "largo");
    let unit = json!({"tipo": "ruta"});
    takes(unit.clone(), "/Ventas/Norte", text("/Ventas/Norte"));
    takes(unit.clone(), &"/a".repeat(35), text(&"/a".repeat(35)));
    says(unit.clone(), &"/a".repeat(36), "niveles");
    says(unit.clone(), "Ventas", "formato");
    says(unit, "/Ventas//Norte", "formato");
}

#[test]
fn numbers_have_a_range() {
    let number = json!({"tipo": "entero", "minimo": 1, "maximo": 25});
    takes(number.clone(), "25", Answer::Number(25));
    says(number.clone(), "0", "rango");
    says(number.clone(), "26", "rango");
    says(number.clone(), "99999999999999999999", "rango");
    says(number.clone(), "2.5", "formato");
    says(number, "-1", "formato");
    let digits = json!({"tipo": "digitos", "maximo": 3});
    takes(digits.clone(), "007", text("007"));
    says(digits.clone(), "0071", "formato");
    says(digits, "1a", "formato");
}

#[test]
fn addresses_follow_the_rule_of_their_system() {
    let google = json!({"tipo": "correo", "regla": "google"});
    takes(google.clone(), "Ana@Empresa.MX", text("ana@empresa.mx"));
    says(google.clone(), "josé@empresa.mx", "acentos");
    says(google.clone(), "ana+x@empresa.mx", "caracteres");
    says(google.clone(), ".ana@empresa.mx", "punto");
    says(google.clone(), "abuse@empresa.mx", "reservado");
    says(google.clone(), &format!("{}@empresa.mx", "a".repeat(65)), "largo");
    says(google.clone(), "ana@empresa", "formato");
    says(google, "ana", "formato");
    let domain = "d".repeat(46);
    let microsoft = json!({"tipo": "correo", "regla": "microsoft"});
    let longest = format!("{}@{domain}.x", "a".repeat(50));
    takes(microsoft.clone(), &longest, text(&longest));
    says(microsoft, &format!("a@{domain}x.x"), "largo");
    takes(json!({"tipo": "correo"}), "ana+x@empresa.mx", text("ana+x@empresa.mx"));
}

#[test]
fn a_telephone_is_kept_to_dial_and_as_it_was_written() {
    let phone = Answer::Phone { e164: "+528115225000".to_owned(), typed: "81 1522 5000".to_owned() };
    takes(json!({"tipo": "telefono"}), " 81 1522 5000 ", phone);
    says(json!({"tipo": "telefono"}), "12345", "formato");
    says(json!({"tipo": "telefono"}), "01 81 1522 5000", "prefijo");
}

#[test]
fn a_date_lies_within_its_days() {
    let date = json!({"tipo": "fecha", "dias_atras": 0, "dias_adelante": 90});
    takes(date.clone(), "27/5/2024", text("2024-05-27"));
    takes(date.clone(), "25 de agosto de 2024", text("2024-08-25"));
    says(date.clone(), "26/5/2024", "antes");
    says(date.clone(), "26/8/2024", "despues");
    says(date.clone(), "27/5/24", "anio");
    says(date, "31/6/2024", "formato");
    takes(json!({"tipo": "hora"}), "9:30", text("09:30"));
    says(json!({"tipo": "hora"}), "930", "formato");
}

#[test]
fn lists_count_their_lines() {
    let emails = json!({"tipo": "correos", "minimo": 1, "maximo": 2});
    let both = Answer::List(vec!["a@x.mx".to_owned(), "b@x.mx".to_owned()]);
    takes(emails.clone(), "a@x.mx\r\n\r\nB@x.mx;a@x.mx", both);
    says(emails.clone(), "a@x.mx\nb@x.mx\nc@x.mx", "cuantos");
    says(emails, "", "falta");
    let mut line = json!({"tipo": "correos", "maximo": 2});
    line["mensajes"] = json!({"formato": "renglón {linea} de {maximo}"});
    says(line, "a@x.mx\n\nb", "renglón 3 de 2");
    let lines = json!({"tipo": "lineas", "maximo": 2});
    takes(lines.clone(), &"a".repeat(256), Answer::List(vec!["a".repeat(256)]));
    says(lines.clone(), &"a".repeat(257), "largo");
    says(lines, "a\nb\nc", "cuantos");
}

fn choices(kind: &str) -> Value {
    json!({"tipo": kind, "opciones": [
        {"id": "borrar", "etiqueta": "Borrar", "excluye": ["guardar"]},
        {"id": "guardar", "etiqueta": "Guardar"},
        {"id": "mover", "etiqueta": "Mover"},
    ]})
}

#[test]
fn a_choice_is_one_of_those_offered() {
    takes(choices("opcion"), "borrar", text("borrar"));
    says(choices("opcion"), "Borrar", "opcion");
    says(choices("seleccion"), "", "falta");
    takes(json!({"tipo": "seleccion", "opciones_de": "paises"}), "MX", text("MX"));
    takes(json!({"tipo": "seleccion", "opciones_de": "servicios"}), "vps", text("vps"));
    let mut default = choices("opcion");
    default["predeterminado"] = json!("mover");
    takes(default, "", text("mover"));
}

#[test]
fn some_choices_cannot_be_made_together() {
    let mut field = choices("opciones");
    field["mensajes"] = json!({"excluye": "{opcion} no va con {otra}"});
    let operation = one(field);
    let both = Answer::List(vec!["guardar".to_owned(), "mover".to_owned()]);
    let chosen = accepted(&operation, &json!({"campo": ["mover", "guardar"]}), &[]);
    assert_eq!(chosen.answers, [("campo".to_owned(), both)]);
    let once = json!({"campo": ["guardar", "borrar"]});
    refused(&operation, &once, &[], &[("campo", "Borrar no va con Guardar")]);
}

#[test]
fn a_confirmation_must_be_given() {
    takes(json!({"tipo": "confirmacion"}), "si", Answer::Yes);
    says(json!({"tipo": "confirmacion"}), "", "falta");
    says(json!({"tipo": "confirmacion"}), "no", "falta");
}

#[test]
fn a_field_that_comes_twice_is_refused() {
    let field = json!({"tipo": "texto", "maximo": 3});
    refused(&one(field), &json!({"campo": ["a", "b"]}), &[], &[("campo", "repetida")]);
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
fn rows_are_read_one_by_one_in_the_order_of_the_page() {
    let list = json!({"usuario": "Ventas", "tipo": "lista", "integrantes": "a@empresa.mx\nb@otra.mx"});
    let submission = accepted(&accounts(), &once(), &[json!({"usuario": "ana", "tipo": "buzon"}), list]);
    let names: Vec<&str> = submission.answers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["dominio", "acceso"]);
    let (rows, read) = &submission.rows[0];
    assert_eq!((rows.as_str(), read.len()), ("cuentas", 2));
    assert_eq!(read[1][0], ("usuario".to_owned(), text("ventas")));
    assert_eq!(read[1][2].1.texts(), ["a@empresa.mx", "b@otra.mx"]);
}

#[test]
fn every_fault_is_told_at_once_in_the_order_of_the_page() {
    let rows = [json!({"usuario": ""}), json!({"usuario": "a", "tipo": "lista"}), json!({"usuario": "A"})];
    let once = json!({"dominio": "empresa.mx", "acceso": "a@empresa.mx", "nota": "larguísima", "otro": "x"});
    let told = [
        ("cuentas.1.usuario", "falta"),
        ("cuentas.2.integrantes", "falta"),
        ("cuentas.3.usuario", "como el renglón 2"),
        ("acceso", "igual"),
        ("nota", "largo"),
        ("otro", "desconocido"),
    ];
    refused(&accounts(), &once, &rows, &told);
}

#[test]
fn there_is_one_row_at_least_and_so_many_at_most() {
    refused(&accounts(), &once(), &[], &[("cuentas", "una")]);
    let rows: Vec<Value> = (1..=4).map(|n| json!({"usuario": format!("u{n}")})).collect();
    accepted(&accounts(), &once(), &rows[..3]);
    refused(&accounts(), &once(), &rows, &[("cuentas", "hasta 3")]);
}

#[test]
fn what_does_not_apply_is_neither_asked_nor_kept() {
    let row = json!({"usuario": "ana", "tipo": "buzon", "integrantes": "nada de esto"});
    let submission = accepted(&accounts(), &once(), &[row]);
    assert_eq!(submission.rows[0].1[0].len(), 2);
}

#[test]
fn addresses_outside_the_domain_are_counted() {
    let row = json!({"usuario": "v", "tipo": "lista", "integrantes": "a@x.mx\nb@y.mx"});
    refused(&accounts(), &once(), &[row], &[("cuentas.1.integrantes", "externos")]);
    let own = json!({"usuario": "v", "tipo": "lista", "integrantes": "v@empresa.mx"});
    refused(&accounts(), &once(), &[own], &[("cuentas.1.integrantes", "igual")]);
}

#[test]
fn another_domain_is_refused_where_one_is_asked() {
    let operation = operation(&json!([{"campos": [
        {"id": "cuenta", "tipo": "correo", "etiqueta": "x"},
        {"id": "destino", "tipo": "correo", "etiqueta": "x", "mismo_dominio_que": "cuenta", "distinto_de": ["cuenta"],
            "mensajes": {"otro_dominio": "de {dominio}"}},
    ]}]));
    accepted(&operation, &json!({"cuenta": "a@x.mx", "destino": "b@x.mx"}), &[]);
    refused(&operation, &json!({"cuenta": "a@x.mx", "destino": "b@y.mx"}), &[], &[("destino", "de x.mx")]);
    refused(&operation, &json!({"cuenta": "a@x.mx", "destino": "A@x.mx"}), &[], &[("destino", "igual")]);
}

#[test]
fn a_place_has_a_name_on_the_page_and_a_pointer_in_json() {
    let place = crate::FieldPath { row: Some(("cuentas".to_owned(), 2)), field: "a/b".to_owned() };
    assert_eq!(place.to_string(), "cuentas.2.a/b");
    assert_eq!(place.pointer(), "/cuentas/1/a~1b");
}

#[test]
fn an_editor_is_told_every_fault_of_a_form() {
    let sections = json!([{"usar": "comum"}, {"campos": [
        {"id": "a", "tipo": "textp", "etiqueta": "x"},
        {"id": "b", "tipo": "texto", "etiqueta": "x"},
        {"id": "c", "tipo": "hora", "etiqueta": "x", "maximo": 4, "mensajes": {"formatto": "x"}},
        {"id": "d", "tipo": "opcion", "etiqueta": "x", "opciones_de": "paizes"},
        {"id": "e", "tipo": "usuario", "etiqueta": "x"},
        {"id": "c", "tipo": "hora", "etiqueta": "x", "cuando": {"campo": "z", "es": ["y"]}},
        {"id": "accion", "tipo": "textual", "etiqueta": "x", "maximo": 20_001},
    ]}]);
    let told = [
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
    faults(&sections, &told);
}

#[test]
fn a_condition_that_can_never_be_true_is_told() {
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
    let told = [
        "la opción «no» no existe",
        "la condición nunca se cumple: `es` no tiene ninguna respuesta",
        "la condición nunca se cumple: «b» es de tipo «hora» y no tiene opciones",
        "el campo «f» no está antes de este, y solo se puede usar uno anterior",
        "el campo «g» depende de sí mismo",
        "la condición nunca se cumple: «h» se pregunta en cada renglón de «filas»",
    ];
    faults(&sections, &told);
}

#[test]
fn a_field_in_which_something_is_wrong_is_not_missed_by_those_that_refer_to_it() {
    let sections = json!([{"campos": [
        {"id": "a", "tipo": "opcion", "etiqueta": "x", "opciones_de": "paizes"},
        {"id": "b", "tipo": "hora", "etiqueta": "x", "cuando": {"campo": "a", "es": ["MX"]}},
    ]}]);
    faults(&sections, &["la lista «paizes» no existe"]);
}

/// Nor by the table that is pasted, nor by what is looked at once more.
#[test]
fn a_question_in_which_something_is_wrong_is_there_all_the_same() {
    let mut written = written(&json!([{
        "repite": {"id": "filas", "maximo": 3, "etiqueta": "x", "agregar": "x", "quitar": "x", "uno": "x", "varios": "x",
            "mensajes": {"falta": "x", "maximo": "x"}, "pegar": {"orden": ["a", "b"], "supone": {"b": "si"}}},
        "campos": [
            {"id": "a", "tipo": "texto", "etiqueta": "A", "minimo": 9, "maximo": 8},
            {"id": "b", "tipo": "opcion", "etiqueta": "B", "opciones_de": "paizes"},
            {"id": "c", "tipo": "feccha", "etiqueta": "C"},
        ],
    }]));
    written.forms[0].operations[0].review = serde_json::from_value(json!({"fecha": "c", "consecuencias": [
        {"cuando": [{"campo": "b", "es": ["si"]}], "texto": "{a}"},
    ]}))
    .unwrap();
    let told: Vec<_> = crate::Policy::parse(&written).unwrap_err().iter().map(ToString::to_string).collect();
    let expected = [
        "`minimo` (9) es mayor que `maximo` (8)",
        "la lista «paizes» no existe",
        "el tipo de campo «feccha» no existe",
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_cannot_be_meant_is_told() {
    let choice = |id: &str, label: &str| json!({"id": id, "etiqueta": label});
    let sections = json!([{"campos": [
        {"id": "a", "tipo": "opcion", "etiqueta": "A", "opciones": [choice("b", "Uno"), choice("c", "Uno")]},
        {"id": "b", "tipo": "seleccion", "etiqueta": "B", "opciones": [choice("b", "B")], "opciones_de": "paises"},
        {"id": "c", "tipo": "texto", "etiqueta": " ", "maximo": 9, "plegado": true, "mensajes": {"falta": ""}},
        {"id": "d", "tipo": "seleccion", "etiqueta": "D", "opciones_de": "paises", "predeterminado": "MX", "plegado": true},
    ]}]);
    let told = [
        "la etiqueta «Uno» aparece dos veces",
        "`opciones` no tiene efecto: las opciones son las de `opciones_de`",
        "`etiqueta` debe ser un texto: está vacío",
        "`plegado` esconde una pregunta que hay que contestar",
        "`falta` debe ser un texto: está vacío",
    ];
    faults(&sections, &told);
}

#[test]
fn a_message_that_nothing_says_is_told() {
    let mut written = written(&json!([{"usar": "comun"}]));
    let messages = &mut written.common.messages;
    for code in ["correro.formato", "correo.formatto", "vacias", "hora.formato", "lineas.largo"] {
        messages.insert(code.to_owned(), "x".to_owned());
    }
    written.common.pasting.as_mut().unwrap().messages.insert("pendientes".to_owned(), "x".to_owned());
    let faults = crate::Policy::parse(&written).unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| format!("{fault}; {}", fault.help())).collect();
    let expected = [
        "el mensaje `correo.formatto` nunca se muestra: no existe; ¿quiso decir `correo.formato`?",
        "el mensaje `correro.formato` nunca se muestra: no existe; ¿quiso decir `correo.formato`?",
        "el mensaje `vacias` nunca se muestra: no existe; quite este mensaje: nada lo muestra",
        "el mensaje `pendientes` nunca se muestra: no existe; ¿quiso decir `pendiente`?",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_shared_section_is_taken_once() {
    faults(&json!([{"usar": "comun"}, {"usar": "comun"}]), &["la sección «comun» aparece dos veces"]);
    let own = json!({"campos": [{"id": "nota", "tipo": "hora", "etiqueta": "x"}]});
    let policy = written(&json!([own, {"usar": "comun"}]));
    let faults = crate::Policy::parse(&policy).unwrap_err();
    let form = Path::default().key("formularios").index(0).key("operaciones").index(0);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].at, form.key("secciones").index(1).key("usar"));
}

#[test]
fn a_shared_section_says_in_whose_page_a_question_is_missing() {
    let asked = json!({"campos": [{"id": "b", "tipo": "opcion", "etiqueta": "x", "opciones": [{"id": "si", "etiqueta": "x"}]}]});
    let mut policy = written(&json!([{"usar": "comun"}]));
    let field = &mut policy.common.sections.get_mut("comun").unwrap().fields[0];
    field.when = Some(schema::Condition { field: "b".to_owned(), is: vec!["si".to_owned()] });
    let operations = &mut policy.forms[0].operations;
    for (id, sections) in [("baja", json!([asked, {"usar": "comun"}])), ("f", json!([{"usar": "comun"}]))] {
        let sections = serde_json::from_value(sections).unwrap();
        operations.push(schema::Operation { id: id.to_owned(), sections, ..operations[0].clone() });
    }
    let faults = crate::Policy::parse(&policy).unwrap_err();
    let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["el campo «b» no existe en «f/alta» y «f»"]);
}

#[test]
fn a_fault_in_a_shared_section_points_to_common() {
    let mut policy = written(&json!([{"usar": "comun"}]));
    policy.common.sections.get_mut("comun").unwrap().fields[0].kind = "nada".to_owned();
    let faults = crate::Policy::parse(&policy).unwrap_err();
    let at = Path::default().key("comunes").key("secciones").key("comun").key("campos").index(0).key("tipo");
    assert_eq!(faults.iter().map(|fault| fault.at.clone()).collect::<Vec<_>>(), [at]);
}

/// What is told of the gaps in messages, a path and what was found.
fn gaps_told(written: &schema::Policy) -> Vec<(String, String)> {
    let key = |step: &crate::PathSegment| match step {
        crate::PathSegment::Key(key) => key.clone(),
        crate::PathSegment::Index(index) => index.to_string(),
    };
    let faults = crate::Policy::parse(written).err().unwrap_or_default();
    let told = faults.iter().map(|fault| {
        let path: Vec<String> = fault.at.0.iter().map(key).collect();
        (path[path.len().saturating_sub(3)..].join("."), fault.part().unwrap_or_default().to_owned())
    });
    told.collect()
}

#[track_caller]
fn gaps_are_told(written: &schema::Policy, expected: &[(&str, &str)]) {
    let told = gaps_told(written);
    assert_eq!(told.iter().map(|(at, part)| (at.as_str(), part.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn a_name_in_braces_is_one_that_its_message_fills() {
    let written = written(&json!([
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
    let told = [
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
    gaps_are_told(&written, &told);
}

#[test]
fn a_name_in_braces_of_a_shared_message_is_one_that_each_field_fills() {
    let mut written = written(&json!([{"campos": [
        {"id": "a", "tipo": "hora", "etiqueta": "A"}, {"id": "b", "tipo": "lineas", "etiqueta": "B", "maximo": 9},
    ]}]));
    let messages = [
        ("formato", "{linea}"),
        ("largo", "{linea} de {maximo}"),
        ("fecha.formato", "{lnea}"),
        ("repetida", "{valor}"),
        ("desconocido", "{valor}"),
    ];
    for (code, words) in messages {
        written.common.messages.insert(code.to_owned(), words.to_owned());
    }
    written.common.passwords.as_mut().unwrap().warning = "{campo}".to_owned();
    let pasting = written.common.pasting.as_mut().unwrap();
    pasting.title = "Pegar {vario}".to_owned();
    pasting.messages.insert("faltan".to_owned(), "{preguntas} de {varios} y {cuantas}".to_owned());
    let told = [
        ("comunes.mensajes.fecha.formato", "{lnea}"),
        ("comunes.mensajes.repetida", "{valor}"),
        ("comunes.pegado.titulo", "{vario}"),
        ("pegado.mensajes.faltan", "{cuantas}"),
        ("comunes.contrasenas.aviso", "{campo}"),
        ("comunes.mensajes.formato", "{linea}"),
    ];
    gaps_are_told(&written, &told);
}

#[test]
fn a_line_that_is_too_long_is_told_its_own_limit() {
    let mut policy =
        written(&json!([{"campos": [{"id": "a", "tipo": "lineas", "etiqueta": "A", "maximo": 9}]}]));
    policy.common.messages.insert("lineas.largo".to_owned(), "{linea}: {maximo}".to_owned());
    let policy = crate::Policy::parse(&policy).unwrap();
    let operation = policy.form("f").unwrap().operation("alta").unwrap();
    refused(operation, &json!({"a": format!("x\n{}", "y".repeat(257))}), &[], &[("a", "2: 256")]);
}
