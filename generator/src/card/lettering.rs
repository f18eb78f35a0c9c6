//! Capital letters as strokes of a pen, enough for Spanish.
//!
//! Each stands on a grid of its own, 10 from the top of the letter to the line, and is written as a path: `M` begins a
//! stroke, `L` goes straight to a point, `Q` in a curve towards the first of two points and to the second.

use unicode_normalization::UnicodeNormalization;

use crate::card::canvas::Point;

/// The height of a capital letter.
pub(super) const HEIGHT: f32 = 10.0;

/// Between two letters.
const GAP: f32 = 3.2;
const SPACE: f32 = 4.0;

/// Into how many straight lines a curve is cut.
const STEPS: u8 = 12;

/// A letter: its width and its path.
struct Glyph(f32, &'static str);

/// Text, set in one line.
pub(super) struct Text {
    pub(super) strokes: Vec<Vec<Point>>,
    pub(super) width: f32,
}

/// Returns `text` in capitals. A character that has no letter here leaves a space.
pub(super) fn set(text: &str) -> Text {
    let mut set = Text { strokes: Vec::new(), width: 0.0 };
    let mut middle = 0.0;
    for c in text.to_uppercase().nfd() {
        if let Some(path) = accent(c) {
            set.add(path, middle);
            continue;
        }
        let Some(Glyph(width, path)) = glyph(c) else {
            set.width += SPACE;
            continue;
        };
        middle = set.width + width / 2.0;
        set.add(path, set.width);
        set.width += width + GAP;
    }
    set
}

impl Text {
    fn add(&mut self, path: &str, left: f32) {
        let moved = |stroke: Vec<Point>| stroke.into_iter().map(|(x, y)| (left + x, y)).collect();
        self.strokes.extend(strokes(path).into_iter().map(moved));
    }
}

/// Returns the strokes of `path`, its curves cut into straight lines.
pub(super) fn strokes(path: &str) -> Vec<Vec<Point>> {
    let starts: Vec<usize> = path.match_indices(char::is_uppercase).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([path.len()]);
    let mut strokes: Vec<Vec<Point>> = Vec::new();
    for (start, end) in starts.iter().zip(ends) {
        let (command, rest) = path[*start..end].split_at(1);
        let numbers: Vec<f32> = rest.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        match (command, &numbers[..], strokes.last_mut()) {
            ("M", [x, y], _) => strokes.push(vec![(*x, *y)]),
            ("L", [x, y], Some(stroke)) => stroke.push((*x, *y)),
            ("Q", [a, b, x, y], Some(stroke)) => curve(stroke, (*a, *b), (*x, *y)),
            _ => {}
        }
    }
    strokes
}

fn curve(stroke: &mut Vec<Point>, towards: Point, end: Point) {
    let Some(&start) = stroke.last() else { return };
    for step in 1..=STEPS {
        let t = f32::from(step) / f32::from(STEPS);
        let mix = |a: f32, b: f32, c: f32| (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * b + t * t * c;
        stroke.push((mix(start.0, towards.0, end.0), mix(start.1, towards.1, end.1)));
    }
}

/// Returns the strokes that stand above the middle of a letter.
fn accent(c: char) -> Option<&'static str> {
    match c {
        '\u{301}' => Some("M-1 -1.8L1 -3.4"),
        '\u{303}' => Some("M-2.2 -1.9Q-1.1 -3.4 0 -2.6Q1.1 -1.8 2.2 -3.3"),
        '\u{308}' => Some("M-1.5 -2.4L-1.5 -2.4M1.5 -2.4L1.5 -2.4"),
        _ => None,
    }
}

fn glyph(c: char) -> Option<Glyph> {
    let glyph = match c {
        'A' => Glyph(8.0, "M0 10L4 0L8 10M1.4 6.6L6.6 6.6"),
        'B' => Glyph(7.0, "M0 10L0 0L4 0Q6.5 0 6.5 2.4Q6.5 4.8 4 4.8L0 4.8M4 4.8Q7 4.8 7 7.4Q7 10 4 10L0 10"),
        'C' => Glyph(8.0, "M8 2Q6.6 0 4.4 0Q0 0 0 5Q0 10 4.4 10Q6.6 10 8 8"),
        'D' => Glyph(8.0, "M0 0L0 10L3 10Q8 10 8 5Q8 0 3 0L0 0"),
        'E' => Glyph(6.0, "M6 0L0 0L0 10L6 10M0 4.8L5 4.8"),
        'F' => Glyph(5.6, "M5.6 0L0 0L0 10M0 4.8L4.8 4.8"),
        'G' => Glyph(8.4, "M8 2Q6.6 0 4.4 0Q0 0 0 5Q0 10 4.4 10Q8.4 10 8.4 5.6L5 5.6"),
        'H' => Glyph(7.6, "M0 0L0 10M7.6 0L7.6 10M0 4.8L7.6 4.8"),
        'I' => Glyph(0.0, "M0 0L0 10"),
        'J' => Glyph(4.5, "M4.5 0L4.5 7Q4.5 10 1.9 10Q.4 10 0 8.6"),
        'K' => Glyph(6.8, "M0 0L0 10M6.4 0L0 6M2.3 4L6.8 10"),
        'L' => Glyph(5.4, "M0 0L0 10L5.4 10"),
        'M' => Glyph(9.4, "M0 10L0 0L4.7 7L9.4 0L9.4 10"),
        'N' => Glyph(7.8, "M0 10L0 0L7.8 10L7.8 0"),
        'O' => Glyph(9.0, "M4.5 0Q9 0 9 5Q9 10 4.5 10Q0 10 0 5Q0 0 4.5 0"),
        'P' => Glyph(6.6, "M0 10L0 0L3.8 0Q6.6 0 6.6 2.8Q6.6 5.6 3.8 5.6L0 5.6"),
        'Q' => Glyph(9.0, "M4.5 0Q9 0 9 5Q9 10 4.5 10Q0 10 0 5Q0 0 4.5 0M5.8 7.4L9 10.8"),
        'R' => Glyph(7.0, "M0 10L0 0L3.8 0Q6.6 0 6.6 2.7Q6.6 5.4 3.8 5.4L0 5.4M3.6 5.4L7 10"),
        'S' => Glyph(
            6.6,
            "M6.2 1.6Q5.4 0 3.3 0Q.4 0 .4 2.5Q.4 4.5 3.3 5Q6.6 5.5 6.6 7.6Q6.6 10 3.3 10Q1 10 0 8.3",
        ),
        'T' => Glyph(7.0, "M0 0L7 0M3.5 0L3.5 10"),
        'U' => Glyph(7.6, "M0 0L0 6.2Q0 10 3.8 10Q7.6 10 7.6 6.2L7.6 0"),
        'V' => Glyph(8.0, "M0 0L4 10L8 0"),
        'W' => Glyph(11.0, "M0 0L2.8 10L5.5 1.5L8.2 10L11 0"),
        'X' => Glyph(7.4, "M0 0L7.4 10M7.4 0L0 10"),
        'Y' => Glyph(7.4, "M0 0L3.7 5L7.4 0M3.7 5L3.7 10"),
        'Z' => Glyph(7.0, "M0 0L7 0L0 10L7 10"),
        _ => return figure(c),
    };
    Some(glyph)
}

fn figure(c: char) -> Option<Glyph> {
    let glyph = match c {
        '0' => Glyph(7.0, "M3.5 0Q7 0 7 5Q7 10 3.5 10Q0 10 0 5Q0 0 3.5 0"),
        '1' => Glyph(3.0, "M0 2L3 0L3 10"),
        '2' => Glyph(6.4, "M.2 2.4Q.6 0 3.3 0Q6.2 0 6.2 2.6Q6.2 4.4 4 6.4L0 10L6.4 10"),
        '3' => {
            Glyph(6.4, "M.3 1.8Q1.2 0 3.2 0Q6 0 6 2.4Q6 4.7 3 4.7Q6.4 4.7 6.4 7.3Q6.4 10 3.2 10Q1 10 0 8.2")
        }
        '4' => Glyph(7.0, "M5 10L5 0L0 7L7 7"),
        '5' => Glyph(6.4, "M5.8 0L1 0L.6 4.6Q1.8 3.8 3.2 3.8Q6.4 3.8 6.4 6.8Q6.4 10 3 10Q1 10 0 8.4"),
        '6' => Glyph(6.6, "M5.6 1Q4.8 0 3.6 0Q0 0 0 6.2Q0 10 3.4 10Q6.6 10 6.6 6.9Q6.6 4 3.4 4Q1 4 0 6.2"),
        '7' => Glyph(6.4, "M0 0L6.4 0L2.2 10"),
        '8' => Glyph(
            6.6,
            "M3.3 4.7Q.4 4.7 .4 2.3Q.4 0 3.3 0Q6.2 0 6.2 2.3Q6.2 4.7 3.3 4.7Q0 4.7 0 7.3Q0 10 3.3 10Q6.6 10 6.6 7.3Q6.6 4.7 3.3 4.7",
        ),
        '9' => Glyph(6.6, "M1 9Q1.8 10 3 10Q6.6 10 6.6 3.8Q6.6 0 3.2 0Q0 0 0 3.1Q0 6 3.2 6Q5.6 6 6.6 3.8"),
        '.' => Glyph(0.0, "M0 10L0 10"),
        ',' => Glyph(0.8, "M.8 9.8L0 11.6"),
        ':' => Glyph(0.0, "M0 4L0 4M0 10L0 10"),
        '·' => Glyph(0.0, "M0 5L0 5"),
        '-' => Glyph(3.6, "M0 5.4L3.6 5.4"),
        '/' => Glyph(4.0, "M0 11L4 -1"),
        '&' => Glyph(7.6, "M7.6 10L1.4 3Q.4 0 3 0Q5.2 0 5 2.2Q4.8 3.8 2 5Q0 6 0 7.6Q0 10 3 10Q6.4 10 7.2 6"),
        _ => return None,
    };
    Some(glyph)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_spanish_is_there_and_stays_within_its_width() {
        for c in ('A'..='Z').chain('0'..='9').chain(".,:·-/&".chars()) {
            let Glyph(width, path) = glyph(c).unwrap_or_else(|| panic!("{c} is missing"));
            let strokes = strokes(path);
            assert!(!strokes.is_empty(), "{c}");
            for (x, y) in strokes.into_iter().flatten() {
                assert!((0.0..=width).contains(&x) && (-1.0..=12.0).contains(&y), "{c}: {x} {y}");
            }
        }
    }

    #[test]
    fn an_accent_stands_over_the_letter_before_it() {
        let text = set("iñ");
        let plain = set("in");
        assert_eq!(text.width.to_bits(), plain.width.to_bits());
        let tilde = text.strokes.last().unwrap();
        let middle = GAP + 7.8 / 2.0;
        assert!(tilde.iter().all(|(x, y)| (x - middle).abs() <= 2.2 && *y < 0.0), "{tilde:?}");
    }

    #[test]
    fn a_character_without_a_letter_leaves_a_space() {
        assert_eq!((set("ж").strokes.len(), set("ж").width.to_bits()), (0, SPACE.to_bits()));
    }

    #[test]
    fn a_curve_goes_through_its_end() {
        let strokes = strokes("M0 0Q0 2 2 2");
        assert_eq!(strokes[0].len(), 1 + usize::from(STEPS));
        assert_eq!(strokes[0].last(), Some(&(2.0, 2.0)));
    }
}
