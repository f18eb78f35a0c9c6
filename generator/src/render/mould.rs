//! Pages that differ in a few texts alone, made from one that was rendered.
//!
//! What stands around the words of a page is most of what its template has to do, and it is the same for nearly all
//! pages. It is rendered once with a mark in place of each text that differs, and read once for what it mentions.

use std::borrow::Cow;

use crate::html::escape;
use crate::html::outline::Mentions;
use crate::render::Leaf;
use crate::render::view::page::Page;

/// A text in which one page differs from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Title,
    TitleTag,
    Description,
    Path,
    Modified,
    Index,
    Body,
}

const SLOTS: [Slot; 7] =
    [Slot::Title, Slot::TitleTag, Slot::Description, Slot::Path, Slot::Modified, Slot::Index, Slot::Body];

/// Characters of Unicode's private use, one for each slot, which no keyboard types.
const MARKS: [&str; SLOTS.len()] =
    ["\u{F0000}", "\u{F0001}", "\u{F0002}", "\u{F0003}", "\u{F0004}", "\u{F0005}", "\u{F0006}"];

/// Room for addresses, a date and what is escaped.
const SHORT_TEXTS: usize = 512;

/// A page without the texts in which others differ from it.
#[derive(Debug)]
pub(super) struct Mould {
    /// What stands before each slot, in the order of the page.
    pieces: Vec<(String, Slot)>,
    end: String,
    /// What all that mentions.
    mentions: Mentions<'static>,
}

impl Mould {
    /// Returns `page` as others see it that have the same mould: with marks in place of its own texts.
    pub(super) fn marked(page: &Page<'_>) -> Page<'static> {
        let mark = |slot: Slot| MARKS[slot as usize].to_owned();
        let path = mark(Slot::Path);
        let canonical = page.canonical.as_ref().and_then(|canonical| canonical.strip_suffix(&page.path));
        Page {
            kind: page.kind,
            title: mark(Slot::Title),
            title_tag: mark(Slot::TitleTag),
            description: mark(Slot::Description),
            canonical: canonical.map(|site| format!("{site}{path}")),
            path,
            modified: page.modified.as_ref().map(|_| mark(Slot::Modified)),
            hidden: page.hidden,
            index: if page.index.is_empty() { "" } else { MARKS[Slot::Index as usize] },
            html: MARKS[Slot::Body as usize],
        }
    }

    /// Returns the mould that a marked page is, once it is rendered; none when a mark stands where something is named.
    pub(super) fn new(html: &str) -> Option<Self> {
        let mentions = Mentions::of(html);
        if mentions.contains(is_mark) {
            return None;
        }
        let mentions = mentions.into_owned();
        let mut pieces = Vec::new();
        let mut rest = html;
        while let Some(at) = rest.find(is_mark) {
            let slot = MARKS.iter().position(|mark| rest[at..].starts_with(mark))?;
            pieces.push((rest[..at].to_owned(), SLOTS[slot]));
            rest = &rest[at + MARKS[slot].len()..];
        }
        Some(Self { pieces, end: rest.to_owned(), mentions })
    }

    /// Returns whether `page` differs in its texts alone: one to which the mould links shows that it is the page at hand.
    pub(super) fn fits(&self, page: &Page<'_>) -> bool {
        !self.mentions.links_to(&page.path)
    }

    /// Returns what rendering `page` would give, whose body has `mentions`.
    pub(super) fn pour<'a>(&'a self, page: &Page<'_>, mut mentions: Mentions<'a>) -> Leaf {
        let around: usize = self.pieces.iter().map(|(before, _)| before.len()).sum();
        let own = page.html.len() + page.index.len() + 2 * (page.title.len() + page.description.len());
        let mut html = String::with_capacity(around + self.end.len() + own + SHORT_TEXTS);
        for (before, slot) in &self.pieces {
            html.push_str(before);
            html.push_str(&match slot {
                Slot::Title => escape(&page.title),
                Slot::TitleTag => escape(&page.title_tag),
                Slot::Description => escape(&page.description),
                Slot::Path => escape(&page.path),
                Slot::Modified => escape(page.modified.as_deref().unwrap_or_default()),
                Slot::Index => Cow::Borrowed(page.index),
                Slot::Body => Cow::Borrowed(page.html),
            });
        }
        html.push_str(&self.end);
        mentions.extend(self.mentions.borrowed());
        Leaf { html, outline: mentions.outline() }
    }
}

fn is_mark(c: char) -> bool {
    ('\u{F0000}'..='\u{F0006}').contains(&c)
}
