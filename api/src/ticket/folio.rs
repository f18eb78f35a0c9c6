//! The number of a ticket, made to be read over the telephone: `F37-K29-QX4`.
//!
//! It has eight random symbols and a check symbol. The alphabet holds only digits and letters whose Spanish names sound
//! different (no B beside V, no M beside N) and that look different (no 0 and O, no 1, I and L). It has 17 symbols
//! because 17 is prime: the weighted sum below detects every wrong symbol and every exchange of two.

use std::array;
use std::fmt;
use std::str::FromStr;

use crate::platform::{BoxError, Entropy};

/// The symbols, in the order of their values.
const SYMBOLS: [u8; 17] = *b"23456789FHJKQRXYZ";

/// The number of random symbols; one check symbol follows them.
const RANDOM_LEN: usize = 8;

/// The number of a ticket, with a correct check symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folio([u8; RANDOM_LEN + 1]);

/// Why a text is not a folio.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FolioError {
    /// A character outside the alphabet.
    #[error("`{0}` no puede estar en un folio; revise el folio, como F37-K29-QX4")]
    Symbol(char),
    /// Too few or too many symbols.
    #[error("el folio tiene {0} símbolos; deben ser 9, como F37-K29-QX4")]
    Length(usize),
    /// A symbol is wrong, or two are exchanged.
    #[error("el folio no existe: un símbolo está mal o dos están intercambiados; revise el folio")]
    Check,
}

impl Folio {
    /// Returns a random folio. Every folio is equally likely, to within one part in 2⁹⁰.
    ///
    /// # Errors
    ///
    /// The error of `entropy`.
    pub fn random(entropy: &Entropy) -> Result<Self, BoxError> {
        let mut bytes = [0; 16];
        entropy(&mut bytes)?;
        // The remainder of 128 bits is nearly unbiased, and needs no loop that a broken source could keep busy.
        let mut rest = u128::from_be_bytes(bytes);
        let mut values = [0; RANDOM_LEN];
        for value in &mut values {
            *value = usize::try_from(rest % 17)?;
            rest /= 17;
        }
        Ok(Self::from_values(values))
    }

    fn from_values(values: [usize; RANDOM_LEN]) -> Self {
        let check = check_value(&values);
        Self(array::from_fn(|i| SYMBOLS[*values.get(i).unwrap_or(&check)]))
    }

    /// Returns the nine symbols, without hyphens.
    pub fn symbols(&self) -> impl Iterator<Item = char> {
        self.0.into_iter().map(char::from)
    }
}

/// The weights are 1 to 8, and −1 for the check symbol: all different and not 0 modulo 17.
fn check_value(values: &[usize; RANDOM_LEN]) -> usize {
    values.iter().enumerate().map(|(i, value)| (i + 1) * value).sum::<usize>() % 17
}

impl FromStr for Folio {
    type Err = FolioError;

    /// Parses a folio as people write it: in lower case, with spaces, without hyphens.
    fn from_str(text: &str) -> Result<Self, FolioError> {
        let symbols = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–'));
        let values = symbols.map(parse_symbol).collect::<Result<Vec<_>, _>>()?;
        let Some((random, &[check])) = values.split_first_chunk::<RANDOM_LEN>() else {
            return Err(FolioError::Length(values.len()));
        };
        if check_value(random) == check { Ok(Self::from_values(*random)) } else { Err(FolioError::Check) }
    }
}

fn parse_symbol(symbol: char) -> Result<usize, FolioError> {
    let upper = symbol.to_ascii_uppercase();
    let value = SYMBOLS.iter().position(|known| char::from(*known) == upper);
    value.ok_or(FolioError::Symbol(symbol))
}

impl fmt::Display for Folio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = self.0.chunks(3).map(|group| group.iter().copied().map(char::from).collect::<String>());
        f.write_str(&groups.collect::<Vec<_>>().join("-"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    fn folios(count: usize) -> Vec<Folio> {
        let state = AtomicU64::new(7);
        let entropy: Entropy = Arc::new(move |bytes| {
            for byte in bytes {
                let next =
                    state.load(Ordering::Relaxed).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                state.store(next, Ordering::Relaxed);
                *byte = next.to_be_bytes()[0];
            }
            Ok(())
        });
        (0..count).map(|_| Folio::random(&entropy).unwrap()).collect()
    }

    #[test]
    fn folio_parses_from_its_display() {
        for folio in folios(200) {
            let text = folio.to_string();
            assert_eq!(text.len(), 11);
            assert_eq!(text.parse(), Ok(folio));
        }
    }

    #[test]
    fn parse_ignores_case_spaces_and_hyphens() {
        for folio in folios(20) {
            let text = folio.to_string();
            assert_eq!(text.to_lowercase().parse(), Ok(folio));
            assert_eq!(text.replace('-', "").parse(), Ok(folio));
            assert_eq!(format!(" {} ", text.replace('-', " ")).parse(), Ok(folio));
        }
    }

    #[test]
    fn parse_detects_every_wrong_symbol() {
        for folio in folios(20) {
            for (place, wrong) in (0..9).flat_map(|place| SYMBOLS.map(|symbol| (place, symbol))) {
                let mut symbols = folio.0;
                symbols[place] = wrong;
                let text = String::from_utf8(symbols.to_vec()).unwrap();
                assert_eq!(text.parse::<Folio>().is_ok(), symbols == folio.0, "{folio} → {text}");
            }
        }
    }

    #[test]
    fn parse_detects_every_exchange_of_two_symbols() {
        for folio in folios(20) {
            for (one, other) in (0..9).flat_map(|one| (0..9).map(move |other| (one, other))) {
                let mut symbols = folio.0;
                symbols.swap(one, other);
                let text = String::from_utf8(symbols.to_vec()).unwrap();
                assert_eq!(text.parse::<Folio>().is_ok(), symbols == folio.0, "{folio} → {text}");
            }
        }
    }

    #[test]
    fn parse_returns_reason_when_text_is_invalid() {
        assert_eq!("".parse::<Folio>(), Err(FolioError::Length(0)));
        assert_eq!("F37-K29-Q".parse::<Folio>(), Err(FolioError::Length(7)));
        assert_eq!("F37-K29-QX42".parse::<Folio>(), Err(FolioError::Length(10)));
        assert_eq!("F37-K2O-QX4".parse::<Folio>(), Err(FolioError::Symbol('O')));
        assert_eq!("F37-K29-QX\u{0}".parse::<Folio>(), Err(FolioError::Symbol('\u{0}')));
    }

    #[test]
    fn random_folios_use_symbols_evenly() {
        let mut counts = [0_u32; 17];
        for folio in folios(17_000) {
            counts[SYMBOLS.iter().position(|symbol| *symbol == folio.0[0]).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (850..1150).contains(count)), "{counts:?}");
    }

    #[test]
    fn random_returns_error_when_entropy_fails() {
        let broken: Entropy = Arc::new(|_| Err("no entropy".into()));
        assert_eq!(Folio::random(&broken).unwrap_err().to_string(), "no entropy");
    }
}
