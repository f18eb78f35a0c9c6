//! Heuristics: patterns in a line, or in the one above it, that explain a syntax error.

use std::ops::Range;

use crate::parse::yaml::origin::line::Line;
use crate::parse::yaml::syntax::{
    BRACES, COLON, EMPTY_LIST, Explanation, HARD_SPACE, INDENTATION, NO_COLON, NO_DASH, NO_SPACE,
    NO_SPACE_AFTER_DASH, SIGN, TAB, TEXT_INDENT, UNKNOWN,
};

type Clue = fn(Line<'_>) -> Option<(Explanation, Range<usize>)>;

/// The most reliable first.
const CLUES: [Clue; 4] = [hard_space, sign, no_space, empty_list];

/// Returns the explanation of the first heuristic that matches; the parser stopped in `line` with `explanation`.
pub(crate) fn find(line: Line<'_>, explanation: Explanation) -> Option<(Explanation, Range<usize>)> {
    let before =
        line.before().filter(|before| before.indent() <= line.indent() || hard_space(*before).is_some());
    let lines = [Some(line), before].into_iter().flatten();
    let clue = CLUES.iter().find_map(|clue| lines.clone().find_map(clue));
    clue.or_else(|| match explanation {
        COLON | INDENTATION | NO_COLON => no_dash(line).or_else(|| text_indent(line)),
        UNKNOWN => first_indent(line),
        _ => None,
    })
}

/// The first line is indented, or has a tab, and the line of the error is not.
fn first_indent(line: Line<'_>) -> Option<(Explanation, Range<usize>)> {
    let first = std::iter::successors(line.before(), |above| above.before()).last()?;
    if first.raw().starts_with('\t') {
        return Some((TAB, first.start..first.start + 1));
    }
    (first.indent() > line.indent()).then_some((INDENTATION, first.content().start..first.colon()?))
}

/// A non-breaking space before the key, after the dash or after the colon.
fn hard_space(line: Line<'_>) -> Option<(Explanation, Range<usize>)> {
    const HARD: char = '\u{a0}';
    let mut hard = line.raw().char_indices().filter(|(_, sign)| *sign == HARD);
    let at = hard.find_map(|(at, _)| {
        let before = &line.raw()[..at];
        let is_structure = before.chars().all(|sign| sign == ' ' || sign == '-' || sign == HARD);
        let follows_key = before.strip_suffix(':').is_some_and(|key| key.ends_with(char::is_alphanumeric));
        (is_structure || follows_key).then_some(line.start + at)
    })?;
    Some((HARD_SPACE, at..at + HARD.len_utf8()))
}

/// A value that begins with a YAML indicator and continues as text.
fn sign(line: Line<'_>) -> Option<(Explanation, Range<usize>)> {
    let value = line.value();
    if value.start == line.entry().start {
        return None;
    }
    let written = &line.text[value.clone()];
    let has_text_after = |close: char| {
        written.split_once(close).is_some_and(|(_, rest)| {
            !rest.is_empty() && !rest.starts_with([',', ' ', ']', '}', '#'])
                || rest.trim_start().starts_with(char::is_alphanumeric)
        })
    };
    let is_braces = written.starts_with("{{") || written.starts_with("{%");
    let is_sign = match written.chars().next()? {
        '}' | ']' | ',' => true,
        '-' | '?' => written[1..].starts_with(' '),
        '>' | '|' => {
            written[1..].contains(char::is_alphabetic) && !written[1..].trim_start().starts_with('#')
        }
        '[' => has_text_after(']'),
        '{' => is_braces || has_text_after('}'),
        _ => false,
    };
    let is_rendered = line.text[line.entry()].starts_with("introduccion:");
    let explanation = if is_braces && !is_rendered { BRACES } else { SIGN };
    let end = if is_braces { value.start + 2 } else { value.start + 1 };
    is_sign.then_some((explanation, value.start..end))
}

/// A key without a space after its colon.
fn no_space(line: Line<'_>) -> Option<(Explanation, Range<usize>)> {
    let colon = line.colon()?;
    let after = &line.text[colon + 1..line.end];
    let is_stuck = !after.is_empty() && !after.starts_with("//") && !after.starts_with(char::is_whitespace);
    is_stuck.then(|| (NO_SPACE, line.entry().start..colon + 1))
}

/// Elements below an empty list, `[]`.
fn empty_list(line: Line<'_>) -> Option<(Explanation, Range<usize>)> {
    let value = line.value();
    let below = Line::at(line.text, (line.end + 1).min(line.text.len()));
    let elements = line.text[below.start..].lines().map(str::trim_start);
    let first = elements.clone().find(|content| !content.is_empty() && !content.starts_with('#'));
    let is_contradicted =
        line.text[value.clone()] == *"[]" && first.is_some_and(|content| content.starts_with("- "));
    is_contradicted.then_some((EMPTY_LIST, value))
}

/// An element of a list without its dash, or without a space after the dash.
fn no_dash(line: Line<'_>) -> Option<(Explanation, Range<usize>)> {
    let before = line.before()?;
    let content = line.content();
    let is_element = line.text[before.content()].starts_with("- ") && before.indent() == line.indent();
    let written = line.text[content.clone()].trim_start_matches('-');
    let is_text = written.starts_with(char::is_alphanumeric) && !written.contains(':');
    let explanation = if written.len() < content.len() { NO_SPACE_AFTER_DASH } else { NO_DASH };
    (is_element && is_text).then_some((explanation, content))
}

/// A line of a block scalar (`|` or `>`) with less indentation than the others.
fn text_indent(line: Line<'_>) -> Option<(Explanation, Range<usize>)> {
    let content = line.content();
    let above = std::iter::successors(line.before(), |above| above.before());
    let mut shallow = above.skip_while(|above| above.indent() > line.indent());
    let header = shallow.next()?;
    let value = &line.text[header.value()];
    let is_header = matches!(value, "|" | ">" | "|-" | ">-" | "|+" | ">+") && header.colon().is_some();
    (is_header && line.colon().is_none()).then_some((TEXT_INDENT, content))
}
