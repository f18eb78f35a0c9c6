//! Detects passwords in answers. Forms never ask for one; a warning does not block the request.

use crate::form::model::review::PasswordDetector;
use crate::form::model::{Field, Kind, Operation};
use crate::submission::{Answer, RowAnswers, Submission};
use crate::text::normalize;

impl PasswordDetector {
    /// Returns one warning for each question whose long answers seem to contain a password.
    pub(crate) fn warnings(&self, operation: &Operation, submission: &Submission) -> Vec<String> {
        let rows = submission.rows.iter().flat_map(|(_, rows)| rows);
        let scopes: Vec<&RowAnswers> = std::iter::once(&submission.answers).chain(rows).collect();
        let has_password = |field: &&Field| scopes.iter().any(|answers| self.is_in(field, answers));
        let is_long = |field: &&Field| matches!(field.kind, Kind::Paragraph { .. } | Kind::Verbatim { .. });
        let fields = operation.fields().map(|(_, field)| field).filter(is_long).filter(has_password);
        fields.map(|field| self.warning.replace("{etiqueta}", &field.label)).collect()
    }

    fn is_in(&self, field: &Field, answers: &RowAnswers) -> bool {
        answers.iter().any(|(id, answer)| match answer {
            Answer::Text(text) if *id == field.id => {
                let text = normalize::fold_accents(text);
                self.words.iter().any(|word| looks_like_password_assignment(&text, word))
            }
            _ => false,
        })
    }
}

/// Returns whether `word` is in `text` with a colon or an equals sign and a value after it, on the same line.
fn looks_like_password_assignment(text: &str, word: &str) -> bool {
    text.split(word).skip(1).any(|rest| {
        let value = rest.trim_start_matches(' ').strip_prefix([':', '=']);
        value.and_then(|value| value.lines().next()).is_some_and(|value| !value.trim().is_empty())
    })
}
