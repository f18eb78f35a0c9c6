//! Markdown to HTML, with what the rest of the site needs to know of it: its headings, and where its links stand.

pub(crate) mod block;
pub mod expression;
pub(crate) mod extract;
pub(crate) mod from_html;
pub(crate) mod include;
pub(crate) mod rewrite;
pub(crate) mod slug;
pub(crate) mod toc;

use std::iter;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, Options, Parser, html as writer};

use crate::asset::Assets;
use crate::diagnostic::markdown_source::MarkdownSource;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::html::outline::Mentions;
use crate::markdown::expression::ExpressionFault;

use crate::markdown::extract::{BraceFault, Cut};
pub(crate) use crate::markdown::rewrite::OF_THE_FRAME;
use crate::markdown::rewrite::{EventRewriter, Unresolved};

/// A page's body, ready for its template.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rendered<'a> {
    /// The body.
    pub(crate) html: &'a str,
    /// What it mentions.
    pub(crate) mentions: Mentions<'a>,
    /// Its table of contents, which leads to its own headings; empty when it shows none.
    pub(crate) index: &'a str,
}

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 for the highest, since the page's title is 1.
    pub level: u8,
    /// Its name in an address, after `#`.
    pub id: String,
    /// Its text, as it is read.
    pub text: String,
}

/// What a passage's Markdown came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) html: String,
    /// All headings, in order.
    pub(crate) headings: Vec<Heading>,
    pub(crate) links: Vec<Link>,
    /// The HTML of its expressions.
    values: Vec<String>,
}

/// A link or an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// Where it leads, as it is written.
    pub(crate) address: String,
    /// Where it stands in the passage's Markdown.
    pub(crate) range: Range<usize>,
    /// Whether it is shown, or followed.
    pub(crate) kind: LinkKind,
}

/// What is done with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkKind {
    /// A visitor follows it.
    Followed,
    /// It is an image.
    Image,
}

/// What Markdown needs from the rest of the site.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    /// Gives the HTML of an expression.
    pub(crate) expression: &'a (dyn Fn(&str) -> Result<String, ExpressionFault> + Sync),
    /// The name of a heading's link to itself, before the heading's text.
    pub(crate) anchor: &'a str,
    pub(crate) assets: &'a Assets,
}

impl Draft {
    /// Renders the Markdown of `passage`, and tells what is wrong in it.
    pub(crate) fn new(
        passage: MarkdownSource<'_>,
        surroundings: Surroundings<'_>,
        faults: &mut Diagnostics,
    ) -> Self {
        let cut = Cut::new(passage.text);
        let values = values(passage, &cut, surroundings, faults);
        let mut writing = EventRewriter::new(passage, surroundings, &cut, &values, faults);
        let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
        let mut unresolved = Vec::new();
        let note = |link: BrokenLink<'_>| {
            unresolved.push(Unresolved::from(link));
            None
        };
        let mut events =
            Parser::new_with_broken_link_callback(&cut.text, options, Some(note)).into_offset_iter();
        let written = iter::from_fn(|| {
            loop {
                if let Some(event) = writing.next() {
                    return Some(event);
                }
                let (event, range) = events.next()?;
                writing.event(event, range);
            }
        });
        let mut html = String::with_capacity(cut.text.len() * 2);
        writer::push_html(&mut html, written);
        drop(events);
        writing.watch_brackets(unresolved);
        let mut draft = writing.end();
        draft.html = if values.is_empty() { html } else { filled(&html, &cut, &values) };
        draft.values = values;
        draft
    }

    /// Returns what its HTML mentions beside its own names, which is known without reading it: Markdown names nothing but
    /// headings, and only links lead anywhere.
    pub(crate) fn mentions(&self) -> Mentions<'_> {
        let mut mentions = Mentions::default();
        self.headings.iter().for_each(|heading| mentions.name(&heading.id));
        self.links.iter().for_each(|link| mentions.link(&link.address));
        self.values.iter().for_each(|value| mentions.read(value));
        mentions
    }
}

/// Returns the HTML of each expression; what has none is told, and stands empty.
fn values(
    passage: MarkdownSource<'_>,
    cut: &Cut<'_>,
    around: Surroundings<'_>,
    faults: &mut Diagnostics,
) -> Vec<String> {
    for (range, fault) in &cut.faults {
        let (message, help) = match fault {
            BraceFault::Unclosed => {
                ("`{{` no se cierra en su línea", "escriba `}}` al final de la expresión")
            }
            BraceFault::Statement => (
                "`{%` no se puede usar en una página",
                "use un componente, como `{{ <horario /> }}`, o escríbalo como código",
            ),
        };
        faults.push(passage.diagnostic(range.clone(), "llaves", message).help(help));
    }
    let value = |expression: &crate::markdown::extract::Expression<'_>| {
        (around.expression)(expression.source).unwrap_or_else(|fault| {
            faults.push(expression_fault(passage, expression, fault));
            String::new()
        })
    };
    cut.expressions.iter().map(value).collect()
}

fn expression_fault(
    passage: MarkdownSource<'_>,
    expression: &crate::markdown::extract::Expression<'_>,
    fault: ExpressionFault,
) -> Diagnostic {
    let at = |column: usize| {
        let source = expression.source;
        source.char_indices().nth(column).map_or(source.len(), |(at, _)| at) + expression.range.start
    };
    let range = at(fault.column)..at(fault.column + fault.length);
    let ExpressionFault { code, message, help, cause, .. } = fault;
    Diagnostic { help, cause, ..passage.diagnostic(range, code, message) }
}

/// Returns `html` with the value of each expression in its place.
fn filled(html: &str, cut: &Cut<'_>, values: &[String]) -> String {
    let mut filled = String::with_capacity(html.len() + values.iter().map(String::len).sum::<usize>());
    for c in html.chars() {
        match cut.index(c) {
            Some(index) => filled.push_str(&values[index]),
            None => filled.push(c),
        }
    }
    filled
}

#[cfg(test)]
mod tests;
