//! What can come back: tickets, problems, and their headers.
//!
//! The problems are those that exist ([`ProblemCode::ALL`]), gathered by status, so that a new one is described by itself.

use std::collections::BTreeMap;

use policy::{Policy, TicketKind};
use serde_json::{Map, Value, json};

use crate::problem::{ProblemCode, Words};

/// The statuses with which any address can answer. A method that is not described is answered with 405.
pub(super) const OF_ANY: [u16; 2] = [405, 500];

/// The statuses of a confirmation that is not shown.
pub(super) const OF_FOLIO: [u16; 3] = [404, 405, 500];

/// The statuses of a request that is not taken.
pub(super) const OF_REQUEST: [u16; 10] = [400, 405, 409, 413, 415, 421, 422, 429, 500, 503];

/// Returns the answers of an operation: what it answers when all goes well, and the problems with `statuses`.
pub(super) fn responses<const N: usize>(
    words: &Words,
    fine: [(&str, Value); N],
    statuses: &[u16],
) -> Map<String, Value> {
    let mut responses: Map<String, Value> =
        fine.into_iter().map(|(status, answer)| (status.to_owned(), answer)).collect();
    let mut codes: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in ProblemCode::ALL {
        codes.entry(code.status()).or_default().push(code);
    }
    for (status, codes) in codes.into_iter().filter(|(status, _)| statuses.contains(status)) {
        responses.insert(status.to_string(), problems(words, status, &codes));
    }
    responses
}

/// The problems of one status: their names are anchors of a page of the site.
fn problems(words: &Words, status: u16, codes: &[ProblemCode]) -> Value {
    let told = codes.iter().map(|code| format!("`{}`: {}.", code.name(), words.of(*code).title));
    let types: Vec<String> = codes.iter().map(|code| words.address(*code)).collect();
    let schema = json!({
        "allOf": [{"$ref": "#/components/schemas/Problem"}],
        "properties": {"type": {"enum": types}, "status": {"const": status}},
    });
    let mut headers = own_headers();
    let more: &[&str] = match status {
        405 => &["Allow"],
        429 => &["Retry-After", "RateLimit", "RateLimit-Policy"],
        503 => &["Retry-After"],
        _ => &[],
    };
    headers.extend(more.iter().map(|name| ((*name).to_owned(), reference("headers", name))));
    json!({
        "description": told.collect::<Vec<_>>().join(" "),
        "headers": headers,
        "content": {"application/problem+json": {"schema": schema}, "text/html": {"schema": {"type": "string"}}},
    })
}

/// Returns an answer of JSON.
pub(super) fn fine(description: &str, schema: &Value) -> Value {
    json!({"description": description, "headers": own_headers(), "content": {"application/json": {"schema": schema}}})
}

/// Returns the answers to a request that was taken.
pub(super) fn taken() -> [(&'static str, Value); 2] {
    let mut headers = own_headers();
    for name in ["Location", "Idempotent-Replayed", "RateLimit", "RateLimit-Policy"] {
        headers.insert(name.to_owned(), reference("headers", name));
    }
    let content = json!({"application/json": {"schema": ticket_reference()}});
    [
        (
            "201",
            json!({
                "description": "La solicitud quedó guardada, ahora o la primera vez que se envió.",
                "headers": headers, "content": content,
            }),
        ),
        (
            "303",
            json!({
                "description": "Lo mismo, para quien pide una página (`Accept: text/html`): la confirmación está en `Location`.",
                "headers": headers,
            }),
        ),
    ]
}

fn own_headers() -> Map<String, Value> {
    [("X-Request-Id".to_owned(), reference("headers", "X-Request-Id"))].into_iter().collect()
}

fn reference(part: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{part}/{name}")})
}

/// Returns where [`ticket`] is told.
pub(super) fn ticket_reference() -> Value {
    reference("schemas", "Ticket")
}

/// Returns the header by which a request that is sent again makes no second ticket.
pub(super) fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "Nombra la solicitud: enviada otra vez con la misma clave, en 24 horas, se guarda una sola vez y se \
            recibe el mismo folio. Sin ella, las mismas respuestas cuentan como la misma solicitud durante diez minutos.",
        "schema": {"type": "string", "pattern": r#"^("([ !#-\[\]-~]|\\["\\]){1,255}"|[!#-+\--:<-\[\]-~]{1,255})$"#},
        "example": "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
    })
}

/// Returns every header that answers have, by name.
pub(super) fn headers() -> Value {
    let text = |required: bool, description: &str| json!({"required": required, "description": description, "schema": {"type": "string"}});
    json!({
        "X-Request-Id": text(true, "El número de la petición: con él la encuentra soporte."),
        "Location": text(true, "La dirección de la confirmación, con su firma."),
        "Idempotent-Replayed": {
            "required": false, "schema": {"const": "true"},
            "description": "La solicitud ya se había recibido: el folio es el de entonces.",
        },
        "Retry-After": {
            "required": true, "schema": {"type": "integer", "minimum": 1},
            "description": "Después de cuántos segundos conviene enviar otra vez lo mismo.",
        },
        "RateLimit": text(false, "Cuántas solicitudes más se reciben ahora de la misma dirección de red (`r`), y en cuántos segundos si ya ninguna (`t`)."),
        "RateLimit-Policy": text(false, "Cuántas se reciben (`q`) en cuántos segundos (`w`)."),
        "Allow": text(true, "Los métodos que la dirección acepta."),
    })
}

/// Returns the shape of a ticket, as a program is told of it.
pub(super) fn ticket(policy: &Policy) -> Value {
    let operations = policy.forms().iter().flat_map(|form| &form.operations);
    let mut operations: Vec<&str> = operations.map(|operation| operation.id.as_str()).collect();
    operations.sort_unstable();
    operations.dedup();
    let moment =
        |description: &str| json!({"type": "string", "format": "date-time", "description": description});
    closed(
        &json!({
            "folio": {"type": "string", "description": "El número con el que se da seguimiento."},
            "form": {"enum": policy.forms().iter().map(|form| form.id.as_str()).collect::<Vec<_>>()},
            "operation": {"enum": operations},
            "kind": {"enum": TicketKind::ALL.map(TicketKind::name)},
            "level": {"type": "string", "description": "El nivel con el que entra."},
            "received": moment("Cuándo se recibió."),
            "respond_by": moment("A más tardar cuándo responde soporte."),
            "confirmation": {"type": "string", "format": "uri-reference", "description": "La dirección de la confirmación."},
        }),
        &["folio", "form", "operation", "kind", "level", "received", "respond_by", "confirmation"],
    )
}

/// Returns the shape of a problem (RFC 9457).
pub(super) fn problem() -> Value {
    let text = |description: &str| json!({"type": "string", "description": description});
    let texts =
        |description: &str| json!({"type": "array", "items": {"type": "string"}, "description": description});
    let error = closed(
        &json!({
            "pointer": {"type": "string", "format": "json-pointer", "description": "Dónde está en lo que se envió (RFC 6901)."},
            "name": text("Cómo la llama la página, como `cuentas.2.usuario`."),
            "code": text("La regla que no cumple."),
            "detail": text("Qué hacer, en las palabras de la página."),
        }),
        &["pointer", "name", "code", "detail"],
    );
    closed(
        &json!({
            "type": {"type": "string", "format": "uri", "description": "La página que explica este problema; no cambia."},
            "title": text("Qué pasó."),
            "status": {"type": "integer"},
            "detail": text("Qué hacer."),
            "consecuencias": texts("En `por-confirmar`: qué pasará, en palabras y con fechas."),
            "avisos": texts("En `por-confirmar`: lo que parece un descuido, como una contraseña escrita."),
            "partes": parts(),
            "confirmacion": text("En `por-confirmar`: con qué se confirma justo esto, en lugar de `true`."),
            "errors": {"type": "array", "items": error, "description": "Cada respuesta que hay que corregir."},
            "request_id": text("El mismo número que está en `X-Request-Id`."),
        }),
        &["type", "title", "status", "detail", "request_id"],
    )
}

/// The answers in words, which stand beside what must be confirmed.
fn parts() -> Value {
    let text = json!({"type": "string"});
    let answer = closed(&json!({"pregunta": text, "respuesta": text}), &["pregunta", "respuesta"]);
    let answers = json!({"type": "array", "items": answer});
    let title = json!({"type": ["string", "null"]});
    let part = closed(&json!({"titulo": title, "respuestas": answers}), &["titulo", "respuestas"]);
    json!({"type": "array", "items": part, "description": "En `por-confirmar`: las respuestas, en palabras."})
}

fn closed(properties: &Value, required: &[&str]) -> Value {
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}
