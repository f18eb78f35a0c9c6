//! Fills the error summary and the other messages about the whole request.

use std::borrow::Cow;

use lol_html::html_content::{ContentType, Element};
use policy::FieldError;
use policy::contract::attribute;
use policy::form::confirm::SummarySection;

use crate::page::fill::PageFiller;
use crate::page::{PageMessage, set_attribute};
use crate::ticket::review::PendingConfirmation;

impl PageFiller<'_> {
    pub(super) fn fill_slot(&self, el: &mut Element<'_, '_>) {
        match (el.get_attribute(attribute::SLOT).unwrap_or_default().as_str(), self.data.message) {
            ("title", _) if self.has_errors() => {
                let prefix = el.get_attribute(attribute::ERROR_PREFIX).unwrap_or_default();
                el.prepend(&prefix, ContentType::Html);
            }
            ("summary", _) if self.has_errors() => {
                el.remove_attribute("hidden");
                set_attribute(el, "autofocus", "");
            }
            ("summary-list", _) if self.has_errors() => self.fill_error_summary(el),
            ("paste", PageMessage::PasteResult { rows, notices })
                if el.get_attribute(attribute::PASTE_OF).as_deref() == Some(rows) =>
            {
                self.reveal(el);
                el.append("<ul>", ContentType::Html);
                append_items(el, notices);
                el.append("</ul>", ContentType::Html);
            }
            (slot, PageMessage::PendingConfirmation(review)) => self.fill_review(slot, review, el),
            _ => {}
        }
    }

    fn fill_error_summary(&self, list: &mut Element<'_, '_>) {
        if let PageMessage::Problem(detail) = self.data.message {
            append_text(list, "<li>", detail, "</li>");
        }
        for error in self.data.errors {
            let path = error.path.to_string();
            let text = self.summary_text(error);
            if self.index.has_name(&path) {
                let start = format!("<li><a href=\"#{}\">", path.replace('.', "-"));
                append_text(list, &start, &text, "</a></li>");
            } else {
                append_text(list, "<li>", &text, "</li>");
            }
        }
    }

    /// Returns the message, after the heading of its row if there are several: each of them may have the same error.
    fn summary_text<'a>(&self, error: &'a FieldError) -> Cow<'a, str> {
        let row = error.path.row.as_ref().and_then(|(id, number)| {
            let rows = self.data.rows.iter().find(|rows| rows.id == *id && rows.shown > 1)?;
            Some(rows.label.replace("{renglon}", &number.to_string()))
        });
        match row {
            Some(heading) => Cow::Owned(format!("{heading}: {}", error.message)),
            None => Cow::Borrowed(&error.message),
        }
    }

    fn fill_review(&self, slot: &str, review: &PendingConfirmation, el: &mut Element<'_, '_>) {
        match slot {
            "review" => self.reveal(el),
            "review-list" => append_items(el, &review.summary.consequences),
            "review-warnings" if !review.summary.warnings.is_empty() => {
                append_items(el, &review.summary.warnings);
                el.remove_attribute("hidden");
            }
            "review-answers" => {
                review.summary.sections.iter().for_each(|section| append_section(el, section));
            }
            "confirm" => set_attribute(el, "value", &review.token),
            // There is one button that sends the form, and its text says what it does.
            "send" => set_attribute(el, "hidden", ""),
            _ => {}
        }
    }

    /// Errors take the focus before any other message.
    fn reveal(&self, el: &mut Element<'_, '_>) {
        el.remove_attribute("hidden");
        if !self.has_errors() {
            set_attribute(el, "autofocus", "");
        }
    }
}

fn append_section(el: &mut Element<'_, '_>, section: &SummarySection) {
    if let Some(title) = &section.title {
        append_text(el, "<h3>", title, "</h3>");
    }
    el.append("<dl>", ContentType::Html);
    for (question, answer) in &section.answers {
        append_text(el, "<dt>", question, "</dt>");
        append_text(el, "<dd>", answer, "</dd>");
    }
    el.append("</dl>", ContentType::Html);
}

fn append_items(list: &mut Element<'_, '_>, texts: &[String]) {
    for text in texts {
        append_text(list, "<li>", text, "</li>");
    }
}

fn append_text(el: &mut Element<'_, '_>, start_tag: &str, text: &str, end_tag: &str) {
    el.append(start_tag, ContentType::Html);
    el.append(text, ContentType::Text);
    el.append(end_tag, ContentType::Html);
}
