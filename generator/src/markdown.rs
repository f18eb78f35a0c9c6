//! Markdown to HTML, with its headings and links.

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

use pulldown_cmark::{BrokenLink, Options, Parser, html};

use crate::asset::Assets;
use crate::diagnostic::markdown_source::MarkdownSource;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::expression::ExpressionError;
use crate::markdown::extract::{BraceError, Expression, ExtractedExpressions};
use crate::markdown::rewrite::EventRewriter;
pub(crate) use crate::markdown::rewrite::RESERVED_IDS;
use crate::markdown::rewrite::bracket::BrokenReference;

/// The HTML that a page inserts into its template.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PageBody<'a> {
    /// The body.
    pub(crate) html: &'a str,
    /// The items of the table of contents; empty when the page shows none.
    pub(crate) toc: &'a str,
}

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 for the highest, since the page's title is 1.
    pub level: u8,
    /// Its id, the fragment of its address.
    pub id: String,
    /// Its text without markup.
    pub text: String,
}

/// The HTML of some Markdown.
#[derive(Clone, Debug, Default)]
pub(crate) struct RenderedMarkdown {
    pub(crate) html: String,
    /// All headings, in order.
    pub(crate) headings: Vec<Heading>,
    /// All links and images, in order.
    pub(crate) links: Vec<Link>,
}

/// A link or an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// Its target, with expressions replaced and assets under their published names.
    pub(crate) address: String,
    /// Its position in the Markdown.
    pub(crate) range: Range<usize>,
    pub(crate) kind: LinkKind,
}

/// Whether a link is followed or shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkKind {
    /// A link.
    Followed,
    /// An image.
    Image,
}

/// What Markdown needs from the rest of the site.
#[derive(Clone, Copy)]
pub(crate) struct MarkdownContext<'a> {
    /// Renders an expression.
    pub(crate) expression: &'a (dyn Fn(&str) -> Result<String, ExpressionError> + Sync),
    /// The label of a heading's link to itself, before the heading's text.
    pub(crate) anchor: &'a str,
    pub(crate) assets: &'a Assets,
}

impl RenderedMarkdown {
    /// Renders the Markdown of `source`, and reports its errors.
    pub(crate) fn new(
        source: MarkdownSource<'_>,
        context: MarkdownContext<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let extracted = ExtractedExpressions::new(source.text);
        report_brace_errors(source, &extracted, diagnostics);
        let values = render_expressions(source, &extracted, context, diagnostics);
        let mut rewriter = EventRewriter::new(source, context, &extracted, &values, diagnostics);
        let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
        let mut broken_references = Vec::new();
        let on_broken_link = |link: BrokenLink<'_>| {
            broken_references.push(BrokenReference::from(link));
            None
        };
        let mut events =
            Parser::new_with_broken_link_callback(&extracted.text, options, Some(on_broken_link))
                .into_offset_iter();
        let rewritten = iter::from_fn(|| {
            loop {
                if let Some(event) = rewriter.next() {
                    return Some(event);
                }
                let (event, range) = events.next()?;
                rewriter.push_event(event, range);
            }
        });
        let mut html = String::with_capacity(extracted.text.len() * 2);
        html::push_html(&mut html, rewritten);
        drop(events);
        rewriter.check_broken_references(broken_references);
        let rendered = rewriter.finish();
        Self { html: if values.is_empty() { html } else { extracted.restore(&html, &values) }, ..rendered }
    }
}

fn report_brace_errors(
    source: MarkdownSource<'_>,
    extracted: &ExtractedExpressions<'_>,
    diagnostics: &mut Diagnostics,
) {
    for (range, error) in &extracted.errors {
        let (message, help) = match error {
            BraceError::Unclosed => {
                ("`{{` no se cierra en su línea", "escriba `}}` al final de la expresión")
            }
            BraceError::Statement => (
                "`{%` no se puede usar en una página",
                "use un componente, como `{{ <horario /> }}`, o escríbalo como código",
            ),
        };
        diagnostics.push(source.diagnostic(range.clone(), "llaves", message).help(help));
    }
}

/// Returns the HTML of each expression. One that cannot be rendered is reported, and its HTML is empty.
fn render_expressions(
    source: MarkdownSource<'_>,
    extracted: &ExtractedExpressions<'_>,
    context: MarkdownContext<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let value = |expression: &Expression<'_>| {
        (context.expression)(expression.source).unwrap_or_else(|error| {
            diagnostics.push(expression_diagnostic(source, expression, error));
            String::new()
        })
    };
    extracted.expressions.iter().map(value).collect()
}

fn expression_diagnostic(
    source: MarkdownSource<'_>,
    expression: &Expression<'_>,
    error: ExpressionError,
) -> Diagnostic {
    let at = |column: usize| {
        let source = expression.source;
        source.char_indices().nth(column).map_or(source.len(), |(at, _)| at) + expression.range.start
    };
    let range = at(error.column)..at(error.column + error.length);
    let ExpressionError { code, message, help, cause, .. } = error;
    Diagnostic { help, cause, ..source.diagnostic(range, code, message) }
}

#[cfg(test)]
mod tests;
