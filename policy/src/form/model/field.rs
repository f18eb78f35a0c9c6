//! A question and the rules of its answer.

use std::collections::BTreeMap;

use crate::form::model::kind::Kind;
use crate::schema::Condition;
use crate::submission::Answer;
use crate::text::spanish;

/// A question and the rules of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name in a request.
    pub id: String,
    /// The kind of its answer.
    pub kind: Kind,
    /// The text of the question.
    pub label: String,
    /// A hint on how to answer it.
    pub hint: Option<String>,
    /// Whether the answer is optional.
    pub optional: bool,
    /// Whether the page folds it with the other folded questions of the section.
    pub folded: bool,
    /// The condition under which it applies; always if `None`.
    pub when: Option<Condition>,
    /// The field with the domain of its addresses.
    pub domain: Option<String>,
    /// The maximum number of addresses in a list that are outside that domain.
    pub external: Option<u32>,
    /// The fields whose answers this one must differ from.
    pub differs_from: Vec<String>,
    /// The field whose address must have the same domain.
    pub same_domain_as: Option<String>,
    /// Whether the answer must be unique among the rows.
    pub unique: bool,
    /// The choice that is selected initially.
    pub default: Option<String>,
    /// The value of the HTML attribute `autocomplete`.
    pub autocomplete: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) messages: BTreeMap<&'static str, String>,
}

impl Field {
    /// Returns the error messages by code; placeholders that depend on the answer are still in them.
    pub fn messages(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.messages.iter().map(|(code, text)| (*code, text.as_str()))
    }

    /// Returns the error message for `code`; placeholders that depend on the answer are still in it.
    pub(crate) fn message(&self, code: &'static str) -> &str {
        self.messages.get(code).map_or("", String::as_str)
    }

    /// Returns the headings of a pasted table that name this field.
    pub(crate) fn headings(&self) -> impl Iterator<Item = &String> {
        self.columns.iter().chain([&self.id, &self.label])
    }

    /// Returns an answer to this question as text for people.
    pub(crate) fn format_answer(&self, answer: &Answer) -> String {
        let label = |id: &str| {
            let choice = self.kind.choices().iter().find(|choice| choice.id == id);
            choice.map_or(id, |choice| choice.label.as_str()).to_owned()
        };
        match (answer, &self.kind) {
            (Answer::Text(text), _) => label(text),
            (Answer::Date(date), _) => spanish::format_date(*date),
            (Answer::List(items), Kind::Choices(_)) => {
                spanish::format_list(items.iter().map(|item| label(item)))
            }
            (Answer::Number(number), _) => number.to_string(),
            (Answer::Phone(phone), _) => phone.typed().to_owned(),
            (Answer::Yes, _) => spanish::YES.to_owned(),
            _ => answer.texts().join(", "),
        }
    }

    /// Returns the codes of the rules of this field.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        let mut codes = self.kind.codes();
        if self.optional {
            codes.retain(|code| *code != "falta");
        }
        let is_list = matches!(self.kind, Kind::Emails { .. });
        let has_domain_rule = self.same_domain_as.is_some()
            || (self.domain.is_some() && matches!(self.kind, Kind::Email(_)))
            || (self.domain.is_some() && is_list && self.external.is_none());
        let extra = [
            (has_domain_rule, "otro_dominio"),
            (is_list && self.external.is_some(), "externos"),
            (!self.differs_from.is_empty(), "igual"),
            (self.unique, "repetido"),
        ];
        codes.extend(extra.into_iter().filter(|(applies, _)| *applies).map(|(_, code)| code));
        codes
    }
}
