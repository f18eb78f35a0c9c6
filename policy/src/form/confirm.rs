//! What a visitor confirms before something is deleted.
pub(crate) mod passwords;
