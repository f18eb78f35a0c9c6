//! The events of Markdown, changed where the site has rules of its own.

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
use crate::markdown::extract::Cut;
pub(crate) use crate::markdown::rewrite::bracket::Unresolved;
use crate::markdown::rewrite::disallowed::Within;
use crate::markdown::rewrite::link::OpenLink;
use crate::markdown::rewrite::unrendered::{Line, Watch};
use crate::markdown::{Draft, Heading, Surroundings, filled, slug};

/// Names that the templates use around every page; a heading that would have one of them gets a number.
pub(crate) const OF_THE_FRAME: [&str; 4] = ["menu", "contenido", "indice", "resumen"];

/// A paragraph, a heading or an image whose events wait for its end.
struct Open<'a> {
    tag: Tag<'a>,
    range: Range<usize>,
    events: Vec<Event<'a>>,
    text: String,
}

/// Markdown on its way to HTML.
pub(crate) struct EventRewriter<'a> {
    passage: MarkdownSource<'a>,
    surroundings: Surroundings<'a>,
    cut: &'a Cut<'a>,
    values: &'a [String],
    faults: &'a mut Diagnostics,
    draft: Draft,
    /// What is to be written next.
    ready: VecDeque<Event<'a>>,
    open: Option<Open<'a>>,
    /// The image at hand: where it stands, and the words that stand for it.
    image: Option<(Range<usize>, String)>,
    link: Option<OpenLink>,
    watch: Watch,
    ids: BTreeSet<String>,
    labels: BTreeSet<String>,
}

impl<'a> EventRewriter<'a> {
    pub(crate) fn new(
        passage: MarkdownSource<'a>,
        surroundings: Surroundings<'a>,
        cut: &'a Cut<'a>,
        values: &'a [String],
        faults: &'a mut Diagnostics,
    ) -> Self {
        Self {
            passage,
            surroundings,
            cut,
            values,
            faults,
            draft: Draft::default(),
            ready: VecDeque::new(),
            open: None,
            image: None,
            link: None,
            watch: Watch::default(),
            ids: OF_THE_FRAME.map(str::to_owned).into(),
            labels: BTreeSet::new(),
        }
    }

    /// Returns the next event to be written, if what was taken so far tells it.
    pub(crate) fn next(&mut self) -> Option<Event<'a>> {
        self.ready.pop_front()
    }

    /// Returns what was noted.
    pub(crate) fn end(self) -> Draft {
        self.draft
    }

    /// Takes the event that stands at `range` of the Markdown without its expressions.
    pub(crate) fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            // Without expressions, nothing can take the place of a paragraph.
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) if self.values.is_empty() => {
                self.watch.begin(range.start, Line::First);
                self.push(event);
            }
            Event::Start(tag @ (Tag::Paragraph | Tag::Heading { .. })) => {
                self.watch.begin(range.start, Line::First);
                self.open = Some(Open { tag, range, events: Vec::new(), text: String::new() });
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
                self.watch_event(&event, range);
                self.push(event);
            }
            Event::Start(Tag::HtmlBlock) => self.refuse_html(&self.cut.text[range.clone()], range),
            Event::InlineHtml(ref html) => self.refuse_html(html, range),
            Event::Html(_) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Text(ref text) | Event::Code(ref text) => {
                if matches!(event, Event::Text(_)) {
                    self.watch_text(text, &range);
                }
                if let Some((_, words)) = &mut self.image {
                    words.push_str(text);
                }
                if let Some(open) = &mut self.open {
                    open.text.push_str(text);
                }
                self.link_text(text);
                if range.start < self.watch.cell_end && !self.values.is_empty() {
                    self.refuse_misfits(text, Within::Cell);
                }
                self.push(event);
            }
            _ => self.push(event),
        }
    }

    /// Returns `text` as it is read, with what its expressions stand for.
    fn read<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.values.is_empty() {
            return Cow::Borrowed(text);
        }
        Cow::Owned(html::text(&filled(&html::escape(text), self.cut, self.values)))
    }

    fn push(&mut self, event: Event<'a>) {
        match &mut self.open {
            Some(open) => open.events.push(event),
            None => self.ready.push_back(event),
        }
    }

    /// A component that makes a block of its own stands where its paragraph would have stood.
    fn end_paragraph(&mut self) {
        let Some(open) = self.open.take() else { return };
        let text = open.text.trim();
        let is_block = |c: char| self.cut.index(c).is_some_and(|index| html::is_block(&self.values[index]));
        if !text.chars().any(is_block) {
            self.ready.push_back(Event::Start(open.tag));
            self.ready.extend(open.events);
            self.ready.push_back(Event::End(TagEnd::Paragraph));
            return;
        }
        let is_alone = text.chars().all(|c| c.is_whitespace() || self.cut.index(c).is_some());
        if !is_alone {
            self.refuse_misfits(text, Within::Paragraph);
        }
        self.ready.extend(open.events.into_iter().map(|event| match event {
            Event::Text(text) => Event::Html(text),
            other => other,
        }));
        self.ready.push_back(raw("\n"));
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let Some(open) = self.open.take() else { return };
        let Tag::Heading { id, classes, attrs, .. } = open.tag else { return };
        let level = level as u8;
        self.refuse_level(level, open.range.clone());
        if !classes.is_empty() || !attrs.is_empty() || open.text.contains("{#") {
            self.refuse_attributes(open.range.clone());
        }
        if open.text.trim().is_empty() {
            let help = "escriba el título después de los signos, o quite la línea";
            self.fault(open.range.clone(), "sin-texto", "el título no tiene texto", help);
        }
        if !self.values.is_empty() {
            self.refuse_misfits(&open.text, Within::Heading);
        }
        let text = self.read(&open.text).trim().to_owned();
        let id = match id {
            Some(id) => self.given_id(&id, open.range),
            None => slug::unique(&slug::slug(&text), '-', &mut self.ids),
        };
        let label = html::escape(self.surroundings.anchor);
        let (name, words) = (html::escape(&id), html::escape(&text));
        let tag = level.to_string();
        self.ready.push_back(raw(["<h", &tag, " id=\"", &name, "\">"].concat()));
        self.ready.extend(open.events);
        let anchor = [" <a class=\"anchor\" href=\"#", &name, "\" aria-label=\"", &label, ": ", &words];
        self.ready.push_back(raw([&anchor.concat(), "\">#</a></h", &tag, ">\n"].concat()));
        self.draft.headings.push(Heading { level, id, text });
    }

    /// A name that the editor gave is kept as it is, so that it can only stand once.
    fn given_id(&mut self, id: &str, range: Range<usize>) -> String {
        if !self.ids.insert(id.to_owned()) {
            let message = format!("`#{id}`: otro título ya tiene este nombre");
            let range = self.narrowed(range, &format!("{{#{id}}}"));
            self.fault(range, "ancla-repetida", message, "póngale otro: `{#nombre}`");
        }
        id.to_owned()
    }

    /// A wide table scrolls in a region of its own; who has no mouse must be able to reach it, and know which it is.
    ///
    /// The columns' alignment is left out: it would need a `style` attribute, which the site's security policy refuses.
    fn start_table(&mut self, columns: usize) {
        let label = self.draft.headings.last().map_or(self.passage.title, |heading| &heading.text);
        let label = slug::unique(label, ' ', &mut self.labels);
        let label = html::escape(&label);
        let region = format!("<section class=\"table-wrap\" aria-label=\"{label}\" tabindex=\"0\">");
        self.push(raw(region));
        self.push(Event::Start(Tag::Table(vec![Alignment::None; columns])));
    }
}

fn raw<'a>(html: impl Into<CowStr<'a>>) -> Event<'a> {
    Event::Html(html.into())
}
