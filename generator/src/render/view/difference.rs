//! The differences between two texts, word by word.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices, diff_ratio};

use crate::markdown::block::{Block, Kind, blocks};

/// Blocks with a lower ratio of equal words are shown as one removed and one added block.
const MIN_SIMILARITY: f32 = 0.5;

/// The changes under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ChangedSection {
    /// The heading; `None` before the first.
    heading: Option<String>,
    changes: Vec<Change>,
}

/// A changed block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change(Vec<TextRun>);

/// Consecutive words with the same kind of change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TextRun {
    kind: ChangeKind,
    text: String,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum ChangeKind {
    Unchanged,
    Added,
    Removed,
}

/// Returns the changes from `old` to `new`, both Markdown, grouped by heading.
pub(crate) fn difference(old: &str, new: &str) -> Vec<ChangedSection> {
    let (old, new) = (blocks(old), blocks(new));
    let mut sections = Vec::new();
    let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
    for operation in operations.iter().filter(|one| !matches!(one, DiffOp::Equal { .. })) {
        let mut removed = operation.old_range().peekable();
        for at in operation.new_range() {
            let changed = removed.peek().and_then(|before| compare(&old[*before], &new[at]));
            if changed.is_some() {
                removed.next();
            }
            let change = changed.unwrap_or_else(|| single_run(&new[at], ChangeKind::Added));
            push_change(&mut sections, heading_above(&new, at), change);
        }
        for at in removed {
            push_change(&mut sections, heading_above(&old, at), single_run(&old[at], ChangeKind::Removed));
        }
    }
    sections
}

fn push_change(sections: &mut Vec<ChangedSection>, heading: Option<&str>, change: Change) {
    match sections.last_mut().filter(|section| section.heading.as_deref() == heading) {
        Some(section) => section.changes.push(change),
        None => sections.push(ChangedSection { heading: heading.map(str::to_owned), changes: vec![change] }),
    }
}

fn heading_above(blocks: &[Block], at: usize) -> Option<&str> {
    let heading = blocks[..at].iter().rfind(|block| block.kind == Kind::Heading);
    heading.map(|block| block.text.as_str())
}

fn single_run(block: &Block, kind: ChangeKind) -> Change {
    Change(vec![TextRun { kind, text: block.text.clone() }])
}

/// Returns the changes of words from `old` to `new`; `None` when the blocks are too different.
fn compare(old: &Block, new: &Block) -> Option<Change> {
    let (before, after) = (split_words(&old.text), split_words(&new.text));
    let operations = capture_diff_slices(Algorithm::Myers, &before, &after);
    let is_similar =
        old.kind == new.kind && diff_ratio(&operations, before.len(), after.len()) >= MIN_SIMILARITY;
    is_similar.then(|| {
        let runs = operations.iter().flat_map(|operation| {
            let (removed, added) = (&before[operation.old_range()], &after[operation.new_range()]);
            match operation {
                DiffOp::Equal { .. } => [(ChangeKind::Unchanged, added), (ChangeKind::Unchanged, &[])],
                _ => [(ChangeKind::Removed, removed), (ChangeKind::Added, added)],
            }
        });
        let runs = runs.filter(|(_, run)| !run.is_empty());
        Change(runs.map(|(kind, run)| TextRun { kind, text: run.join(" ") }).collect())
    })
}

fn split_words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Formats the differences in one line: `-removed-`, `+added+`.
    fn format_difference(old: &str, new: &str) -> String {
        let run = |run: &TextRun| match run.kind {
            ChangeKind::Unchanged => run.text.clone(),
            ChangeKind::Added => format!("+{}+", run.text),
            ChangeKind::Removed => format!("-{}-", run.text),
        };
        let change = |change: &Change| change.0.iter().map(run).collect::<Vec<_>>().join(" ");
        let section = |section: ChangedSection| {
            let changes: Vec<_> = section.changes.iter().map(change).collect();
            format!("{}: {}", section.heading.unwrap_or_default(), changes.join("; "))
        };
        difference(old, new).into_iter().map(section).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn difference_marks_changed_words_in_a_sentence() {
        assert_eq!(
            format_difference(
                "## Horas\n\nAtendemos de 08:30 a 17:30 h.\n\n## Otra\n\nIgual.\n",
                "## Horas\n\nAtendemos de 08:30 a 18:45 h.\n\n## Otra\n\nIgual.\n"
            ),
            "Horas: Atendemos de 08:30 a -17:30- +18:45+ h."
        );
    }

    #[test]
    fn difference_groups_changes_by_heading() {
        assert_eq!(
            format_difference(
                "## A\n\n- uno\n- dos\n\n## B\n\nse va\n",
                "## A\n\n- uno\n- dos\n- tres\n\n## B\n\n"
            ),
            "A: +tres+ / B: -se va-"
        );
    }

    #[test]
    fn difference_separates_dissimilar_sentences() {
        assert_eq!(
            format_difference("No incluye soporte a redes.\n", "Todo es nuevo aquí.\n"),
            ": +Todo es nuevo aquí.+; -No incluye soporte a redes.-"
        );
    }

    #[test]
    fn difference_compares_table_cells() {
        let table = |time| format!("| Nivel | Tiempo |\n|---|---|\n| Estándar | {time} |\n");
        assert_eq!(format_difference(&table("4 horas"), &table("6 horas")), ": Estándar | -4- +6+ horas");
    }

    #[test]
    fn difference_is_empty_for_equal_texts() {
        assert_eq!(format_difference("## A\n\nb\n", "## A\n\n*b*\n"), "");
    }
}
