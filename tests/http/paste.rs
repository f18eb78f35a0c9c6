//! Pasted tables: the page shows the rows, and a JSON client gets them as JSON.

use serde_json::json;

use super::read_tickets;
use crate::support::folio::{Server, save_page_for_html_validation};
use crate::support::http::Response;

const ALTA: &str = "/api/tickets/gsuite/alta";

/// Google's template without the columns that are usually empty.
const GOOGLE: &str = "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],\
    Org Unit Path [Required],Change Password at Next Sign-In,Advanced Protection Program enrollment\n\
    Ana,López,ana@empresa.mx,S3creto!,/Ventas,TRUE,\n\
    Beto,,beto,S3creto!,Ventas,FALSE,\n";

fn pairs<'a>(list: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn paste(server: &Server, address: &str, more: &[(&str, &str)], table: &str) -> Response {
    let mut all = pairs(more);
    all.extend(pairs(&[("pegado.cuentas", table), ("accion", "pegar.cuentas")]));
    server.post_form(address, &all)
}

#[test]
fn paste_page_shows_rows_and_their_errors() {
    let server = Server::start();
    let more = [
        ("empresa", "Acero & Hijos"),
        ("cuentas.1.correo_principal", ""),
        ("cuentas.1.licencia", "contratada"),
    ];
    let page = paste(&server, ALTA, &more, GOOGLE);
    assert_eq!(page.status, 200, "{}", page.body);
    save_page_for_html_validation("api-pasted", &page.body);
    assert_eq!(page.input_value("cuentas.1.correo_principal").as_deref(), Some("ana@empresa.mx"));
    assert_eq!(page.input_value("cuentas.2.nombre").as_deref(), Some("Beto"));
    assert_eq!(page.input_value("empresa").as_deref(), Some("Acero &amp; Hijos"));
    let invalid = ["cuentas.2.correo_principal", "cuentas.2.apellidos", "cuentas.2.unidad_organizativa"];
    assert_eq!(page.invalid_fields(), invalid, "fields outside the table are not validated yet");
    assert!(!page.body.contains("id=\"cuentas-3\""), "the empty row was replaced");
    assert!(page.body.contains("<li>La columna Password no se leyó. No envíe contraseñas</li>"));
    assert!(!page.body.contains("S3creto"), "a password is never rendered");
    assert!(read_tickets(&server).is_empty());
}

#[test]
fn paste_json_returns_rows_notices_and_errors() {
    let server = Server::start();
    let body = "accion=pegar.cuentas&dominio=empresa.mx&cuentas.1.usuario=ya&cuentas.1.tipo_recurso=lista\
                &pegado.cuentas=Ana%40empresa.mx%0D%0Apostmaster";
    let kind = "application/x-www-form-urlencoded";
    let answer = server.post("/api/tickets/corp/alta", kind, "application/json", &[], body.as_bytes());
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    let body = answer.json();
    assert_eq!(body["cuentas"][0], json!({"usuario": "ya", "tipo_recurso": "lista"}));
    assert_eq!(body["cuentas"][1], json!({"usuario": "ana", "tipo_recurso": "buzon"}));
    assert_eq!(body["avisos"][0], "Agregamos 2 cuentas. Revise la solicitud antes de enviarla.");
    assert_eq!(body["errores"].as_array().unwrap().len(), 1);
    assert_eq!(body["errores"][0]["name"], "cuentas.3.usuario");
    assert_eq!(body["errores"][0]["pointer"], "/cuentas/2/usuario");
    assert_eq!(body["resto"], "");
    let json =
        json!({"accion": "pegar.cuentas", "pegado.cuentas": "ana@empresa.mx", "dominio": "empresa.mx"});
    assert_eq!(
        server.post_json("/api/tickets/corp/alta", &[], &json).json()["cuentas"][0],
        body["cuentas"][1]
    );
}

#[test]
fn paste_keeps_rows_over_the_limit_in_textarea() {
    let server = Server::start();
    let table: Vec<String> = (1..=52).map(|n| format!("u{n}@empresa.mx\tNombre {n}")).collect();
    let table = table.join("\n");
    let page = paste(&server, ALTA, &[("cuentas.1.correo_principal", "antes@empresa.mx")], &table);
    assert_eq!(page.status, 200);
    assert_eq!(page.input_value("cuentas.50.correo_principal").as_deref(), Some("u49@empresa.mx"));
    let (_, rest) = page.body.split_once("<textarea id=\"pegado-cuentas\"").unwrap();
    let rest = rest.split_once('>').unwrap().1.split_once("</textarea>").unwrap().0;
    assert_eq!(
        rest,
        "Correo nuevo\tNombre o nombres\nu50@empresa.mx\tNombre 50\nu51@empresa.mx\tNombre 51\nu52@empresa.mx\tNombre 52\n"
    );
    assert!(page.body.contains("quedan 3 cuentas en el recuadro"), "the page reports it");
    assert!(page.body.contains("data-fold=\"pegado.cuentas\" open=\"\""), "and the textarea is open");
    save_page_for_html_validation("api-pasted-rest", &page.body);
}

#[test]
fn submit_with_unparsed_table_returns_422_and_keeps_input() {
    let server = Server::start();
    let page = server.post_form(ALTA, &pairs(&[("empresa", "Acero"), ("pegado.cuentas", GOOGLE)]));
    assert_eq!(page.status, 422);
    assert!(page.invalid_fields().contains(&"pegado.cuentas".to_owned()), "{:?}", page.invalid_fields());
    assert!(page.body.contains("href=\"#pegado-cuentas\""));
    assert!(
        page.body.contains("beto") && !page.body.contains("S3creto"),
        "everything except the passwords stays"
    );
    let more = server.post_form(ALTA, &pairs(&[("accion", "agregar.cuentas"), ("pegado.cuentas", GOOGLE)]));
    assert!(more.body.contains("beto") && !more.body.contains("S3creto"), "also when a row is added");
}

#[test]
fn paste_into_unsupported_rows_returns_400() {
    let server = Server::start();
    for (address, rows) in [("/api/tickets/falla/falla", "cuentas"), (ALTA, "otras"), (ALTA, "")] {
        let response = server.post_form(address, &pairs(&[("accion", &format!("pegar.{rows}"))]));
        assert_eq!(response.status, 400, "{address} {rows}");
    }
}
