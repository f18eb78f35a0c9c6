//! A question, parsed from what an editor wrote.

use std::collections::BTreeMap;

use crate::error::{ErrorCollector, Location};
pub(crate) use crate::form::build::choice::check_choices;
use crate::form::build::choice::read_default;
use crate::form::build::kind::{check_idle_keys, read_kind};
#[cfg(test)]
pub(crate) use crate::form::build::messages::CODES;
use crate::form::build::messages::read_messages;
pub(crate) use crate::form::build::messages::{check_codes, check_messages, of_answer};
use crate::form::build::reference::check_references;
pub(crate) use crate::form::build::reference::{Others, read_condition};
use crate::form::model::Shared;
use crate::form::model::kind::Kind;
use crate::schema;
use crate::submission::Answer;
use crate::text::spanish;
use crate::text::template::check_plain;

/// A question and the rules of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name in what is sent.
    pub id: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The question.
    pub label: String,
    /// What helps to answer it.
    pub hint: Option<String>,
    /// Whether it may be left without an answer.
    pub optional: bool,
    /// Whether it is shown folded, with the section's other optional questions.
    pub folded: bool,
    /// When it is asked at all.
    pub when: Option<Condition>,
    /// The field that holds the domain of its addresses.
    pub domain: Option<String>,
    /// How many addresses of a list may lie outside that domain.
    pub external: Option<u32>,
    /// Fields from whose answers this one must differ.
    pub differs_from: Vec<String>,
    /// The field whose address has the domain that this one must have.
    pub same_domain_as: Option<String>,
    /// Whether no two rows may have the same answer.
    pub unique: bool,
    /// The choice that is made until the visitor makes another.
    pub default: Option<String>,
    /// What a browser may fill in of itself.
    pub autocomplete: Option<String>,
    columns: Vec<String>,
    messages: BTreeMap<&'static str, String>,
}

/// A field is asked only when another has one of these answers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Condition {
    /// An earlier field: of the same row, or of the request.
    pub field: String,
    /// The choices of that field under which this one is asked.
    pub is: Vec<String>,
}

impl Field {
    /// Returns everything that it can say, by the code of each rule; `{…}` that depend on the answer are still in them.
    pub fn messages(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.messages.iter().map(|(code, words)| (*code, words.as_str()))
    }

    /// Returns the words for `code`; `{…}` that depend on the answer are still in them.
    pub(crate) fn message(&self, code: &'static str) -> &str {
        self.messages.get(code).map_or("", String::as_str)
    }

    /// Returns the headings of a pasted table that mean this field.
    pub(crate) fn headings(&self) -> impl Iterator<Item = &String> {
        self.columns.iter().chain([&self.id, &self.label])
    }

    /// Returns an answer to this question as a person reads it.
    pub(crate) fn words(&self, answer: &Answer) -> String {
        let label = |id: &str| {
            let choice = self.kind.choices().iter().find(|choice| choice.id == id);
            choice.map_or(id, |choice| choice.label.as_str()).to_owned()
        };
        match (answer, &self.kind) {
            (Answer::Text(text), Kind::Date { .. }) => {
                text.parse().map_or(text.clone(), spanish::format_date)
            }
            (Answer::Text(text), _) => label(text),
            (Answer::List(items), Kind::Choices(_)) => spanish::list(
                &items
                    .iter()
                    .map(|item| label(item))
                    .collect::<Vec<_>>()
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>(),
            ),
            (Answer::List(items), _) => items.join(", "),
            (Answer::Number(number), _) => number.to_string(),
            (Answer::Phone { typed, .. }, _) => typed.clone(),
            (Answer::Yes, _) => spanish::YES.to_owned(),
        }
    }

    pub(crate) fn read(
        written: &schema::Field,
        others: &Others<'_>,
        shared: &Shared<'_>,
        at: &Location<'_>,
        faults: &mut ErrorCollector,
    ) -> Option<Self> {
        check_plain(Some(&written.label), &at.key("etiqueta"), faults);
        check_plain(written.hint.as_ref(), &at.key("ayuda"), faults);
        let kind = read_kind(written, shared, at, faults)?;
        check_idle_keys(written, &kind, at, faults);
        check_references(written, others, at, faults);
        let mut field = Self {
            id: written.id.clone(),
            label: written.label.clone(),
            hint: written.hint.clone(),
            optional: written.optional,
            folded: written.folded,
            when: read_condition(written.when.as_ref(), others, &at.key("cuando"), faults),
            domain: written.domain.clone(),
            external: written.external,
            differs_from: written.differs_from.clone(),
            same_domain_as: written.same_domain_as.clone(),
            unique: written.unique,
            default: read_default(written.default.as_ref(), &kind, at, faults),
            autocomplete: written.autocomplete.clone(),
            columns: written.columns.clone(),
            messages: BTreeMap::new(),
            kind,
        };
        field.messages = read_messages(&field, written, shared, at, faults);
        Some(field)
    }

    /// Returns the codes of everything that this field can say.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<&'static str> = self.kind.codes();
        if self.optional {
            codes.retain(|code| *code != "falta");
        }
        let is_list = matches!(self.kind, Kind::Emails { .. });
        let elsewhere = self.same_domain_as.is_some()
            || (self.domain.is_some() && matches!(self.kind, Kind::Email(_)))
            || (self.domain.is_some() && is_list && self.external.is_none());
        let extra = [
            (elsewhere, "otro_dominio"),
            (is_list && self.external.is_some(), "externos"),
            (!self.differs_from.is_empty(), "igual"),
            (self.unique, "repetido"),
        ];
        codes.extend(extra.into_iter().filter(|(applies, _)| *applies).map(|(_, code)| code));
        codes
    }
}
