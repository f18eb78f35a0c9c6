//! From unvalidated [`Answers`](crate::Answers) to a [`Submission`](crate::Submission).

pub(crate) mod answer;
pub(crate) mod cross_field;
pub(crate) mod submission;

use crate::form::model::Field;
use crate::form::model::message::answer_placeholders;
use crate::text::template::interpolate;

/// A broken rule: the code of its message, and the values that depend on the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuleViolation {
    pub(crate) code: &'static str,
    values: Vec<(&'static str, String)>,
}

impl From<&'static str> for RuleViolation {
    fn from(code: &'static str) -> Self {
        Self { code, values: Vec::new() }
    }
}

impl RuleViolation {
    /// Adds the value of the placeholder `name`.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// Returns the message of `field` for this rule.
    pub(crate) fn message(&self, field: &Field) -> String {
        interpolate(field.message(self.code), |name| {
            let known =
                answer_placeholders(self.code, Some(field.kind.name())).find(|known| *known == name)?;
            self.values.iter().find(|(name, _)| *name == known).map(|(_, value)| value.clone())
        })
    }
}
