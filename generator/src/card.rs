//! The card: the picture that other sites show beside a link to ours (`og:image`).
//!
//! It is drawn here, with letters of our own: a machine that builds the site needs no font for it.

pub(crate) mod canvas;
pub(crate) mod lettering;
pub(crate) mod png;

use crate::card::canvas::{Canvas, Ink};

use crate::model::Site;

/// The size that every site knows, in pixels.
pub(crate) const SIZE: (u16, u16) = (1200, 630);

/// The style sheet's `--deep`, `--on-deep` and `--spark`, and what is drawn faintly on the first.
const PAPER: [u8; 3] = [0x0a, 0x46, 0x39];
const WHITE: [u8; 3] = [0xff, 0xff, 0xff];
const SPARK: [u8; 3] = [0x7f, 0xd6, 0xbd];
const FAINT: [u8; 3] = [0x10, 0x5a, 0x4a];

/// Where the text begins, and how much room it has.
const LEFT: f32 = 90.0;
const ROOM: f32 = 1020.0;

/// Lines of text: their height in capitals, where they stand, and how thick they are drawn.
const NAME: Line = Line { height: 120.0, top: 190.0, radius: 9.0, ink: Ink::First };
const TITLE: Line = Line { height: 38.0, top: 395.0, radius: 3.2, ink: Ink::Second };
const HOST: Line = Line { height: 24.0, top: 520.0, radius: 2.2, ink: Ink::First };

/// The icon's sheet with its leaf, on the icon's own grid of 32.
const SHEET: &str = "M5 8Q5 2 11 2L21 2L28 9L28 24Q28 30 22 30L11 30Q5 30 5 24L5 8M21 2L21 9L28 9\
                     M10 25.5Q11 15.5 18.5 13M13 20.3Q17 21 20.2 18.2M12 16.6Q11.2 14 12.4 12";
const SHEET_SCALE: f32 = 19.0;
const SHEET_AT: (f32, f32) = (780.0, 12.0);

struct Line {
    height: f32,
    top: f32,
    radius: f32,
    ink: Ink,
}

impl Line {
    /// Draws `text`, smaller when it would not fit.
    fn draw(&self, text: &str, canvas: &mut Canvas) {
        let text = lettering::set(text);
        let scale = (self.height / lettering::HEIGHT).min(ROOM / text.width.max(1.0));
        let radius = self.radius * scale * lettering::HEIGHT / self.height;
        canvas.draw(&text.strokes, scale, (LEFT, self.top), radius, self.ink);
    }
}

/// Returns the lines of text that the card of `site` shows.
pub(crate) fn shows(site: &Site) -> [&str; 3] {
    let settings = &site.settings;
    [&settings.organization, &settings.title, settings.address.trim_start_matches("https://")]
}

/// Returns the card of `site`, a PNG.
pub(crate) fn draw(site: &Site) -> Vec<u8> {
    let mut canvas = Canvas::new(SIZE);
    canvas.draw(&lettering::strokes(SHEET), SHEET_SCALE, SHEET_AT, 12.0, Ink::Third);
    for (line, text) in [NAME, TITLE, HOST].iter().zip(shows(site)) {
        line.draw(text, &mut canvas);
    }
    png::write(&canvas, SIZE, &canvas::palette(PAPER, [WHITE, SPARK, FAINT]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::example;

    #[test]
    fn a_card_has_its_size_and_shows_its_site() {
        let site = example::site();
        let mut other = site.clone();
        other.settings.organization = "Otra".to_owned();
        let card = draw(&site);
        assert_eq!(card[16..24], [0, 0, 4, 0xb0, 0, 0, 2, 0x76]);
        assert_eq!(card, draw(&site));
        assert_ne!(card, draw(&other));
        assert!(card.len() < 40_000, "{} bytes", card.len());
    }

    #[test]
    fn a_long_name_is_drawn_smaller() {
        let mut canvas = Canvas::new(SIZE);
        NAME.draw("Una organización con un nombre muy largo, S.A. de C.V.", &mut canvas);
        let is_drawn = |x: usize| canvas.pixels.chunks(usize::from(SIZE.0)).any(|row| row[x] > 0);
        assert!((1000..1110).any(is_drawn) && !(1125..1200).any(is_drawn));
    }
}
