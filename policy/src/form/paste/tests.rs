use serde_json::{Value, json};

use crate::contract::MAX_TABLE_BYTES;
use crate::form::paste::*;
use crate::form::tests::{answers, faults, operation, today};

fn sections(paste: &Value) -> Value {
    json!([
        {"campos": [{"id": "dominio", "tipo": "dominio", "etiqueta": "Dominio"}]},
        {
            "repite": {
                "id": "cuentas", "maximo": 3, "etiqueta": "Cuenta {renglon}", "agregar": "x", "quitar": "x",
                "uno": "cuenta", "varios": "cuentas", "mensajes": {"falta": "falta", "maximo": "maximo"}, "pegar": paste,
            },
            "campos": [
                {"id": "tipo", "tipo": "opcion", "etiqueta": "Tipo", "opciones": [
                    {"id": "buzon", "etiqueta": "Buzón"}, {"id": "lista", "etiqueta": "Lista de correo"},
                ]},
                {"id": "usuario", "tipo": "usuario", "etiqueta": "Cuenta", "regla": "cpanel", "dominio": "dominio",
                    "unico": true, "columnas": ["Username", "Email Address"]},
                {"id": "nombre", "tipo": "texto", "etiqueta": "Nombre", "maximo": 20, "opcional": true,
                    "columnas": ["First Name"]},
                {"id": "alias", "tipo": "usuarios", "etiqueta": "Alias", "regla": "cpanel", "maximo": 5, "opcional": true},
                {"id": "cambiar", "tipo": "opcion", "etiqueta": "¿Cambia?", "opcional": true,
                    "columnas": ["Change Password at Next Sign-In"],
                    "opciones": [{"id": "si", "etiqueta": "Sí"}, {"id": "no", "etiqueta": "No"}]},
                {"id": "area", "tipo": "opcion", "etiqueta": "Área", "predeterminado": "a", "opciones": [
                    {"id": "a", "etiqueta": "A"}, {"id": "b", "etiqueta": "B"},
                ]},
            ],
        },
    ])
}

fn form() -> Operation {
    operation(&sections(&json!({"orden": ["usuario", "nombre"], "supone": {"tipo": "buzon"}})))
}

fn pasted(text: &str, rows: &[Value]) -> PasteResult {
    form().paste("cuentas", text, &answers(&json!({"dominio": "empresa.mx"}), rows), today()).unwrap()
}

/// What stands in the field `id` of each row, several values with a bar between them.
fn column(pasted: &PasteResult, id: &str) -> Vec<String> {
    pasted.rows.iter().map(|row| row.get(id).map_or(String::new(), |values| values.join("|"))).collect()
}

#[track_caller]
fn notices(pasted: &PasteResult, told: &[&str]) {
    assert_eq!(pasted.notices, told);
}

#[test]
fn a_table_without_headings_is_read_in_the_order_of_the_content() {
    let read = pasted("ana\tAna López\nbeto\tBeto", &[]);
    assert_eq!(column(&read, "usuario"), ["ana", "beto"]);
    assert_eq!(column(&read, "nombre"), ["Ana López", "Beto"]);
    assert_eq!(column(&read, "tipo"), ["buzon", "buzon"]);
    notices(&read, &["agregadas 2 cuentas", "supuesto Tipo=Buzón"]);
    assert_eq!((read.refusals, read.rest.as_str()), (vec![], ""));
}

#[test]
fn headings_stand_in_any_order_with_or_without_accents_and_brackets() {
    let read = pasted("NOMBRE;Tipo;E-mail address [Required]\nAna;lista de CORREO;ana\n;buzón;beto", &[]);
    assert_eq!(column(&read, "usuario"), ["ana", "beto"]);
    assert_eq!(column(&read, "nombre"), ["Ana", ""]);
    assert_eq!(column(&read, "tipo"), ["lista", "buzon"]);
    let understood = "encabezados E-mail address=Cuenta";
    notices(&read, &["agregadas 2 cuentas", understood]);
}

#[test]
fn a_column_of_passwords_is_thrown_away_and_told() {
    let text = "Username,Password [Required],First Name,Change Password at Next Sign-In\nana,S3creto!,Ana,TRUE\n\
                beto,S3creto!,,FALSE\ncaro,S3creto!,,\nd,S3creto!,,\ne,S3creto!,,TRUE";
    let read = pasted(text, &[]);
    assert_eq!(column(&read, "cambiar"), ["si", "no", ""]);
    assert_eq!(read.notices[1], "contrasena Password");
    assert_eq!(read.notices[2], "sobran 2 cuentas de 3 cuentas");
    assert_eq!(read.rest, "Username\tFirst Name\tChange Password at Next Sign-In\nd\t\t\ne\t\tTRUE\n");
    assert!(!format!("{read:?}").contains("S3creto"), "{read:?}");
    let kept = form().without_passwords("cuentas", text);
    assert!(kept.contains("caro") && !kept.contains("S3creto"), "{kept}");
}

#[test]
fn an_address_in_the_forms_own_domain_loses_it() {
    let read = pasted("Ana@Empresa.MX\nbeto@otra.mx", &[]);
    assert_eq!(column(&read, "usuario"), ["ana", "beto@otra.mx"]);
    let told: Vec<String> = read.refusals.iter().map(|one| format!("{} {}", one.place, one.code)).collect();
    assert_eq!(told, ["cuentas.2.usuario caracteres"]);
}

#[test]
fn what_was_written_stays_and_what_was_not_is_replaced() {
    let empty = json!({"usuario": " ", "area": "a", "nombre": ""});
    let read = pasted("beto\nana\ncaro", &[empty, json!({"usuario": "ana", "tipo": "lista"})]);
    assert_eq!(column(&read, "usuario"), ["ana", "beto", "ana"]);
    assert_eq!(read.rest, "Cuenta\ncaro\n");
    let told: Vec<String> = read.refusals.iter().map(|one| format!("{} {}", one.place, one.code)).collect();
    assert_eq!(told, ["cuentas.3.usuario repetido"], "the row that was there first is not told");
}

#[test]
fn a_cell_can_hold_several_and_what_is_no_choice_is_refused() {
    let read = pasted("usuario,alias,tipo\nana,\"a1, a2\",nada", &[]);
    assert_eq!(column(&read, "alias"), ["a1\na2"]);
    assert_eq!(read.refusals[0].code, "opcion");
}

#[test]
fn what_nobody_asked_yet_is_told_once_and_not_refused() {
    let form = operation(&sections(&json!({"orden": ["usuario"]})));
    let read = form.paste("cuentas", "ana\nbeto\tx", &answers(&json!({}), &[]), today()).unwrap();
    notices(&read, &["agregadas 2 cuentas", "sin uso 2", "faltan «Tipo»"]);
    assert_eq!(read.refusals, []);
}

#[test]
fn nothing_and_too_much_are_told_and_nothing_is_lost() {
    let read = pasted(" \n\t\n", &[json!({"usuario": "ana"})]);
    notices(&read, &["vacio"]);
    assert_eq!(column(&read, "usuario"), ["ana"]);
    notices(&pasted("Clave,Password,Pwd,Fax\n,x,,1", &[]), &["vacio", "contrasena Password", "sin uso Fax"]);
    let long = "ana\n".repeat(MAX_TABLE_BYTES / 4 + 1);
    let read = pasted(&long, &[]);
    notices(&read, &["grande 64"]);
    assert_eq!((read.rows.len(), read.rest), (0, long));
}

#[test]
fn rows_without_pegar_take_no_table() {
    let form = operation(&sections(&Value::Null));
    assert_eq!(form.paste("cuentas", "ana", &answers(&json!({}), &[]), today()), None);
    assert_eq!((form.without_passwords("cuentas", "x"), form.unread_table("cuentas")), (String::new(), None));
}

#[test]
fn content_names_fields_and_choices_that_exist() {
    let paste = json!({"orden": ["usuaro"], "supone": {"tipo": "buson", "x": "y"}});
    let told = ["el campo «usuaro» no existe", "la opción «buson» no existe", "el campo «x» no existe"];
    faults(&sections(&paste), &told);
    let mut twice = sections(&json!({"orden": ["usuario"]}));
    twice[1]["campos"][3]["columnas"] = json!(["FIRST-NAME"]);
    faults(&twice, &["el encabezado «FIRST-NAME» aparece dos veces"]);
    faults(&sections(&json!({"orden": []})), &["la lista está vacía, y se necesita al menos un elemento"]);
}
