//! Reads files. The only code of this crate that reads the disk.

pub mod content_file;
pub mod source;
