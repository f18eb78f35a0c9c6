//! Reports Markdown that pages cannot have.

use std::ops::Range;

use crate::html;
use crate::markdown::rewrite::EventRewriter;

/// An element that cannot contain some components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InlineParent {
    Paragraph,
    Heading,
    Cell,
    Link,
}

impl InlineParent {
    fn name(self) -> &'static str {
        match self {
            Self::Paragraph => "un párrafo",
            Self::Heading => "un título",
            Self::Cell => "la celda de una tabla",
            Self::Link => "un enlace",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Link => "quite el enlace que lo rodea: el componente ya es uno",
            _ => "déjelo solo, con una línea en blanco antes y otra después",
        }
    }

    /// Returns whether the element cannot contain `html`: a link contains no link, the others no blocks.
    fn is_misplaced(self, html: &str) -> bool {
        match self {
            Self::Link => html::tags(html).any(|tag| tag.name == "a"),
            _ => html::is_block(html),
        }
    }
}

impl EventRewriter<'_> {
    /// Returns the position in the Markdown of `range` of the parsed text.
    pub(crate) fn source_range(&self, range: Range<usize>) -> Range<usize> {
        self.extracted.source_position(range.start)..self.extracted.source_position(range.end)
    }

    pub(crate) fn report(
        &mut self,
        range: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
        help: &str,
    ) {
        let range = self.source_range(range);
        self.diagnostics.push(self.source.diagnostic(range, code, message).help(help));
    }

    /// Returns the last occurrence of `text` in `range`; all of `range` if it is missing.
    pub(crate) fn narrow(&self, range: Range<usize>, text: &str) -> Range<usize> {
        match self.extracted.text[range.clone()].rfind(text).filter(|_| !text.is_empty()) {
            Some(at) => range.start + at..range.start + at + text.len(),
            None => range,
        }
    }

    /// Reports HTML, except comments, which are not published.
    pub(crate) fn check_html(&mut self, html: &str, range: Range<usize>) {
        let html = html.trim();
        if !html.starts_with("<!--") && !html.starts_with("</") {
            let help = "use Markdown o un componente, como `{{ <horario /> }}`; si es código, póngalo entre acentos graves";
            let first = html.lines().next().unwrap_or_default();
            self.report(range, "html", format!("`{first}`: una página no puede llevar HTML"), help);
        }
    }

    /// Reports the first component in `text` that `parent` cannot contain.
    pub(crate) fn check_component_placement(&mut self, text: &str, parent: InlineParent) {
        let misplaced =
            |c: char| self.extracted.index(c).filter(|index| parent.is_misplaced(&self.values[*index]));
        let Some(expression) =
            text.chars().find_map(misplaced).and_then(|at| self.extracted.expressions.get(at))
        else {
            return;
        };
        let message = format!("`{}` no cabe dentro de {}", expression.source, parent.name());
        let diagnostic = self.source.diagnostic(expression.range.clone(), "componente-en-parrafo", message);
        self.diagnostics.push(diagnostic.help(parent.help()));
    }

    /// Reports attributes of a heading other than its id, which would be lost.
    pub(crate) fn report_attributes(&mut self, range: Range<usize>) {
        let heading = &self.extracted.text[range.clone()];
        let start = heading.rfind('{').unwrap_or_default();
        let length = heading[start..].find('}').map_or(heading.len() - start, |end| end + 1);
        let range = range.start + start..range.start + start + length;
        let found = &self.extracted.text[range.clone()];
        let message = format!("`{found}` no es el nombre de un título");
        let help = "escriba `{#nombre}` al final del título, sin espacios; si es texto, póngalo entre acentos graves";
        self.report(range, "identificador", message, help);
    }

    /// Reports a heading of the first level, and one that skips a level.
    pub(crate) fn check_heading_level(&mut self, level: u8, range: Range<usize>) {
        let before = self.rendered.headings.last().map_or(1, |heading| heading.level);
        // An underlined heading has no `#`.
        let signs = self.extracted.text[range.clone()].bytes().take_while(|sign| *sign == b'#').count();
        let range = if signs == 0 { range } else { range.start..range.start + signs };
        if level == 1 {
            let message = "`#` es el título de la página, que ya está en `titulo`";
            self.report(range, "titulo-1", message, "escriba `##`");
        } else if level > before + 1 {
            let message = format!("el título salta del nivel {before} al {level}");
            let wanted = "#".repeat(usize::from(before) + 1);
            self.report(range, "nivel-de-titulo", message, &format!("escriba `{wanted}`"));
        }
    }

    /// Reports an image without alternative text.
    pub(crate) fn end_image(&mut self) {
        let Some((range, alternative)) = self.image.take() else { return };
        if alternative.trim().is_empty() {
            let range = range.start..(range.start + "![]".len()).min(range.end);
            let help = "escriba entre los corchetes lo que la imagen muestra: `![El botón Enviar](…)`";
            self.report(range, "imagen-sin-texto", "la imagen no tiene texto alternativo", help);
        }
    }
}
