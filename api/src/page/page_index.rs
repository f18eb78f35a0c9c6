//! What a built page tells of itself: which names it has, and what it had chosen before the visitor did.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use lol_html::errors::RewritingError;
use lol_html::html_content::Element;
use lol_html::{HandlerResult, RewriteStrSettings, element, rewrite_str};
use policy::contract::{ROW_PLACEHOLDER, attribute};

/// What a built page tells of itself. A row's names have [`ROW_PLACEHOLDER`] for the row's number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Built {
    /// The names of controls and rows, to which a link can lead.
    places: BTreeSet<String>,
    /// What is chosen in a group of radio buttons or a list, by name.
    chosen: BTreeMap<String, String>,
}

impl Built {
    /// Returns what the page `html` tells of itself.
    pub(crate) fn read(html: &str) -> Result<Self, RewritingError> {
        let reading = RefCell::new(Reading::default());
        let note = |selector: &str, note: Note| {
            let reading = &reading;
            element!(selector, move |el: &mut Element<'_, '_>| {
                note(&mut reading.borrow_mut(), el);
                HandlerResult::Ok(())
            })
        };
        let settings = RewriteStrSettings::new()
            .append_element_content_handler(note(
                &format!("[{}], [{}]", attribute::CONTROL, attribute::ROWS),
                Reading::note_place,
            ))
            .append_element_content_handler(note("input[type=radio][checked]", Reading::note_radio))
            .append_element_content_handler(note("select[name]", Reading::note_select))
            .append_element_content_handler(note("select[name] option[selected]", Reading::note_option));
        rewrite_str(html, settings)?;
        Ok(reading.into_inner().built)
    }

    /// Returns whether the page has this name. An answer that the form does not ask for has nothing there to which a
    /// link could lead.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.places.contains(&common(name))
    }

    /// Returns what the page had chosen for this name.
    pub(crate) fn chosen(&self, name: &str) -> Option<&str> {
        self.chosen.get(&common(name)).map(String::as_str)
    }
}

/// What is known while a page is read.
#[derive(Default)]
struct Reading {
    built: Built,
    /// The name of the list in which the rewriter stands.
    select: Option<String>,
}

type Note = fn(&mut Reading, &Element<'_, '_>);

impl Reading {
    fn note_place(&mut self, el: &Element<'_, '_>) {
        let name = el.get_attribute(attribute::CONTROL).or_else(|| el.get_attribute(attribute::ROWS));
        self.built.places.extend(name.map(|name| common(&name)));
    }

    fn note_radio(&mut self, el: &Element<'_, '_>) {
        self.note_chosen(el.get_attribute("name"), el);
    }

    fn note_select(&mut self, el: &Element<'_, '_>) {
        self.select = el.get_attribute("name");
    }

    fn note_option(&mut self, el: &Element<'_, '_>) {
        self.note_chosen(self.select.clone(), el);
    }

    fn note_chosen(&mut self, name: Option<String>, el: &Element<'_, '_>) {
        self.built.chosen.extend(name.map(|name| common(&name)).zip(el.get_attribute("value")));
    }
}

/// The first row is built with its number and the others with [`ROW_PLACEHOLDER`]: one name for both.
fn common(name: &str) -> String {
    match split_row(name) {
        Some((rows, _, field)) => format!("{rows}.{ROW_PLACEHOLDER}.{field}"),
        None => name.to_owned(),
    }
}

/// Takes `cuentas.2.usuario` apart; numbers count from 1.
pub(crate) fn split_row(name: &str) -> Option<(&str, usize, &str)> {
    let (rows, rest) = name.split_once('.')?;
    let (number, field) = rest.split_once('.')?;
    Some((rows, number.parse().ok().filter(|number| *number > 0)?, field))
}
