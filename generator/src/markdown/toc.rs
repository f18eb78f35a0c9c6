//! The table of contents of a page, as HTML.

use crate::html::escape;
use crate::markdown::Heading;

/// The deepest level that it shows.
const MAX_LEVEL: u8 = 3;

/// Returns the list items for `headings`: the second level, with the third nested in it; empty without headings.
pub(crate) fn render_toc<'a>(headings: impl Iterator<Item = &'a Heading>) -> String {
    let mut html = String::new();
    // Whether an item is open, and whether it has a nested list.
    let (mut in_item, mut in_list) = (false, false);
    for Heading { level, id, text } in headings.filter(|heading| heading.level <= MAX_LEVEL) {
        let link = ["<li><a href=\"#", &escape(id), "\">", &escape(text), "</a>"];
        if *level == MAX_LEVEL && in_item {
            html.push_str(if in_list { "" } else { "\n<ul>" });
            html.push('\n');
            html.extend(link);
            html.push_str("</li>");
            in_list = true;
            continue;
        }
        html.push_str(close_item(in_item, in_list));
        html.extend(link);
        (in_item, in_list) = (true, false);
    }
    html.push_str(close_item(in_item, in_list));
    html
}

/// Returns the end tags of an item.
fn close_item(in_item: bool, in_list: bool) -> &'static str {
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
    fn assert_toc(headings: &[(u8, &str)], html: &str) {
        let heading =
            |(level, id): &(u8, &str)| Heading { level: *level, id: (*id).to_owned(), text: "&".to_owned() };
        let headings: Vec<_> = headings.iter().map(heading).collect();
        assert_eq!(render_toc(headings.iter()), html);
    }

    #[test]
    fn toc_nests_third_level_under_second() {
        assert_toc(
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
    fn toc_is_empty_without_headings() {
        assert_toc(&[(4, "a")], "");
        assert_toc(&[], "");
    }
}
