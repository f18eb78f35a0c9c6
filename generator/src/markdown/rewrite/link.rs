//! Links and images.

use std::ops::Range;

use pulldown_cmark::{CowStr, LinkType};

use crate::html;
use crate::markdown::rewrite::disallowed::InlineParent;
use crate::markdown::rewrite::{EventRewriter, raw};
use crate::markdown::{Link, LinkKind};

/// A link whose end has not been reached.
#[derive(Debug)]
pub(crate) struct OpenLink {
    range: Range<usize>,
    has_text: bool,
}

impl EventRewriter<'_> {
    pub(crate) fn start_link(
        &mut self,
        kind: LinkType,
        address: &str,
        title: &str,
        name: &str,
        range: Range<usize>,
    ) {
        self.link = Some(OpenLink { range: range.clone(), has_text: false });
        if name.starts_with('^') {
            self.report_footnote(range);
            self.push(raw("<a href=\"#\">"));
            return;
        }
        let address = if kind == LinkType::Email { format!("mailto:{address}") } else { address.to_owned() };
        let address = self.collect_link(&address, range, LinkKind::Followed);
        let class = if is_external(&address) { " class=\"external\"" } else { "" };
        let title =
            if title.is_empty() { String::new() } else { format!(" title=\"{}\"", html::escape(title)) };
        self.push(raw(["<a href=\"", &html::escape(&address), "\"", &title, class, ">"].concat()));
    }

    /// Checks text inside the open link, if there is one.
    pub(crate) fn check_link_text(&mut self, text: &str) {
        let Some(link) = &mut self.link else { return };
        link.has_text |= !text.trim().is_empty();
        if !self.values.is_empty() {
            self.check_component_placement(text, InlineParent::Link);
        }
    }

    /// Reports a link without text: screen readers could not announce it.
    pub(crate) fn end_link(&mut self) {
        self.push(raw("</a>"));
        if let Some(OpenLink { range, has_text: false }) = self.link.take() {
            let help = "escriba entre los corchetes lo que se lee: `[canales](/canales/)`";
            let range = range.start..(range.start + "[]".len()).min(range.end);
            self.report(range, "sin-texto", "el enlace no tiene texto", help);
        }
    }

    /// Collects a link, and returns its address with expressions rendered and assets under their published names.
    pub(crate) fn collect_link(&mut self, address: &str, range: Range<usize>, kind: LinkKind) -> String {
        let range = self.source_range(self.narrow(range, address));
        let address = self.plain_text(address);
        let asset = address.strip_prefix("/assets/").and_then(|name| self.context.assets.address(name));
        let address = asset.map_or_else(|| address.clone().into_owned(), str::to_owned);
        self.rendered.links.push(Link { address: address.clone(), range, kind });
        address
    }

    pub(crate) fn start_image(&mut self, address: &str, range: Range<usize>) -> CowStr<'static> {
        let address = self.collect_link(address, range.clone(), LinkKind::Image);
        self.image = Some((range, String::new()));
        address.into()
    }
}

fn is_external(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
