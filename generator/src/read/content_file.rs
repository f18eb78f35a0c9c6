//! A new file of the content.

/// A file that a command writes to `content/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentFile {
    /// Its path within `content/`.
    pub path: String,
    /// Its text.
    pub text: String,
}
