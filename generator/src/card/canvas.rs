//! A sheet of pixels on which strokes are drawn, with soft edges.

/// A point, in pixels or on a letter's grid.
pub(super) type Point = (f32, f32);

/// How many shades each ink has, from none to full.
const SHADES: u8 = 64;

/// What is drawn with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ink {
    First,
    Second,
    Third,
}

/// Pixels, each a shade of one ink.
pub(super) struct Canvas {
    width: u16,
    height: u16,
    pub(super) pixels: Vec<u8>,
}

impl Canvas {
    pub(super) fn new((width, height): (u16, u16)) -> Self {
        Self { width, height, pixels: vec![0; usize::from(width) * usize::from(height)] }
    }

    /// Draws each line of `strokes`, `scale` times as large and moved to `at`, with a round pen.
    pub(super) fn draw(&mut self, strokes: &[Vec<Point>], scale: f32, at: Point, radius: f32, ink: Ink) {
        let place = |(x, y): Point| (at.0 + x * scale, at.1 + y * scale);
        for stroke in strokes {
            for ends in stroke.windows(2) {
                self.segment(place(ends[0]), place(ends[1]), radius, ink);
            }
        }
    }

    fn segment(&mut self, from: Point, to: Point, radius: f32, ink: Ink) {
        let edge = radius + 1.0;
        let columns =
            pixel(from.0.min(to.0) - edge, self.width)..pixel(from.0.max(to.0) + edge + 1.0, self.width);
        let rows =
            pixel(from.1.min(to.1) - edge, self.height)..pixel(from.1.max(to.1) + edge + 1.0, self.height);
        for y in rows {
            for x in columns.clone() {
                let far = squared_distance((f32::from(x) + 0.5, f32::from(y) + 0.5), from, to);
                // Most of what lies around a slanting stroke is beyond its edge.
                if far < edge * edge {
                    let shade = (radius + 0.5 - far.sqrt()).clamp(0.0, 1.0) * f32::from(SHADES - 1);
                    self.put(x, y, pixel(shade, u16::MAX), ink);
                }
            }
        }
    }

    /// What is drawn over another ink takes its place, save where it does not reach.
    fn put(&mut self, x: u16, y: u16, shade: u16, ink: Ink) {
        let shade = u8::try_from(shade).unwrap_or(SHADES - 1);
        let base = ink as u8 * SHADES;
        let pixel = &mut self.pixels[usize::from(y) * usize::from(self.width) + usize::from(x)];
        let is_deeper = *pixel < base || *pixel >= base + SHADES || *pixel < base + shade;
        if shade > 0 && is_deeper {
            *pixel = base + shade;
        }
    }
}

/// Returns the colours of all shades: each ink from `paper` to its own colour.
pub(super) fn palette(paper: [u8; 3], inks: [[u8; 3]; 3]) -> Vec<u8> {
    let mix = |paper: u8, ink: u8, shade: u8| {
        let part = |colour: u8, share: u8| u16::from(colour) * u16::from(share);
        let mixed = (part(paper, SHADES - 1 - shade) + part(ink, shade)) / u16::from(SHADES - 1);
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    let shades = inks.into_iter().flat_map(|ink| (0..SHADES).map(move |shade| (ink, shade)));
    shades.flat_map(|(ink, shade)| [0, 1, 2].map(|i| mix(paper[i], ink[i], shade))).collect()
}

/// Returns the square of how far `point` lies from the line between two others.
fn squared_distance(point: Point, from: Point, to: Point) -> f32 {
    let (along, across) = ((to.0 - from.0, to.1 - from.1), (point.0 - from.0, point.1 - from.1));
    let length = along.0 * along.0 + along.1 * along.1;
    let share = if length > 0.0 { (across.0 * along.0 + across.1 * along.1) / length } else { 0.0 };
    let share = share.clamp(0.0, 1.0);
    let (x, y) = (across.0 - share * along.0, across.1 - share * along.1);
    x * x + y * y
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is within its bounds"
)]
fn pixel(at: f32, most: u16) -> u16 {
    at.clamp(0.0, f32::from(most)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_is_full_in_its_middle_and_soft_at_its_edge() {
        let mut canvas = Canvas::new((9, 5));
        canvas.draw(&[vec![(0.0, 0.0), (1.0, 0.0)]], 5.0, (2.0, 2.5), 1.0, Ink::Second);
        let row = |y: usize| canvas.pixels[y * 9..y * 9 + 9].to_vec();
        assert_eq!(row(2), [0, 127, 127, 127, 127, 127, 127, 127, 0]);
        assert_eq!(row(1), row(3));
        assert_eq!(row(1)[4], 95);
        assert_eq!(row(0), [0; 9]);
    }

    #[test]
    fn every_ink_begins_as_paper() {
        let colours = palette([1, 2, 3], [[255, 0, 0], [0, 255, 0], [0, 0, 255]]);
        assert_eq!(colours.len(), 3 * 3 * usize::from(SHADES));
        assert_eq!(colours[..3], [1, 2, 3]);
        assert_eq!(colours[63 * 3..65 * 3], [255, 0, 0, 1, 2, 3]);
    }
}
