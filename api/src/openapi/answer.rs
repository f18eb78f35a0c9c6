//! Responses: tickets, problems, and their headers.
//!
//! The problems are those of [`ProblemCode::ALL`], grouped by status, so that a new one is included.

use std::collections::BTreeMap;

use policy::{Policy, TicketKind};
use serde_json::{Map, Value, json};

use crate::problem::{ProblemCode, ProblemTexts};

/// The error statuses of every address; 405 is for methods that are not described.
pub(super) const COMMON_ERROR_STATUSES: [u16; 2] = [405, 500];

/// The error statuses of a confirmation.
pub(super) const CONFIRMATION_ERROR_STATUSES: [u16; 3] = [404, 405, 500];

/// The error statuses of a submission.
pub(super) const SUBMIT_ERROR_STATUSES: [u16; 10] = [400, 405, 409, 413, 415, 421, 422, 429, 500, 503];

/// Returns the responses of an operation: those of `success`, and the problems with `statuses`.
pub(super) fn responses<const N: usize>(
    texts: &ProblemTexts,
    success: [(&str, Value); N],
    statuses: &[u16],
) -> Map<String, Value> {
    let mut responses: Map<String, Value> =
        success.into_iter().map(|(status, response)| (status.to_owned(), response)).collect();
    let mut codes: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in ProblemCode::ALL {
        codes.entry(code.status()).or_default().push(code);
    }
    for (status, codes) in codes.into_iter().filter(|(status, _)| statuses.contains(status)) {
        responses.insert(status.to_string(), problem_response(texts, status, &codes));
    }
    responses
}

/// Returns the response for the problems of one status.
fn problem_response(texts: &ProblemTexts, status: u16, codes: &[ProblemCode]) -> Value {
    let titles = codes.iter().map(|code| format!("`{}`: {}.", code.name(), texts.text(*code).title));
    let types: Vec<String> = codes.iter().map(|code| texts.type_uri(*code)).collect();
    let schema = json!({
        "allOf": [{"$ref": "#/components/schemas/Problem"}],
        "properties": {"type": {"enum": types}, "status": {"const": status}},
    });
    let mut headers = common_headers();
    let more: &[&str] = match status {
        405 => &["Allow"],
        429 => &["Retry-After", "RateLimit", "RateLimit-Policy"],
        503 => &["Retry-After"],
        _ => &[],
    };
    headers.extend(more.iter().map(|name| ((*name).to_owned(), reference("headers", name))));
    json!({
        "description": titles.collect::<Vec<_>>().join(" "),
        "headers": headers,
        "content": {"application/problem+json": {"schema": schema}, "text/html": {"schema": {"type": "string"}}},
    })
}

/// Returns a response of JSON.
pub(super) fn json_response(description: &str, schema: &Value) -> Value {
    json!({"description": description, "headers": common_headers(), "content": {"application/json": {"schema": schema}}})
}

/// Returns the responses to an accepted submission.
pub(super) fn created() -> [(&'static str, Value); 2] {
    let mut headers = common_headers();
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

fn common_headers() -> Map<String, Value> {
    [("X-Request-Id".to_owned(), reference("headers", "X-Request-Id"))].into_iter().collect()
}

fn reference(part: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{part}/{name}")})
}

/// Returns a reference to the schema of [`ticket`].
pub(super) fn ticket_reference() -> Value {
    reference("schemas", "Ticket")
}

/// Returns the `Idempotency-Key` header, which keeps a repeated request from creating a second ticket.
pub(super) fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "Nombra la solicitud: enviada otra vez con la misma clave, en 24 horas, se guarda una sola vez y se \
            recibe el mismo folio. Sin ella, las mismas respuestas cuentan como la misma solicitud durante diez minutos.",
        "schema": {"type": "string", "pattern": r#"^("([ !#-\[\]-~]|\\["\\]){1,255}"|[!#-+\--:<-\[\]-~]{1,255})$"#},
        "example": "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
    })
}

/// Returns the headers of all responses, by name.
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

/// Returns the schema of a ticket.
pub(super) fn ticket(policy: &Policy) -> Value {
    let operations = policy.forms().iter().flat_map(|form| &form.operations);
    let mut operations: Vec<&str> = operations.map(|operation| operation.id.as_str()).collect();
    operations.sort_unstable();
    operations.dedup();
    let time =
        |description: &str| json!({"type": "string", "format": "date-time", "description": description});
    closed_object(
        &json!({
            "folio": {"type": "string", "description": "El número con el que se da seguimiento."},
            "form": {"enum": policy.forms().iter().map(|form| form.id.as_str()).collect::<Vec<_>>()},
            "operation": {"enum": operations},
            "kind": {"enum": TicketKind::ALL.map(TicketKind::name)},
            "level": {"type": "string", "description": "El nivel con el que entra."},
            "received": time("Cuándo se recibió."),
            "respond_by": time("A más tardar cuándo responde soporte."),
            "confirmation": {"type": "string", "format": "uri-reference", "description": "La dirección de la confirmación."},
        }),
        &["folio", "form", "operation", "kind", "level", "received", "respond_by", "confirmation"],
    )
}

/// Returns the schema of a problem (RFC 9457).
pub(super) fn problem() -> Value {
    let text = |description: &str| json!({"type": "string", "description": description});
    let texts =
        |description: &str| json!({"type": "array", "items": {"type": "string"}, "description": description});
    let error = closed_object(
        &json!({
            "pointer": {"type": "string", "format": "json-pointer", "description": "Dónde está en lo que se envió (RFC 6901)."},
            "name": text("Cómo la llama la página, como `cuentas.2.usuario`."),
            "code": text("La regla que no cumple."),
            "detail": text("Qué hacer, en las palabras de la página."),
        }),
        &["pointer", "name", "code", "detail"],
    );
    closed_object(
        &json!({
            "type": {"type": "string", "format": "uri", "description": "La página que explica este problema; no cambia."},
            "title": text("Qué pasó."),
            "status": {"type": "integer"},
            "detail": text("Qué hacer."),
            "consecuencias": texts("En `por-confirmar`: qué pasará, en palabras y con fechas."),
            "avisos": texts("En `por-confirmar`: lo que parece un descuido, como una contraseña escrita."),
            "partes": sections(),
            "confirmacion": text("En `por-confirmar`: con qué se confirma justo esto, en lugar de `true`."),
            "errors": {"type": "array", "items": error, "description": "Cada respuesta que hay que corregir."},
            "request_id": text("El mismo número que está en `X-Request-Id`."),
        }),
        &["type", "title", "status", "detail", "request_id"],
    )
}

/// Returns the schema of the answers that must be confirmed.
fn sections() -> Value {
    let text = json!({"type": "string"});
    let answer = closed_object(&json!({"pregunta": text, "respuesta": text}), &["pregunta", "respuesta"]);
    let answers = json!({"type": "array", "items": answer});
    let title = json!({"type": ["string", "null"]});
    let section = closed_object(&json!({"titulo": title, "respuestas": answers}), &["titulo", "respuestas"]);
    json!({"type": "array", "items": section, "description": "En `por-confirmar`: las respuestas, en palabras."})
}

/// Returns the schema of an object without other properties.
fn closed_object(properties: &Value, required: &[&str]) -> Value {
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}
