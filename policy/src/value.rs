//! The values that a visitor can write, each read once from text.

pub mod date;
pub mod domain;
pub mod email;
pub mod phone;
pub mod text;
pub mod user_name;

pub use self::domain::Domain;
pub use self::email::Email;
pub use self::phone::Phone;
pub use self::user_name::MailSystem;
