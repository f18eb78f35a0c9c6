//! Problem details (RFC 9457), as they are written.

use policy::FieldError;
use policy::form::model::SummarySection;
use serde::Serialize;

use crate::problem::{CodeWords, Problem};

/// The shape of `application/problem+json`.
#[derive(Serialize)]
pub(super) struct Details<'a> {
    #[serde(rename = "type")]
    address: String,
    title: &'a str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<RefusedAnswer<'a>>,
    #[serde(rename = "consecuencias", skip_serializing_if = "<[_]>::is_empty")]
    consequences: &'a [String],
    #[serde(rename = "avisos", skip_serializing_if = "<[_]>::is_empty")]
    warnings: &'a [String],
    #[serde(rename = "partes", skip_serializing_if = "Vec::is_empty")]
    parts: Vec<AnsweredPart<'a>>,
    #[serde(rename = "confirmacion", skip_serializing_if = "Option::is_none")]
    seal: Option<&'a str>,
    request_id: &'a str,
}

impl<'a> Details<'a> {
    /// Returns what is told of `problem`, which is explained at `address`, to whoever sent the request `request_id`.
    pub(super) fn new(
        problem: &'a Problem,
        address: String,
        words: &'a CodeWords,
        request_id: &'a str,
    ) -> Self {
        let review = problem.review.as_ref();
        let particular = problem.particular.as_ref();
        Self {
            address,
            title: &words.title,
            status: problem.code.status(),
            detail: particular
                .map_or(words.detail.clone(), |particular| format!("{} {particular}", words.detail)),
            errors: problem.refusals.iter().map(RefusedAnswer::of).collect(),
            consequences: review.map_or(&[], |review| &review.check.consequences),
            warnings: review.map_or(&[], |review| &review.check.warnings),
            parts: review
                .map_or(&[][..], |review| &review.check.parts)
                .iter()
                .map(AnsweredPart::of)
                .collect(),
            seal: review.map(|review| review.seal.as_str()),
            request_id,
        }
    }
}

/// Answers that belong together, in words.
#[derive(Serialize)]
struct AnsweredPart<'a> {
    #[serde(rename = "titulo")]
    title: Option<&'a str>,
    #[serde(rename = "respuestas")]
    answers: Vec<AnswerInWords<'a>>,
}

#[derive(Serialize)]
struct AnswerInWords<'a> {
    #[serde(rename = "pregunta")]
    question: &'a str,
    #[serde(rename = "respuesta")]
    answer: &'a str,
}

impl<'a> AnsweredPart<'a> {
    fn of(part: &'a SummarySection) -> Self {
        let answer = |(question, answer): &'a (String, String)| AnswerInWords { question, answer };
        Self { title: part.title.as_deref(), answers: part.answers.iter().map(answer).collect() }
    }
}

/// One answer that must be mended.
#[derive(Serialize)]
pub(crate) struct RefusedAnswer<'a> {
    pointer: String,
    name: String,
    code: &'a str,
    detail: &'a str,
}

impl<'a> RefusedAnswer<'a> {
    /// Returns what is told of `refusal`.
    pub(crate) fn of(refusal: &'a FieldError) -> Self {
        Self {
            pointer: refusal.place.pointer(),
            name: refusal.place.to_string(),
            code: refusal.code,
            detail: &refusal.message,
        }
    }
}
