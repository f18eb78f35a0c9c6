//! Markdown to blocks of plain text, which the differences between versions compare.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A heading, a paragraph, an item or a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Block {
    pub(crate) kind: Kind,
    /// Its text, without emphasis or links.
    pub(crate) text: String,
}

/// The kind of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Heading,
    #[default]
    Paragraph,
    Item,
    /// A row of a table, its cells separated by ` | `.
    Row,
}

/// Returns the blocks of `markdown` in order.
pub(crate) fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut current = Block { kind: Kind::default(), text: String::new() };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        let kind = match &event {
            Event::Start(Tag::Heading { .. }) => Some(Kind::Heading),
            Event::Start(Tag::Item) => Some(Kind::Item),
            Event::Start(Tag::TableHead | Tag::TableRow) => Some(Kind::Row),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow,
            ) => Some(Kind::Paragraph),
            _ => None,
        };
        if let Some(kind) = kind {
            let text = current.text.trim().trim_end_matches(" |").to_owned();
            blocks.extend((!text.is_empty()).then_some(Block { text, ..current }));
            current = Block { kind, text: String::new() };
        }
        match event {
            Event::Text(text) | Event::Code(text) => current.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => current.text.push(' '),
            Event::End(TagEnd::TableCell) => current.text.push_str(" | "),
            _ => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_returns_each_block_with_its_text() {
        let found = blocks(
            "## A *b*\n\nUno\n[dos](https://x.mx).\n\n- tres\n   1. cuatro\n\n| a | b |\n|---|---|\n| c | d |\n",
        );
        let found: Vec<_> = found.iter().map(|block| (block.kind, block.text.as_str())).collect();
        assert_eq!(
            found,
            [
                (Kind::Heading, "A b"),
                (Kind::Paragraph, "Uno dos."),
                (Kind::Item, "tres"),
                (Kind::Item, "cuatro"),
                (Kind::Row, "a | b"),
                (Kind::Row, "c | d"),
            ]
        );
    }
}
