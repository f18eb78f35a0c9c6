//! A page that has been rendered, for the checks and for the output.

use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::diagnostic::markdown_source::MarkdownSource;
use crate::html::references::PageReferences;
use crate::markdown::{Link, RenderedMarkdown};
use crate::read::source::File;

/// A page as it will be published.
pub(crate) struct BuiltPage<'a> {
    /// Its address; `None` for a page that the API shows at any address.
    pub(crate) address: Option<String>,
    /// Its path among the pages of the API, such as `gsuite/alta`.
    pub(crate) api_path: Option<String>,
    /// The file that an editor changes to correct it.
    pub(crate) file: &'a File,
    /// Its Markdown, if it has any.
    pub(crate) passage: Option<MarkdownSource<'a>>,
    pub(crate) output: Arc<PageOutput>,
}

/// The result of rendering a page. It depends on the page's file and on the shared files only, so it can be cached.
#[derive(Debug, Default)]
pub(crate) struct PageOutput {
    /// Empty if a template failed, which is among the diagnostics.
    pub(crate) html: Arc<str>,
    /// The ids, links and references of the HTML.
    pub(crate) references: PageReferences,
    /// The links of its Markdown.
    pub(crate) links: Vec<Link>,
    /// Its rendered Markdown, if another page includes it.
    pub(crate) part: Option<RenderedMarkdown>,
    pub(crate) diagnostics: Diagnostics,
}

impl<'a> BuiltPage<'a> {
    /// Returns the address that relative links start from.
    pub(crate) fn base_address(&self) -> &str {
        self.address.as_deref().unwrap_or_default()
    }

    /// Returns the links of its Markdown.
    pub(crate) fn markdown_links(&self) -> impl Iterator<Item = (&MarkdownSource<'a>, &Link)> {
        self.passage.iter().flat_map(|passage| self.output.links.iter().map(move |link| (passage, link)))
    }
}
