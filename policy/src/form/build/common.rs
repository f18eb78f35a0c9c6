//! Checks the parts that forms share, even if no form uses them.

use crate::form::build::choice::check_choices;
use crate::form::build::context::Context;
use crate::form::build::messages::check_common_messages;
use crate::form::build::paste::check_texts;

impl Context<'_> {
    /// Checks the shared lists, messages and texts.
    pub(crate) fn check(&self) {
        let lists = self.root.key("listas");
        let lists = lists.key("listas");
        for (name, choices) in &self.lists.lists {
            check_choices(choices, &lists.key(name));
        }
        let at = self.root.key("comunes");
        check_common_messages(&self.common.messages, &at.key("mensajes"));
        if let Some(texts) = &self.common.pasting {
            check_texts(texts, &at.key("pegado"));
        }
        if let Some(passwords) = &self.common.passwords {
            at.key("contrasenas").key("aviso").check_text(&passwords.warning, &["etiqueta"]);
        }
    }
}
