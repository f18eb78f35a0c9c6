//! What Markdown may not have, told where it stands.

use std::ops::Range;

use crate::html;
use crate::markdown::rewrite::EventRewriter;

/// Where a component may not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    Paragraph,
    Heading,
    Cell,
    Link,
}

impl Within {
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

    /// Returns whether `html` cannot stand there: no link holds another, and all else holds no blocks.
    fn is_misfit(self, html: &str) -> bool {
        match self {
            Self::Link => html::tags(html).any(|tag| tag.name == "a"),
            _ => html::is_block(html),
        }
    }
}

impl EventRewriter<'_> {
    /// Returns where `range` of the text that was parsed stands in the passage.
    pub(crate) fn original(&self, range: Range<usize>) -> Range<usize> {
        self.cut.original(range.start)..self.cut.original(range.end)
    }

    pub(crate) fn fault(
        &mut self,
        range: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
        help: &str,
    ) {
        let range = self.original(range);
        self.faults.push(self.passage.diagnostic(range, code, message).help(help));
    }

    /// Returns where `words` stand last within `range`, or all of it when they stand there in another form.
    pub(crate) fn narrowed(&self, range: Range<usize>, words: &str) -> Range<usize> {
        match self.cut.text[range.clone()].rfind(words).filter(|_| !words.is_empty()) {
            Some(at) => range.start + at..range.start + at + words.len(),
            None => range,
        }
    }

    /// Comments are the editor's own and are not published; any other HTML is refused.
    pub(crate) fn refuse_html(&mut self, html: &str, range: Range<usize>) {
        let html = html.trim();
        if !html.starts_with("<!--") && !html.starts_with("</") {
            let help = "use Markdown o un componente, como `{{ <horario /> }}`; si es código, póngalo entre acentos graves";
            let first = html.lines().next().unwrap_or_default();
            self.fault(range, "html", format!("`{first}`: una página no puede llevar HTML"), help);
        }
    }

    /// Refuses the first component in `text` that does not fit where that stands.
    pub(crate) fn refuse_misfits(&mut self, text: &str, within: Within) {
        let misfit = |c: char| self.cut.index(c).filter(|index| within.is_misfit(&self.values[*index]));
        let Some(expression) = text.chars().find_map(misfit).and_then(|at| self.cut.expressions.get(at))
        else {
            return;
        };
        let message = format!("`{}` no cabe dentro de {}", expression.source, within.name());
        let fault = self.passage.diagnostic(expression.range.clone(), "componente-en-parrafo", message);
        self.faults.push(fault.help(within.help()));
    }

    /// Of what may stand in braces after a heading, only a name has a meaning; the rest would be lost.
    pub(crate) fn refuse_attributes(&mut self, range: Range<usize>) {
        let heading = &self.cut.text[range.clone()];
        let start = heading.rfind('{').unwrap_or_default();
        let length = heading[start..].find('}').map_or(heading.len() - start, |end| end + 1);
        let range = range.start + start..range.start + start + length;
        let found = &self.cut.text[range.clone()];
        let message = format!("`{found}` no es el nombre de un título");
        let help = "escriba `{#nombre}` al final del título, sin espacios; si es texto, póngalo entre acentos graves";
        self.fault(range, "identificador", message, help);
    }

    pub(crate) fn refuse_level(&mut self, level: u8, range: Range<usize>) {
        let before = self.draft.headings.last().map_or(1, |heading| heading.level);
        // A heading that is underlined has no signs of its own.
        let signs = self.cut.text[range.clone()].bytes().take_while(|sign| *sign == b'#').count();
        let range = if signs == 0 { range } else { range.start..range.start + signs };
        if level == 1 {
            self.fault(
                range,
                "titulo-1",
                "`#` es el título de la página, que ya está en `titulo`",
                "escriba `##`",
            );
        } else if level > before + 1 {
            let message = format!("el título salta del nivel {before} al {level}");
            let wanted = "#".repeat(usize::from(before) + 1);
            self.fault(range, "nivel-de-titulo", message, &format!("escriba `{wanted}`"));
        }
    }

    /// Who cannot see an image is told what it shows.
    pub(crate) fn end_image(&mut self) {
        let Some((range, words)) = self.image.take() else { return };
        if words.trim().is_empty() {
            let range = range.start..(range.start + "![]".len()).min(range.end);
            let help = "escriba entre los corchetes lo que la imagen muestra: `![El botón Enviar](…)`";
            self.fault(range, "imagen-sin-texto", "la imagen no tiene texto alternativo", help);
        }
    }
}
