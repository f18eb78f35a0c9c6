//! Converts a cell of a pasted table to the values that a page would send.

use crate::form::model::{Choice, Field, Kind};
use crate::submission::answers::Answers;
use crate::text::normalize;
use crate::value::{Domain, email};

/// The separators of the items in a cell.
const SEPARATORS: [char; 4] = [',', ';', '\n', '\r'];

/// Returns the values of `field` in `cell`; empty if the cell is empty.
pub(crate) fn values(field: &Field, cell: &str, answers: &Answers) -> Vec<String> {
    let items = cell.split(SEPARATORS).map(str::trim).filter(|item| !item.is_empty());
    match &field.kind {
        _ if cell.is_empty() => Vec::new(),
        Kind::Choice(choices) | Kind::Select(choices) => vec![find_choice(choices, cell)],
        Kind::Choices(choices) => items.map(|item| find_choice(choices, item)).collect(),
        Kind::Emails { .. } | Kind::UserNames { .. } | Kind::Lines { .. } => {
            vec![items.collect::<Vec<_>>().join("\n")]
        }
        Kind::UserName(_) => vec![user_name(field, cell, answers)],
        _ => vec![cell.to_owned()],
    }
}

/// Returns the choice with this `id` or label, or the yes or no that programs export; else the text, which is then
/// rejected by the form.
fn find_choice(choices: &[Choice], text: &str) -> String {
    let normalize = |text: &str| normalize::fold_accents(&normalize::line(text));
    let label = normalize(text);
    let id = match label.as_str() {
        "true" | "yes" | "verdadero" | "1" => "si",
        "false" | "falso" | "0" => "no",
        other => other,
    };
    let is_named = |choice: &&Choice| normalize(&choice.id) == id || normalize(&choice.label) == label;
    choices.iter().find(is_named).map_or(text, |choice| &choice.id).to_owned()
}

/// Returns the user name of an address in the domain of the form; else the cell.
fn user_name(field: &Field, cell: &str, answers: &Answers) -> String {
    let own = field.domain.as_ref().and_then(|domain| answers.fields.get(domain)?.first());
    let own = own.and_then(|domain| Domain::parse(domain));
    match email::split(cell) {
        Some((local, domain)) if own.is_some() && Domain::parse_strict(&domain) == own => local,
        _ => cell.to_owned(),
    }
}
