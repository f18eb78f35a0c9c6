//! The names and the defaults of a built page.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use lol_html::errors::RewritingError;
use lol_html::html_content::Element;
use lol_html::{HandlerResult, RewriteStrSettings, element, rewrite_str};
use policy::contract::{ROW_PLACEHOLDER, attribute};

/// The names and the defaults of a built page. The names of fields in rows have [`ROW_PLACEHOLDER`] for the number.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageIndex {
    /// The names of controls and rows, which can be the target of a link.
    names: BTreeSet<String>,
    /// The selected value of each group of radio buttons or list, by name.
    defaults: BTreeMap<String, String>,
}

impl PageIndex {
    /// Returns the index of the page `html`.
    pub(crate) fn read(html: &str) -> Result<Self, RewritingError> {
        let index = RefCell::new(Self::default());
        let select = RefCell::new(None);
        let add_default = |name: Option<String>, el: &Element<'_, '_>| {
            let name = name.as_deref().map(template_name);
            index.borrow_mut().defaults.extend(name.zip(el.get_attribute("value")));
            HandlerResult::Ok(())
        };
        let named = format!("[{}], [{}]", attribute::CONTROL, attribute::ROWS);
        let settings = RewriteStrSettings::new()
            .append_element_content_handler(element!(named, |el| {
                let name = el.get_attribute(attribute::CONTROL).or_else(|| el.get_attribute(attribute::ROWS));
                index.borrow_mut().names.extend(name.as_deref().map(template_name));
                Ok(())
            }))
            .append_element_content_handler(element!("input[type=radio][checked]", |el| {
                add_default(el.get_attribute("name"), el)
            }))
            .append_element_content_handler(element!("select[name]", |el| {
                select.replace(el.get_attribute("name"));
                Ok(())
            }))
            .append_element_content_handler(element!("select[name] option[selected]", |el| {
                add_default(select.borrow().clone(), el)
            }));
        rewrite_str(html, settings)?;
        Ok(index.into_inner())
    }

    /// Returns whether the page has this name, so that a link can lead to it.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.names.contains(&template_name(name))
    }

    /// Returns the value that the built page has selected for this name.
    pub(crate) fn default_value(&self, name: &str) -> Option<&str> {
        self.defaults.get(&template_name(name)).map(String::as_str)
    }
}

/// Returns `name` with the placeholder for the number of its row, as the row's template has it.
fn template_name(name: &str) -> String {
    match split_row(name) {
        Some((rows, _, field)) => format!("{rows}.{ROW_PLACEHOLDER}.{field}"),
        None => name.to_owned(),
    }
}

/// Splits `cuentas.2.usuario` into rows, number and field; numbers start at 1.
pub(crate) fn split_row(name: &str) -> Option<(&str, usize, &str)> {
    let (rows, rest) = name.split_once('.')?;
    let (number, field) = rest.split_once('.')?;
    Some((rows, number.parse().ok().filter(|number| *number > 0)?, field))
}
