//! Applies the rules of the site to the events of the Markdown parser.

pub(crate) mod bracket;
pub(crate) mod disallowed;
pub(crate) mod link;
pub(crate) mod unrendered;

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Tag, TagEnd};

use crate::diagnostic::Diagnostics;
use crate::diagnostic::markdown_source::MarkdownSource;
use crate::html;
use crate::markdown::extract::ExtractedExpressions;
use crate::markdown::rewrite::disallowed::InlineParent;
use crate::markdown::rewrite::link::OpenLink;
use crate::markdown::rewrite::unrendered::{LineStart, UnrenderedMarkupTracker};
use crate::markdown::{Heading, MarkdownContext, RenderedMarkdown, slug};

/// The ids that the templates use; a heading that would get one of them gets a number.
pub(crate) const RESERVED_IDS: [&str; 4] = ["menu", "contenido", "indice", "resumen"];

/// A paragraph or heading whose events are held back until its end.
struct BufferedBlock<'a> {
    tag: Tag<'a>,
    range: Range<usize>,
    events: Vec<Event<'a>>,
    text: String,
}

/// Rewrites the events of one page.
pub(crate) struct EventRewriter<'a> {
    source: MarkdownSource<'a>,
    context: MarkdownContext<'a>,
    extracted: &'a ExtractedExpressions<'a>,
    /// The HTML of the expressions.
    values: &'a [String],
    diagnostics: &'a mut Diagnostics,
    rendered: RenderedMarkdown,
    /// The rewritten events that are not consumed yet.
    ready: VecDeque<Event<'a>>,
    block: Option<BufferedBlock<'a>>,
    /// The open image: its range and its alternative text.
    image: Option<(Range<usize>, String)>,
    link: Option<OpenLink>,
    tracker: UnrenderedMarkupTracker,
    ids: BTreeSet<String>,
    table_labels: BTreeSet<String>,
}

impl<'a> EventRewriter<'a> {
    pub(crate) fn new(
        source: MarkdownSource<'a>,
        context: MarkdownContext<'a>,
        extracted: &'a ExtractedExpressions<'a>,
        values: &'a [String],
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            source,
            context,
            extracted,
            values,
            diagnostics,
            rendered: RenderedMarkdown::default(),
            ready: VecDeque::new(),
            block: None,
            image: None,
            link: None,
            tracker: UnrenderedMarkupTracker::default(),
            ids: RESERVED_IDS.map(str::to_owned).into(),
            table_labels: BTreeSet::new(),
        }
    }

    /// Returns the next rewritten event; `None` when another parser event is needed.
    pub(crate) fn next(&mut self) -> Option<Event<'a>> {
        self.ready.pop_front()
    }

    /// Returns the headings and links.
    pub(crate) fn finish(self) -> RenderedMarkdown {
        self.rendered
    }

    /// Rewrites an event of the parser; `range` is its position in the text without expressions.
    pub(crate) fn push_event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            // Without expressions, no component can replace the paragraph.
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) if self.values.is_empty() => {
                self.tracker.start_line(range.start, LineStart::Block);
                self.push(event);
            }
            Event::Start(tag @ (Tag::Paragraph | Tag::Heading { .. })) => {
                self.tracker.start_line(range.start, LineStart::Block);
                self.block = Some(BufferedBlock { tag, range, events: Vec::new(), text: String::new() });
            }
            Event::End(TagEnd::Paragraph) => self.end_paragraph(),
            Event::End(TagEnd::Heading(level)) => self.end_heading(level),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                self.start_link(link_type, &dest_url, &title, &id, range);
            }
            Event::End(TagEnd::Link) => self.end_link(),
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let dest_url = self.start_image(&dest_url, range);
                self.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
            }
            Event::End(TagEnd::Image) => {
                self.push(event);
                self.end_image();
            }
            Event::Start(Tag::Table(columns)) => self.start_table(columns.len()),
            Event::End(TagEnd::Table) => {
                self.push(event);
                self.push(raw("</section>\n"));
            }
            Event::Start(Tag::TableCell | Tag::CodeBlock(_))
            | Event::End(TagEnd::TableRow)
            | Event::SoftBreak
            | Event::HardBreak => {
                self.track_event(&event, range);
                self.push(event);
            }
            Event::Start(Tag::HtmlBlock) => self.check_html(&self.extracted.text[range.clone()], range),
            Event::InlineHtml(ref html) => self.check_html(html, range),
            Event::Html(_) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Text(_) | Event::Code(_) => self.push_text(event, &range),
            _ => self.push(event),
        }
    }

    fn push_text(&mut self, event: Event<'a>, range: &Range<usize>) {
        let (Event::Text(text) | Event::Code(text)) = &event else { return };
        if matches!(event, Event::Text(_)) {
            self.track_text(text, range);
        }
        if let Some((_, alternative)) = &mut self.image {
            alternative.push_str(text);
        }
        if let Some(block) = &mut self.block {
            block.text.push_str(text);
        }
        self.check_link_text(text);
        if range.start < self.tracker.cell_end && !self.values.is_empty() {
            self.check_component_placement(text, InlineParent::Cell);
        }
        self.push(event);
    }

    /// Returns `text` as plain text with its expressions rendered.
    fn plain_text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.values.is_empty() {
            return Cow::Borrowed(text);
        }
        Cow::Owned(html::text(&self.extracted.restore(&html::escape(text), self.values)))
    }

    fn push(&mut self, event: Event<'a>) {
        match &mut self.block {
            Some(block) => block.events.push(event),
            None => self.ready.push_back(event),
        }
    }

    /// Writes the paragraph; a component that renders a block replaces its paragraph.
    fn end_paragraph(&mut self) {
        let Some(block) = self.block.take() else { return };
        let text = block.text.trim();
        let is_block =
            |c: char| self.extracted.index(c).is_some_and(|index| html::is_block(&self.values[index]));
        if !text.chars().any(is_block) {
            self.ready.push_back(Event::Start(block.tag));
            self.ready.extend(block.events);
            self.ready.push_back(Event::End(TagEnd::Paragraph));
            return;
        }
        let is_alone = text.chars().all(|c| c.is_whitespace() || self.extracted.index(c).is_some());
        if !is_alone {
            self.check_component_placement(text, InlineParent::Paragraph);
        }
        self.ready.extend(block.events.into_iter().map(|event| match event {
            Event::Text(text) => Event::Html(text),
            other => other,
        }));
        self.ready.push_back(raw("\n"));
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let Some(block) = self.block.take() else { return };
        let Tag::Heading { id, classes, attrs, .. } = block.tag else { return };
        let level = level as u8;
        self.check_heading_level(level, block.range.clone());
        if !classes.is_empty() || !attrs.is_empty() || block.text.contains("{#") {
            self.report_attributes(block.range.clone());
        }
        if block.text.trim().is_empty() {
            let help = "escriba el título después de los signos, o quite la línea";
            self.report(block.range.clone(), "sin-texto", "el título no tiene texto", help);
        }
        if !self.values.is_empty() {
            self.check_component_placement(&block.text, InlineParent::Heading);
        }
        let text = self.plain_text(&block.text).trim().to_owned();
        let id = match id {
            Some(id) => self.explicit_id(&id, block.range),
            None => slug::unique(&slug::slug(&text), '-', &mut self.ids),
        };
        let label = html::escape(self.context.anchor);
        let (escaped_id, escaped_text) = (html::escape(&id), html::escape(&text));
        let tag = level.to_string();
        self.ready.push_back(raw(["<h", &tag, " id=\"", &escaped_id, "\">"].concat()));
        self.ready.extend(block.events);
        let anchor =
            [" <a class=\"anchor\" href=\"#", &escaped_id, "\" aria-label=\"", &label, ": ", &escaped_text];
        self.ready.push_back(raw([&anchor.concat(), "\">#</a></h", &tag, ">\n"].concat()));
        self.rendered.headings.push(Heading { level, id, text });
    }

    /// Returns the id that the editor wrote, and reports a duplicate.
    fn explicit_id(&mut self, id: &str, range: Range<usize>) -> String {
        if !self.ids.insert(id.to_owned()) {
            let message = format!("`#{id}`: otro título ya tiene este nombre");
            let range = self.narrow(range, &format!("{{#{id}}}"));
            self.report(range, "ancla-repetida", message, "póngale otro: `{#nombre}`");
        }
        id.to_owned()
    }

    /// Writes the table in a region that scrolls; it has a label and can be focused, for keyboards and screen readers.
    ///
    /// The alignment of columns is dropped: it would need a `style` attribute, which the content security policy blocks.
    fn start_table(&mut self, columns: usize) {
        let label = self.rendered.headings.last().map_or(self.source.title, |heading| &heading.text);
        let label = slug::unique(label, ' ', &mut self.table_labels);
        let label = html::escape(&label);
        let region = format!("<section class=\"table-wrap\" aria-label=\"{label}\" tabindex=\"0\">");
        self.push(raw(region));
        self.push(Event::Start(Tag::Table(vec![Alignment::None; columns])));
    }
}

fn raw<'a>(html: impl Into<CowStr<'a>>) -> Event<'a> {
    Event::Html(html.into())
}
