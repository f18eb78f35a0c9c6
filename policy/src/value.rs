//! Values that are parsed once from the text of a form answer.

pub mod date;
pub mod domain;
pub mod email;
pub mod phone;
pub mod user_name;

pub use crate::value::domain::Domain;
pub use crate::value::email::Email;
pub use crate::value::phone::Phone;
pub use crate::value::user_name::{Account, MailSystem};
