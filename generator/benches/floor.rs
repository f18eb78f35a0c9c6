//! The minimum work of any generator: reads each Markdown file of a folder and writes its HTML, on all cores.
//!
//! `floor CONTENT OUT`; `generator/benches/site` measures the site's own build beside it.

#![expect(clippy::unwrap_used, reason = "a benchmark ends at its first error")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use pulldown_cmark::{Options, Parser, html};

fn main() {
    // `cargo bench` adds an argument.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [content, out] = &arguments[..] else { return };
    let files: Vec<PathBuf> = fs::read_dir(content).unwrap().map(|entry| entry.unwrap().path()).collect();
    let next = AtomicUsize::new(0);
    let convert_files = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            write(file, Path::new(out));
        }
    };
    thread::scope(|scope| {
        (0..thread::available_parallelism().unwrap().get()).for_each(|_| drop(scope.spawn(convert_files)));
    });
}

fn write(file: &Path, out: &Path) {
    let markdown = fs::read_to_string(file).unwrap();
    let mut page = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut page, Parser::new_ext(&markdown, Options::ENABLE_TABLES));
    let folder = out.join(file.file_stem().unwrap());
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("index.html"), page).unwrap();
}
