//! The policy's sections as plain text: what a browser searches, without a server.

use serde::Serialize;

use crate::html;
use crate::markdown::Draft;
use crate::model::Page;

/// A heading and the text below it, down to the next heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Section {
    title: String,
    /// The title of its page.
    page: String,
    /// Where it stands: `/tickets/#altas`.
    address: String,
    text: String,
}

/// Returns the sections of `page`, whose Markdown came to `draft`; the first is what stands above its headings.
pub(crate) fn sections(page: &Page, draft: &Draft) -> Vec<Section> {
    let places = draft.headings.iter().filter_map(|heading| {
        let start = draft.html.find(&format!("<h{} id=\"{}\"", heading.level, html::escape(&heading.id)))?;
        Some((start, heading.text.clone(), format!("{}#{}", page.address, heading.id)))
    });
    let mut places: Vec<_> =
        [(0, page.title.clone(), page.address.clone())].into_iter().chain(places).collect();
    places.sort_by_key(|(start, ..)| *start);
    let ends: Vec<usize> =
        places.iter().skip(1).map(|(start, ..)| *start).chain([draft.html.len()]).collect();
    let section = |((start, title, address), end): ((usize, String, String), usize)| Section {
        title,
        page: page.title.clone(),
        address,
        text: below_heading(&draft.html[start..end]),
    };
    places.into_iter().zip(ends).map(section).collect()
}

/// Returns the text of `html` without the heading with which it begins, if it does.
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
    fn a_text_keeps_its_words_apart_and_has_no_heading_in_it() {
        let html = "<h2 id=\"a\">A <a href=\"#a\">#</a></h2>\n<p>Uno, <b>dos</b>.</p><table><tr><th>x</th><td>y &amp; z</td></tr></table>";
        assert_eq!(below_heading(html), "Uno, dos. x y & z");
    }
}
