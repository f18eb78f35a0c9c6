//! What looks like a password in an answer. None is ever asked for; whoever wrote one is told, and never stopped.

use crate::form::model::kind::Kind;
use crate::form::model::{Field, Operation};
use crate::schema;
use crate::submission::{Answer, RowAnswers, Submission};
use crate::text::normalize;

/// How a password is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passwords {
    /// Without accents, in lower case.
    words: Vec<String>,
    warning: String,
}

impl Passwords {
    pub(crate) fn new(written: &schema::Passwords) -> Self {
        let words = written.words.iter().map(|word| normalize::fold(word)).collect();
        Self { words, warning: written.warning.clone() }
    }

    /// Returns a sentence for each question whose long answer seems to hold a password, once.
    pub(crate) fn warnings(&self, operation: &Operation, submission: &Submission) -> Vec<String> {
        let once = [&submission.answers];
        let rows: Vec<&RowAnswers> =
            once.into_iter().chain(submission.rows.iter().flat_map(|(_, rows)| rows)).collect();
        let has = |field: &&Field| rows.iter().any(|row| self.is_in(field, row));
        let fields = operation.fields().map(|(_, field)| field);
        fields.filter(has).map(|field| self.warning.replace("{etiqueta}", &field.label)).collect()
    }

    fn is_in(&self, field: &Field, row: &RowAnswers) -> bool {
        let is_long = matches!(field.kind, Kind::Paragraph { .. } | Kind::Verbatim { .. });
        let own = row.iter().filter(|(id, _)| is_long && *id == field.id);
        own.filter_map(|(_, answer)| match answer {
            Answer::Text(text) => Some(normalize::fold(text)),
            _ => None,
        })
        .any(|plain| self.words.iter().any(|word| is_given(&plain, word)))
    }
}

/// Whether `word` stands in `text` with a colon or an equals sign after it, and something on the same line after that.
fn is_given(text: &str, word: &str) -> bool {
    let mut after = text.split(word).skip(1);
    after.any(|rest| {
        let rest = rest.trim_start_matches(' ').strip_prefix([':', '=']);
        rest.and_then(|value| value.lines().next()).is_some_and(|value| !value.trim().is_empty())
    })
}
