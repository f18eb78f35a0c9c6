//! The JSON of problem details (RFC 9457).

use policy::FieldError;
use policy::form::confirm::SummarySection;
use serde::Serialize;

use crate::problem::{Problem, ProblemTexts};

/// The members of `application/problem+json`.
#[derive(Serialize)]
struct Details<'a> {
    #[serde(rename = "type")]
    type_uri: String,
    title: &'a str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<InvalidParam<'a>>,
    #[serde(flatten)]
    review: Option<ReviewDetails<'a>>,
    request_id: &'a str,
}

/// The members of a problem that asks for a confirmation.
#[derive(Serialize)]
struct ReviewDetails<'a> {
    #[serde(rename = "consecuencias", skip_serializing_if = "<[_]>::is_empty")]
    consequences: &'a [String],
    #[serde(rename = "avisos", skip_serializing_if = "<[_]>::is_empty")]
    warnings: &'a [String],
    #[serde(rename = "partes", skip_serializing_if = "Vec::is_empty")]
    sections: Vec<SectionDetails<'a>>,
    #[serde(rename = "confirmacion")]
    token: &'a str,
}

impl ProblemTexts {
    /// Returns the problem details of `problem`.
    ///
    /// # Errors
    ///
    /// None is known: the details always serialize.
    pub fn details(&self, problem: &Problem, request_id: &str) -> Result<String, serde_json::Error> {
        let text = self.text(problem.code);
        let detail = problem.detail.as_ref();
        serde_json::to_string(&Details {
            type_uri: self.type_uri(problem.code),
            title: &text.title,
            status: problem.code.status(),
            detail: detail.map_or(text.detail.clone(), |detail| format!("{} {detail}", text.detail)),
            errors: problem.errors.iter().map(InvalidParam::new).collect(),
            review: problem.review.as_ref().map(|review| ReviewDetails {
                consequences: &review.summary.consequences,
                warnings: &review.summary.warnings,
                sections: review.summary.sections.iter().map(SectionDetails::new).collect(),
                token: &review.token,
            }),
            request_id,
        })
    }
}

/// Answers that belong together.
#[derive(Serialize)]
struct SectionDetails<'a> {
    #[serde(rename = "titulo")]
    title: Option<&'a str>,
    #[serde(rename = "respuestas")]
    answers: Vec<AnswerDetails<'a>>,
}

#[derive(Serialize)]
struct AnswerDetails<'a> {
    #[serde(rename = "pregunta")]
    question: &'a str,
    #[serde(rename = "respuesta")]
    answer: &'a str,
}

impl<'a> SectionDetails<'a> {
    fn new(section: &'a SummarySection) -> Self {
        let answers = section.answers.iter().map(|(question, answer)| AnswerDetails { question, answer });
        Self { title: section.title.as_deref(), answers: answers.collect() }
    }
}

/// An invalid answer.
#[derive(Serialize)]
pub(crate) struct InvalidParam<'a> {
    pointer: String,
    name: String,
    code: &'a str,
    detail: &'a str,
}

impl<'a> InvalidParam<'a> {
    /// Returns the details of `error`.
    pub(crate) fn new(error: &'a FieldError) -> Self {
        let FieldError { path, code, message } = error;
        Self { pointer: path.pointer(), name: path.to_string(), code, detail: message }
    }
}
