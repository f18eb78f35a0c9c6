//! What forms share.

use crate::error::{ErrorCollector, Location, PolicyErrorKind};
use crate::form::model::field::{check_choices, check_messages};
use crate::form::model::paste::check_words as check_pasting;
use crate::schema;
use crate::sla::service::Service;
use crate::text::template;

/// What the forms draw upon.
pub(crate) struct Shared<'a> {
    pub(crate) common: &'a schema::Common,
    pub(crate) lists: &'a schema::Lists,
    pub(crate) services: &'a [Service],
}

impl Shared<'_> {
    /// Returns the words for `code`, which `common.yaml` must have.
    pub(crate) fn message(&self, code: &'static str, faults: &mut ErrorCollector) -> String {
        self.common.messages.get(code).cloned().unwrap_or_else(|| {
            faults.add(&Location::Root.key("comunes").key("mensajes"), PolicyErrorKind::NoMessage { code });
            String::new()
        })
    }

    /// Checks what stands in what the forms share, whether any form takes it or not.
    pub(crate) fn check(&self, faults: &mut ErrorCollector) {
        let at = Location::Root.key("comunes");
        let lists = Location::Root.key("listas");
        let lists = lists.key("listas");
        for (name, choices) in &self.lists.lists {
            check_choices(choices, &lists.key(name), faults);
        }
        check_messages(&self.common.messages, &at.key("mensajes"), faults);
        if let Some(words) = &self.common.pasting {
            check_pasting(words, &at.key("pegado"), faults);
        }
        if let Some(passwords) = &self.common.passwords {
            let at = at.key("contrasenas");
            template::check(&passwords.warning, &["etiqueta"], &at.key("aviso"), faults);
        }
    }
}
