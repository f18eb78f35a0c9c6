//! What is said of a request as a whole, put into its own slots.

use lol_html::HandlerResult;
use lol_html::html_content::{ContentType, Element};

use policy::contract::attribute;
use policy::form::model::SummarySection;

use crate::page::PageMessage;
use crate::page::fill::{Page, put_item};
use crate::ticket::review::PendingConfirmation;

impl Page<'_> {
    /// Fills a slot that is about the request as a whole, if it is the one that has something to say.
    pub(crate) fn put_said(&self, slot: &str, el: &mut Element<'_, '_>) -> HandlerResult {
        match (slot, self.filling.said) {
            ("paste", PageMessage::PasteResult { rows, notices })
                if el.get_attribute(attribute::PASTE_OF).as_deref() == Some(rows) =>
            {
                self.show(el)?;
                put_list(el, notices);
            }
            (slot, PageMessage::PendingConfirmation(review)) => self.put_review(slot, review, el)?,
            _ => {}
        }
        Ok(())
    }

    fn put_review(
        &self,
        slot: &str,
        review: &PendingConfirmation,
        el: &mut Element<'_, '_>,
    ) -> HandlerResult {
        match slot {
            "review" => self.show(el)?,
            "review-list" => review.check.consequences.iter().for_each(|text| put_item(el, None, text)),
            "review-warnings" if !review.check.warnings.is_empty() => {
                el.remove_attribute("hidden");
                review.check.warnings.iter().for_each(|text| put_item(el, None, text));
            }
            "review-answers" => review.check.parts.iter().for_each(|part| put_part(el, part)),
            "confirm" => el.set_attribute("value", &review.seal)?,
            // There is one button that sends, and it says what it does.
            "send" => el.set_attribute("hidden", "")?,
            _ => {}
        }
        Ok(())
    }

    /// What must be mended goes before what is only told.
    fn show(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        el.remove_attribute("hidden");
        if !self.refuses() {
            el.set_attribute("autofocus", "")?;
        }
        Ok(())
    }
}

fn put_part(el: &mut Element<'_, '_>, part: &SummarySection) {
    if let Some(title) = &part.title {
        put_text(el, "h3", title);
    }
    el.append("<dl>", ContentType::Html);
    for (question, answer) in &part.answers {
        put_text(el, "dt", question);
        put_text(el, "dd", answer);
    }
    el.append("</dl>", ContentType::Html);
}

fn put_text(el: &mut Element<'_, '_>, tag: &str, text: &str) {
    el.append(&format!("<{tag}>"), ContentType::Html);
    el.append(text, ContentType::Text);
    el.append(&format!("</{tag}>"), ContentType::Html);
}

fn put_list(el: &mut Element<'_, '_>, texts: &[String]) {
    el.append("<ul>", ContentType::Html);
    for text in texts {
        put_item(el, None, text);
    }
    el.append("</ul>", ContentType::Html);
}
