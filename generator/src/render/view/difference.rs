//! What changed between two texts, word by word, as its template sees it.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices, diff_ratio};

use crate::markdown::block::{Block, Kind, blocks};

/// Two blocks of which less than this part is alike are not one that changed, but two.
const ALIKE: f32 = 0.5;

/// What changed under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Part {
    /// The heading; none before the first.
    heading: Option<String>,
    changes: Vec<Change>,
}

/// A block that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change(Vec<Words>);

/// Some words, and what became of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Words {
    fate: Fate,
    text: String,
}

/// What became of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Fate {
    Kept,
    Added,
    Removed,
}

/// Returns what changed from `old` to `new`, both Markdown, under the headings beneath which it stands.
pub(crate) fn difference(old: &str, new: &str) -> Vec<Part> {
    let (old, new) = (blocks(old), blocks(new));
    let mut parts = Vec::new();
    let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
    for operation in operations.iter().filter(|one| !matches!(one, DiffOp::Equal { .. })) {
        let mut removed = operation.old_range().peekable();
        for at in operation.new_range() {
            let changed = removed.peek().and_then(|before| compare(&old[*before], &new[at]));
            if changed.is_some() {
                removed.next();
            }
            let change = changed.unwrap_or_else(|| whole(&new[at], Fate::Added));
            add(&mut parts, heading_above(&new, at), change);
        }
        for at in removed {
            add(&mut parts, heading_above(&old, at), whole(&old[at], Fate::Removed));
        }
    }
    parts
}

fn add(parts: &mut Vec<Part>, heading: Option<&str>, change: Change) {
    match parts.last_mut().filter(|part| part.heading.as_deref() == heading) {
        Some(part) => part.changes.push(change),
        None => parts.push(Part { heading: heading.map(str::to_owned), changes: vec![change] }),
    }
}

fn heading_above(blocks: &[Block], at: usize) -> Option<&str> {
    let heading = blocks[..at].iter().rfind(|block| block.kind == Kind::Heading);
    heading.map(|block| block.text.as_str())
}

fn whole(block: &Block, fate: Fate) -> Change {
    Change(vec![Words { fate, text: block.text.clone() }])
}

/// Returns what became of each word of `old` in `new`, when enough of them are still there.
fn compare(old: &Block, new: &Block) -> Option<Change> {
    let (before, after) = (words(&old.text), words(&new.text));
    let operations = capture_diff_slices(Algorithm::Myers, &before, &after);
    let is_one = old.kind == new.kind && diff_ratio(&operations, before.len(), after.len()) >= ALIKE;
    is_one.then(|| {
        let words = operations.iter().flat_map(|operation| {
            let (removed, added) = (&before[operation.old_range()], &after[operation.new_range()]);
            match operation {
                DiffOp::Equal { .. } => [(Fate::Kept, added), (Fate::Kept, &[])],
                _ => [(Fate::Removed, removed), (Fate::Added, added)],
            }
        });
        let words = words.filter(|(_, words)| !words.is_empty());
        Change(words.map(|(fate, words)| Words { fate, text: words.join(" ") }).collect())
    })
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the difference in one line: `-removed-`, `+added+`.
    fn told(old: &str, new: &str) -> String {
        let words = |words: &Words| match words.fate {
            Fate::Kept => words.text.clone(),
            Fate::Added => format!("+{}+", words.text),
            Fate::Removed => format!("-{}-", words.text),
        };
        let change = |change: &Change| change.0.iter().map(words).collect::<Vec<_>>().join(" ");
        let part = |part: Part| {
            let changes: Vec<_> = part.changes.iter().map(change).collect();
            format!("{}: {}", part.heading.unwrap_or_default(), changes.join("; "))
        };
        difference(old, new).into_iter().map(part).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn a_word_that_changed_is_told_within_its_sentence() {
        assert_eq!(
            told(
                "## Horas\n\nAtendemos de 08:30 a 17:30 h.\n\n## Otra\n\nIgual.\n",
                "## Horas\n\nAtendemos de 08:30 a 18:45 h.\n\n## Otra\n\nIgual.\n"
            ),
            "Horas: Atendemos de 08:30 a -17:30- +18:45+ h."
        );
    }

    #[test]
    fn what_came_and_what_went_stand_under_their_headings() {
        assert_eq!(
            told("## A\n\n- uno\n- dos\n\n## B\n\nse va\n", "## A\n\n- uno\n- dos\n- tres\n\n## B\n\n"),
            "A: +tres+ / B: -se va-"
        );
    }

    #[test]
    fn two_sentences_that_share_little_are_not_one_that_changed() {
        assert_eq!(
            told("No incluye soporte a redes.\n", "Todo es nuevo aquí.\n"),
            ": +Todo es nuevo aquí.+; -No incluye soporte a redes.-"
        );
    }

    #[test]
    fn a_row_of_a_table_is_told_cell_by_cell() {
        let table = |time| format!("| Nivel | Tiempo |\n|---|---|\n| Estándar | {time} |\n");
        assert_eq!(told(&table("4 horas"), &table("6 horas")), ": Estándar | -4- +6+ horas");
    }

    #[test]
    fn the_same_text_has_no_difference() {
        assert_eq!(told("## A\n\nb\n", "## A\n\n*b*\n"), "");
    }
}
