//! The API described for programs: `OpenAPI` 3.1, made from the policy's own forms.
//!
//! What a form asks is told by [`body`] and [`field`], what can come back by [`answer`], and [`sample`] makes the
//! requests that the description shows and the API takes. The description is made when it is first asked for, so that
//! no start pays for it, and is the same for the same policy.

pub(crate) mod answer;
pub(crate) mod body;
pub(crate) mod condition;
pub(crate) mod field;
pub(crate) mod sample;

use policy::{Form, Operation, Policy};
use serde_json::{Map, Value, json};

use crate::problem::Words;

/// What a reader must know before anything else.
const INTRODUCTION: &str = "Cada formulario del sitio es una operación. Un programa envía JSON y, sin `Accept: text/html`, \
    recibe JSON; las páginas envían las mismas respuestas como `application/x-www-form-urlencoded`. Los límites de \
    largo cuentan caracteres del texto normalizado (NFC, sin espacios de más ni caracteres invisibles). `null`, `\"\"` y \
    lo que no se envía valen lo mismo: sin respuesta. Lo que se responde con un folio ya está guardado.";

/// Returns the description of the API as JSON.
pub(crate) fn describe(policy: &Policy, words: &Words) -> Value {
    let mut paths = Map::new();
    paths.insert("/api/health".to_owned(), json!({"get": health(words)}));
    paths.insert("/api/openapi.json".to_owned(), json!({"get": description(words)}));
    paths.insert("/api/tickets/{folio}".to_owned(), json!({"get": confirmation(words)}));
    for form in policy.forms() {
        for operation in &form.operations {
            let path = format!("/api/tickets/{}/{}", form.id, operation.id);
            paths.insert(path, json!({"post": request(form, operation, words)}));
        }
    }
    let tags = policy.forms().iter().map(|form| json!({"name": form.title}));
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Solicitudes de soporte", "version": policy.version(), "description": INTRODUCTION},
        "servers": [{"url": words.base()}],
        "tags": tags.collect::<Value>(),
        "paths": paths,
        "components": {
            "headers": answer::headers(),
            "schemas": {"Ticket": answer::ticket(policy), "Problem": answer::problem()},
        },
    })
}

fn health(words: &Words) -> Value {
    let schema = json!({
        "type": "object", "properties": {"status": {"const": "ok"}}, "required": ["status"], "additionalProperties": false,
    });
    let fine = answer::fine("La función responde; nada se le pregunta al almacén.", &schema);
    json!({
        "operationId": "salud", "summary": "Dice si la API responde",
        "responses": answer::responses(words, [("200", fine)], &answer::OF_ANY),
    })
}

fn description(words: &Words) -> Value {
    let fine = answer::fine("OpenAPI 3.1.", &json!({"type": "object"}));
    json!({
        "operationId": "descripcion", "summary": "Esta descripción",
        "responses": answer::responses(words, [("200", fine)], &answer::OF_ANY),
    })
}

fn confirmation(words: &Words) -> Value {
    let text = |place: &str, name: &str, description: &str| json!({"name": name, "in": place, "required": true, "description": description, "schema": {"type": "string"}});
    let fine =
        answer::fine("El comprobante, como se dio al recibir la solicitud.", &answer::ticket_reference());
    json!({
        "operationId": "comprobante",
        "summary": "El comprobante de una solicitud recibida",
        "description": "La dirección completa se da al recibir la solicitud. Sin su firma no hay respuesta, exista o no el folio.",
        "parameters": [
            text("path", "folio", "El folio, como `F37-K29-QX4`."),
            text("query", "t", "La firma que venía en la dirección."),
        ],
        "responses": answer::responses(words, [("200", fine)], &answer::OF_FOLIO),
    })
}

fn request(form: &Form, operation: &Operation, words: &Words) -> Value {
    let examples = json!({
        "minima": {"summary": "Lo indispensable", "value": sample::least(operation)},
        "completa": {"summary": "Con todo lo que se puede contestar a la vez", "value": sample::most(operation)},
    });
    let content = json!({"schema": body::schema(operation), "examples": examples});
    json!({
        "operationId": format!("{}-{}", form.id, operation.id),
        "tags": [form.title],
        "summary": operation.title,
        "description": operation.summary,
        "parameters": [answer::idempotency_key()],
        "requestBody": {"required": true, "content": {"application/json": content}},
        "responses": answer::responses(words, answer::taken(), &answer::OF_REQUEST),
    })
}
