//! A cell of a pasted table, made into what a page would send.

use crate::form::model::field::Field;
use crate::form::model::kind::{Choice, Kind};
use crate::submission::answers::Answers;
use crate::text::normalize;
use crate::value::{Domain, email};

/// What parts the items of a cell that holds several.
const BETWEEN: [char; 4] = [',', ';', '\n', '\r'];

/// Returns the values that `cell` gives `field`; none when it is empty.
pub(crate) fn values(field: &Field, cell: &str, answers: &Answers) -> Vec<String> {
    let items = cell.split(BETWEEN).map(str::trim).filter(|item| !item.is_empty());
    match &field.kind {
        _ if cell.is_empty() => Vec::new(),
        Kind::Choice(choices) | Kind::Select(choices) => vec![chosen(choices, cell)],
        Kind::Choices(choices) => items.map(|item| chosen(choices, item)).collect(),
        Kind::Emails { .. } | Kind::UserNames { .. } | Kind::Lines { .. } => {
            vec![items.collect::<Vec<_>>().join("\n")]
        }
        Kind::UserName(_) => vec![user_name(field, cell, answers)],
        _ => vec![cell.to_owned()],
    }
}

/// The choice that a text names by its `id` or its label, or as programs say yes and no; else the text itself, which
/// the form refuses.
fn chosen(choices: &[Choice], named: &str) -> String {
    let plain = |words: &str| normalize::fold(&normalize::line(words));
    let named_plain = plain(named);
    let meant = match named_plain.as_str() {
        "true" | "yes" | "verdadero" | "1" => "si",
        "false" | "falso" | "0" => "no",
        other => other,
    };
    let is = |choice: &&Choice| plain(&choice.id) == meant || plain(&choice.label) == named_plain;
    choices.iter().find(is).map_or_else(|| named.to_owned(), |choice| choice.id.clone())
}

/// A whole address in the form's own domain is the name before its `@`.
fn user_name(field: &Field, cell: &str, answers: &Answers) -> String {
    let own = field.domain.as_ref().and_then(|domain| answers.fields.get(domain)?.first());
    let own = own.and_then(|domain| Domain::parse(domain));
    match email::split(cell) {
        Some((local, domain)) if own.is_some() && Domain::parse_strict(&domain) == own => local,
        _ => cell.to_owned(),
    }
}
