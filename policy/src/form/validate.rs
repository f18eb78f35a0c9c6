//! From unvalidated [`Answers`](crate::Answers) to a [`Submission`](crate::Submission).

pub(crate) mod answer;
pub(crate) mod cross_field;
pub(crate) mod rule_violation;
pub(crate) mod submission;
