//! The table of contents of a page, as HTML.

use crate::html::escape;
use crate::markdown::Heading;

/// It shows headings down to this level.
const DEEPEST: u8 = 3;

/// Returns the items of the list that leads to `headings`: those of the second level, each with those of the third below
/// it. Nothing when there are none.
pub(crate) fn index<'a>(headings: impl Iterator<Item = &'a Heading>) -> String {
    let mut html = String::new();
    // Whether an item is open, and whether it has a list of its own.
    let (mut in_item, mut in_list) = (false, false);
    for Heading { level, id, text } in headings.filter(|heading| heading.level <= DEEPEST) {
        let link = ["<li><a href=\"#", &escape(id), "\">", &escape(text), "</a>"];
        if *level == DEEPEST && in_item {
            html.push_str(if in_list { "" } else { "\n<ul>" });
            html.push('\n');
            html.extend(link);
            html.push_str("</li>");
            in_list = true;
            continue;
        }
        html.push_str(end(in_item, in_list));
        html.extend(link);
        (in_item, in_list) = (true, false);
    }
    html.push_str(end(in_item, in_list));
    html
}

/// Returns the end of an item.
fn end(in_item: bool, in_list: bool) -> &'static str {
    match (in_item, in_list) {
        (true, true) => "\n</ul></li>\n",
        (true, false) => "</li>\n",
        (false, _) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn gives(headings: &[(u8, &str)], html: &str) {
        let heading =
            |(level, id): &(u8, &str)| Heading { level: *level, id: (*id).to_owned(), text: "&".to_owned() };
        let headings: Vec<_> = headings.iter().map(heading).collect();
        assert_eq!(index(headings.iter()), html);
    }

    #[test]
    fn a_heading_of_the_third_level_stands_under_the_last_of_the_second() {
        gives(
            &[(3, "a"), (2, "b"), (3, "c"), (4, "d"), (3, "e"), (2, "f")],
            "<li><a href=\"#a\">&amp;</a></li>\n\
             <li><a href=\"#b\">&amp;</a>\n<ul>\n\
             <li><a href=\"#c\">&amp;</a></li>\n\
             <li><a href=\"#e\">&amp;</a></li>\n\
             </ul></li>\n\
             <li><a href=\"#f\">&amp;</a></li>\n",
        );
    }

    #[test]
    fn a_page_without_headings_has_no_index() {
        gives(&[(4, "a")], "");
        gives(&[], "");
    }
}
