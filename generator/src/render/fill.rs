//! The filter `fill`: a pattern of `words.yaml` with its names filled.

use tera::{Kwargs, State, StringInput, Value};

use crate::html::escape;
use crate::render::view;

/// Returns the pattern as HTML, each `{name}` replaced by the argument of that name.
///
/// What is not HTML already is escaped, the pattern too.
#[expect(clippy::needless_pass_by_value, reason = "Tera hands over a filter's arguments")]
pub(super) fn fill(pattern: StringInput<'_>, values: Kwargs, _: &State<'_>) -> Value {
    let html = |text: &str, is_safe: bool| if is_safe { text.to_owned() } else { escape(text).into_owned() };
    let filled: Vec<(String, String)> = values
        .iter()
        .filter_map(|(name, value)| {
            let text = html(value.as_str()?, value.is_safe());
            Some((name.as_str()?.to_owned(), text))
        })
        .collect();
    let filled: Vec<(&str, &str)> = filled.iter().map(|(name, value)| (&**name, &**value)).collect();
    Value::safe_string(&view::fill(&html(pattern.as_str(), pattern.is_safe()), &filled))
}
