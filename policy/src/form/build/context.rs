//! The parts of the policy that forms share.

use crate::error::{Location, PolicyErrorKind};
use crate::schema;

/// The shared parts that a form refers to.
pub(crate) struct FormContext<'a> {
    pub(crate) common: &'a schema::Common,
    pub(crate) lists: &'a schema::Lists,
    pub(crate) services: &'a [schema::Service],
    /// The location of the whole policy, to report errors in the shared parts.
    pub(crate) root: Location<'a>,
}

impl FormContext<'_> {
    /// Returns the message for `code` of `common.yaml`, which is required.
    pub(crate) fn message(&self, code: &'static str) -> String {
        self.common.messages.get(code).cloned().unwrap_or_else(|| {
            self.root.key("comunes").key("mensajes").add(PolicyErrorKind::MissingMessage(code));
            String::new()
        })
    }
}
