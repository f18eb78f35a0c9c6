//! What Markdown may not have, told where it stands.

use std::ops::Range;

use super::Writing;

impl Writing<'_> {
    /// Returns where `range` of the text that was parsed stands in the passage.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        self.cut.original(range.start)..self.cut.original(range.end)
    }

    pub(super) fn fault(
        &mut self,
        range: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
        help: &str,
    ) {
        let range = self.original(range);
        self.faults.push(self.passage.fault(range, code, message).help(help));
    }

    /// Returns where `words` stand last within `range`, or all of it when they stand there in another form.
    pub(super) fn narrowed(&self, range: Range<usize>, words: &str) -> Range<usize> {
        match self.cut.text[range.clone()].rfind(words).filter(|_| !words.is_empty()) {
            Some(at) => range.start + at..range.start + at + words.len(),
            None => range,
        }
    }

    /// Comments are the editor's own and are not published; any other HTML is refused.
    pub(super) fn refuse_html(&mut self, html: &str, range: Range<usize>) {
        let html = html.trim();
        if !html.starts_with("<!--") && !html.starts_with("</") {
            let help = "use Markdown o un componente, como `{{ <horario /> }}`; si es código, póngalo entre acentos graves";
            let first = html.lines().next().unwrap_or_default();
            self.fault(range, "html", format!("`{first}`: una página no puede llevar HTML"), help);
        }
    }

    pub(super) fn refuse_block(&mut self, block: char) {
        let Some(expression) = self.cut.index(block).and_then(|index| self.cut.expressions.get(index)) else {
            return;
        };
        let message = format!("`{}` no cabe dentro de un párrafo", expression.source);
        let fault = self.passage.fault(expression.range.clone(), "componente-en-parrafo", message);
        self.faults.push(fault.help("déjelo solo, con una línea en blanco antes y otra después"));
    }

    pub(super) fn refuse_level(&mut self, level: u8, range: Range<usize>) {
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
    pub(super) fn end_image(&mut self) {
        let Some((range, words)) = self.image.take() else { return };
        if words.trim().is_empty() {
            let range = range.start..(range.start + "![]".len()).min(range.end);
            let help = "escriba entre los corchetes lo que la imagen muestra: `![El botón Enviar](…)`";
            self.fault(range, "imagen-sin-texto", "la imagen no tiene texto alternativo", help);
        }
    }
}
