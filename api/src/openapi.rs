//! The `OpenAPI` 3.1 description of the API, generated from the forms of the policy.
//!
//! [`body`] and [`field`] describe requests, [`answer`] describes responses, and [`sample`] generates example requests
//! that the API accepts. The description is generated when it is first requested, to keep the start of the function
//! fast, and is the same for the same policy.

pub(crate) mod answer;
pub(crate) mod body;
pub(crate) mod condition;
pub(crate) mod field;
pub(crate) mod sample;

use policy::{Form, Operation, Policy};
use serde_json::{Map, Value, json};

use crate::problem::ProblemTexts;

/// The introduction for readers.
const INTRODUCTION: &str = "Cada formulario del sitio es una operación. Un programa envía JSON y, sin `Accept: text/html`, \
    recibe JSON; las páginas envían las mismas respuestas como `application/x-www-form-urlencoded`. Los límites de \
    largo cuentan caracteres del texto normalizado (NFC, sin espacios de más ni caracteres invisibles). `null`, `\"\"` y \
    lo que no se envía valen lo mismo: sin respuesta. Lo que se responde con un folio ya está guardado.";

/// Returns the description of the API as JSON.
pub(crate) fn describe(policy: &Policy, texts: &ProblemTexts) -> Value {
    let mut paths = Map::new();
    paths.insert("/api/health".to_owned(), json!({"get": health(texts)}));
    paths.insert("/api/openapi.json".to_owned(), json!({"get": description(texts)}));
    paths.insert("/api/tickets/{folio}".to_owned(), json!({"get": confirmation(texts)}));
    for form in policy.forms() {
        for operation in &form.operations {
            let path = format!("/api/tickets/{}/{}", form.id, operation.id);
            paths.insert(path, json!({"post": request(form, operation, texts)}));
        }
    }
    let tags = policy.forms().iter().map(|form| json!({"name": form.title}));
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Solicitudes de soporte", "version": policy.version(), "description": INTRODUCTION},
        "servers": [{"url": texts.base_url()}],
        "tags": tags.collect::<Value>(),
        "paths": paths,
        "components": {
            "headers": answer::headers(),
            "schemas": {"Ticket": answer::ticket(policy), "Problem": answer::problem()},
        },
    })
}

fn health(texts: &ProblemTexts) -> Value {
    let schema = json!({
        "type": "object", "properties": {"status": {"const": "ok"}}, "required": ["status"], "additionalProperties": false,
    });
    let ok = answer::json_response("La función responde; nada se le pregunta al almacén.", &schema);
    json!({
        "operationId": "salud", "summary": "Dice si la API responde",
        "responses": answer::responses(texts, [("200", ok)], &answer::COMMON_ERROR_STATUSES),
    })
}

fn description(texts: &ProblemTexts) -> Value {
    let ok = answer::json_response("OpenAPI 3.1.", &json!({"type": "object"}));
    json!({
        "operationId": "descripcion", "summary": "Esta descripción",
        "responses": answer::responses(texts, [("200", ok)], &answer::COMMON_ERROR_STATUSES),
    })
}

fn confirmation(texts: &ProblemTexts) -> Value {
    let parameter = |place: &str, name: &str, description: &str| json!({"name": name, "in": place, "required": true, "description": description, "schema": {"type": "string"}});
    let ok = answer::json_response(
        "El comprobante, como se dio al recibir la solicitud.",
        &answer::ticket_reference(),
    );
    json!({
        "operationId": "comprobante",
        "summary": "El comprobante de una solicitud recibida",
        "description": "La dirección completa se da al recibir la solicitud. Sin su firma no hay respuesta, exista o no el folio.",
        "parameters": [
            parameter("path", "folio", "El folio, como `F37-K29-QX4`."),
            parameter("query", "t", "La firma que venía en la dirección."),
        ],
        "responses": answer::responses(texts, [("200", ok)], &answer::CONFIRMATION_ERROR_STATUSES),
    })
}

fn request(form: &Form, operation: &Operation, texts: &ProblemTexts) -> Value {
    let examples = json!({
        "minima": {"summary": "Lo indispensable", "value": sample::minimal_example(operation)},
        "completa": {"summary": "Con todo lo que se puede contestar a la vez", "value": sample::full_example(operation)},
    });
    let content = json!({"schema": body::schema(operation), "examples": examples});
    json!({
        "operationId": format!("{}-{}", form.id, operation.id),
        "tags": [form.title],
        "summary": operation.title,
        "description": operation.summary,
        "parameters": [answer::idempotency_key()],
        "requestBody": {"required": true, "content": {"application/json": content}},
        "responses": answer::responses(texts, answer::created(), &answer::SUBMIT_ERROR_STATUSES),
    })
}
