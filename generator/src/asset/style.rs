//! The style sheet, without what only its authors read.

/// Returns `css` without comments and needless spaces. Texts between double quotes stay as they are.
///
/// It knows as much of CSS as our own style sheet needs: no text of it has an escaped quote or the start of a comment,
/// and a space before a colon means something, as in `a :is(b)`.
///
/// ```
/// let css = "/* Ink. */\na:hover > b {\n  color: red;\n}\n";
/// assert_eq!(generator::asset::style::minify(css), "a:hover>b{color:red}");
/// ```
#[must_use]
pub fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    for (i, part) in without_comments(css).split('"').enumerate() {
        if i % 2 == 1 {
            out.extend(["\"", part, "\""]);
        } else {
            squeeze(part, &mut out);
        }
    }
    out
}

/// Appends `css`, which holds no text, to `out`.
fn squeeze(css: &str, out: &mut String) {
    const ALONE: [char; 6] = ['{', '}', ';', ',', '>', ':'];
    let mut space = false;
    for c in css.chars() {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        let tight = out.is_empty() || out.ends_with(ALONE) || matches!(c, '{' | '}' | ';' | ',' | '>' | '!');
        if space && !tight {
            out.push(' ');
        }
        if c == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push(c);
        space = false;
    }
    // A space before a text is kept: which of them matter is not worth knowing.
    if space && !out.ends_with(ALONE) {
        out.push(' ');
    }
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_descendant_pseudo_class_keeps_its_space() {
        assert_eq!(minify("a :is(b, c) , d { margin : 0 auto }"), "a :is(b,c),d{margin :0 auto}");
    }

    #[test]
    fn a_sum_keeps_the_spaces_of_its_sign() {
        assert_eq!(minify("a{width: calc(1px + 2px - 3px);}"), "a{width:calc(1px + 2px - 3px)}");
    }

    #[test]
    fn a_condition_keeps_the_space_before_its_parenthesis() {
        assert_eq!(
            minify("@media screen and (min-width: 1px) {\n a { b: c } }"),
            "@media screen and (min-width:1px){a{b:c}}"
        );
    }

    #[test]
    fn a_text_stays_as_it_is() {
        assert_eq!(
            minify("a { content: \" ;  > \" attr(b) \": \"; }"),
            "a{content:\" ;  > \" attr(b) \": \"}"
        );
    }

    #[test]
    fn a_comment_that_does_not_end_ends_the_sheet() {
        assert_eq!(minify("a{b:c}/* d"), "a{b:c}");
    }
}
