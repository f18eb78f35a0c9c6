//! The sections of the policy as plain text, for the search in the browser.

use serde::Serialize;

use crate::html;
use crate::markdown::RenderedMarkdown;
use crate::model::Page;

/// A heading and the text up to the next heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Section {
    title: String,
    /// The title of its page.
    page: String,
    /// Its address: `/tickets/#altas`.
    address: String,
    text: String,
}

/// Returns the sections of `page`; the first one is the text before its headings.
pub(crate) fn sections(page: &Page, rendered: &RenderedMarkdown) -> Vec<Section> {
    let headings = rendered.headings.iter().filter_map(|heading| {
        let start =
            rendered.html.find(&format!("<h{} id=\"{}\"", heading.level, html::escape(&heading.id)))?;
        Some((start, heading.text.clone(), format!("{}#{}", page.address, heading.id)))
    });
    let mut headings: Vec<_> =
        [(0, page.title.clone(), page.address.clone())].into_iter().chain(headings).collect();
    headings.sort_by_key(|(start, ..)| *start);
    let ends: Vec<usize> =
        headings.iter().skip(1).map(|(start, ..)| *start).chain([rendered.html.len()]).collect();
    let section = |((start, title, address), end): ((usize, String, String), usize)| Section {
        title,
        page: page.title.clone(),
        address,
        text: below_heading(&rendered.html[start..end]),
    };
    headings.into_iter().zip(ends).map(section).collect()
}

/// Returns the text of `html` without a heading at its start.
fn below_heading(html: &str) -> String {
    const ENDS: [&str; 8] = ["</p>", "</li>", "</td>", "</th>", "</dt>", "</dd>", "</caption>", "</h"];
    let heading = html.strip_prefix("<h").and_then(|rest| rest.split_once("</h"));
    let mut below =
        heading.map_or(html, |(_, below)| below.split_once('>').map_or("", |(_, rest)| rest)).to_owned();
    for end in ENDS {
        below = below.replace(end, &format!(" {end}"));
    }
    html::text(&below).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn section_text_has_separated_words_and_no_heading() {
        let html = "<h2 id=\"a\">A <a href=\"#a\">#</a></h2>\n<p>Uno, <b>dos</b>.</p><table><tr><th>x</th><td>y &amp; z</td></tr></table>";
        assert_eq!(below_heading(html), "Uno, dos. x y & z");
    }
}
