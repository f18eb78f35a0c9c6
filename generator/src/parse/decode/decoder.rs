//! One node, and what is told of it.

use crate::diagnostic::Span;
use crate::parse::decode::{Absent, Reading, Stop, Wanted, shortened};
use crate::parse::yaml::{Key, Node, Value, misread_key, misread_list};

/// Reads one node.
#[derive(Clone, Copy)]
pub(crate) struct Decoder<'a> {
    pub(crate) node: &'a Node,
    /// The key whose value the node is.
    owner: Option<&'a Key>,
    pub(crate) reading: &'a Reading<'a>,
}

impl<'a> Decoder<'a> {
    /// Returns the decoder of a whole tree.
    pub(crate) fn new(node: &'a Node, reading: &'a Reading<'a>) -> Self {
        Self { node, owner: None, reading }
    }

    /// Returns the decoder of an element of the list that this one reads.
    pub(crate) fn element(self, node: &'a Node) -> Self {
        Self { node, owner: None, ..self }
    }

    /// Returns the decoder of `node`, the value of `key`.
    pub(crate) fn of(self, key: &'a Key, node: &'a Node) -> Self {
        Self { node, owner: Some(key), ..self }
    }

    /// Where to point when the node as a whole is wrong: a map or a list begins on the line after its key.
    pub(crate) fn place(self) -> Span {
        match (&self.node.value, self.owner) {
            (Value::Text(_), _) | (_, None) => self.node.place,
            (_, Some(key)) => key.place,
        }
    }

    /// Tells that the node is not of the kind that is `wanted`.
    pub(crate) fn wrong_kind(self, wanted: Wanted) {
        if let (Wanted::List, Value::Text(text)) = (wanted, &self.node.value)
            && let Some(fault) = misread_list(self.reading.file, text, self.node.place)
        {
            return self.reading.faults.borrow_mut().push(fault);
        }
        let found = match &self.node.value {
            Value::Nothing => "no hay nada".to_owned(),
            Value::Text(text) => format!("se encontró «{}»", shortened(text)),
            Value::List(_) => "se encontró una lista".to_owned(),
            Value::Map(_) => "se encontró un grupo de claves".to_owned(),
        };
        let kind = wanted.words();
        let message = match self.owner {
            Some(key) => format!("`{}` debe ser {kind}: {found}", key.text),
            None => format!("debe ser {kind}: {found}"),
        };
        let key = self.owner.map_or_else(|| "- ".to_owned(), |key| format!("{}: ", key.text));
        self.reading
            .tell_with(self.place(), "tipo-equivocado", message, |fault| fault.help(wanted.help(&key)));
    }

    pub(crate) fn text(self, wanted: Wanted) -> Option<&'a str> {
        if let Value::Text(text) = &self.node.value {
            return Some(text);
        }
        self.wrong_kind(wanted);
        None
    }

    pub(crate) fn number<T: std::str::FromStr + Default>(self, wanted: Wanted) -> T {
        let text = self.text(wanted);
        let number = text.and_then(|text| text.parse().ok());
        if text.is_some() && number.is_none() {
            self.wrong_kind(wanted);
        }
        number.unwrap_or_default()
    }

    pub(crate) fn tell_unknown(self, entry: &(Key, Node), known: &'static [&'static str]) {
        if let Some(fault) = misread_key(self.reading.file, entry, known) {
            return self.reading.faults.borrow_mut().push(fault);
        }
        let (key, _) = entry;
        let message = format!("`{}`: la clave no existe", key.text);
        self.reading.tell_with(key.place, "clave-desconocida", message, |fault| {
            fault.suggest(&key.text, known.iter().copied())
        });
    }

    /// Tells what ended the reading of a struct, unless it is to be read again for it.
    pub(crate) fn stopped(self, stop: Stop) -> Stop {
        match stop {
            Stop::Missing(key) => Stop::Absent(self.absent(key)),
            Stop::Refused(why) => {
                self.reading.tell(self.place(), "valor-equivocado", why);
                Stop::Told
            }
            Stop::Absent(_) | Stop::Told => stop,
        }
    }

    fn absent(self, key: &'static str) -> Absent {
        Absent { map: std::ptr::from_ref(self.node).addr(), key }
    }

    /// Returns those of `fields` that were found missing before, and tells them.
    pub(crate) fn tell_absent(self, fields: &'static [&'static str]) -> Vec<&'static str> {
        let is_absent = |key: &&'static str| self.reading.absent.contains(&self.absent(key));
        let absent: Vec<_> = fields.iter().copied().filter(is_absent).collect();
        for key in absent.iter().filter(|key| !self.is_misspelt(key, fields)) {
            let place = self.first_key().map_or(self.place(), |first| first.place);
            let message = format!("falta `{key}`{}", self.within());
            self.reading
                .tell_with(place, "falta-clave", message, |fault| fault.help(format!("agregue `{key}: …`")));
        }
        absent
    }

    /// Returns whether a key that is not known, and is told so, was probably meant to be `key`.
    fn is_misspelt(self, key: &str, fields: &'static [&'static str]) -> bool {
        let Value::Map(entries) = &self.node.value else { return false };
        let mut unknown = entries.iter().filter(|(found, _)| !fields.contains(&found.text.as_str()));
        unknown.any(|(found, _)| {
            policy::text::suggest::closest_match(&found.text, fields.iter().copied()) == Some(key)
        })
    }

    pub(crate) fn within(self) -> String {
        self.owner.map(|key| format!(" en `{}`", key.text)).unwrap_or_default()
    }

    fn first_key(self) -> Option<&'a Key> {
        match &self.node.value {
            Value::Map(entries) => entries.first().map(|(key, _)| key),
            _ => None,
        }
    }
}
