//! The number that a client is given for a ticket, and reads back over the telephone: `F37-K29-QX4`.
//!
//! Eight symbols are random and the ninth checks them. The alphabet has only figures and letters whose Spanish names
//! sound unlike one another (no B beside V, no M beside N), and none that is read as another (no 0 and O, no 1, I and
//! L). It has 17 symbols on purpose: 17 is prime, so the weighted sum below notices every single wrong symbol and
//! every exchange of two.

use std::fmt;
use std::str::FromStr;

use crate::platform::{BoxError, Entropy};

/// The symbols, in the order of their values.
const SYMBOLS: [u8; 17] = *b"23456789FHJKQRXYZ";

/// How many symbols are random; one more checks them.
const RANDOM: usize = 8;

/// The number of a ticket; what it holds satisfies its own check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folio([u8; RANDOM + 1]);

/// Why a text is no folio.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FolioError {
    /// A character that no folio has.
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
    /// Returns a folio that `chance` chooses; every folio is as likely as any other to within one part in 2⁹⁰.
    ///
    /// # Errors
    ///
    /// The fault of `chance`.
    pub fn random(chance: &Entropy) -> Result<Self, BoxError> {
        let mut bytes = [0; 16];
        chance(&mut bytes)?;
        // The remainder of 128 bits is as good as unbiased, and needs no loop that a broken source could keep busy.
        let mut left = u128::from_be_bytes(bytes);
        let mut values = [0; RANDOM];
        for value in &mut values {
            *value = usize::try_from(left % 17)?;
            left /= 17;
        }
        Ok(Self::with(values))
    }

    fn with(values: [usize; RANDOM]) -> Self {
        let mut symbols = [SYMBOLS[check(&values)]; RANDOM + 1];
        for (symbol, value) in symbols.iter_mut().zip(values) {
            *symbol = SYMBOLS[value];
        }
        Self(symbols)
    }

    /// Returns the nine symbols without hyphens.
    pub fn symbols(&self) -> impl Iterator<Item = char> {
        self.0.into_iter().map(char::from)
    }
}

/// The weights are 1 to 8 and, for the check itself, −1: all different and none 0 in the numbers modulo 17.
fn check(values: &[usize; RANDOM]) -> usize {
    values.iter().enumerate().map(|(i, value)| (i + 1) * value).sum::<usize>() % 17
}

impl FromStr for Folio {
    type Err = FolioError;

    /// Reads a folio as people write it: lower case, spaces and missing hyphens do no harm.
    fn from_str(text: &str) -> Result<Self, FolioError> {
        let written = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–'));
        let values = written.map(value).collect::<Result<Vec<_>, _>>()?;
        let length = values.len();
        let Some((&last, random)) = values.split_last() else {
            return Err(FolioError::Length(0));
        };
        let random = <[usize; RANDOM]>::try_from(random).map_err(|_| FolioError::Length(length))?;
        if check(&random) == last { Ok(Self::with(random)) } else { Err(FolioError::Check) }
    }
}

fn value(symbol: char) -> Result<usize, FolioError> {
    let upper = symbol.to_ascii_uppercase();
    let found = SYMBOLS.iter().position(|known| char::from(*known) == upper);
    found.ok_or(FolioError::Symbol(symbol))
}

impl fmt::Display for Folio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, symbol) in self.symbols().enumerate() {
            if i > 0 && i % 3 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{symbol}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Folio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Folio({self})")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    fn folios(count: usize) -> Vec<Folio> {
        let state = AtomicU64::new(7);
        let chance: Entropy = Arc::new(move |bytes| {
            for byte in bytes {
                let next =
                    state.load(Ordering::Relaxed).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                state.store(next, Ordering::Relaxed);
                *byte = next.to_be_bytes()[0];
            }
            Ok(())
        });
        (0..count).map(|_| Folio::random(&chance).unwrap()).collect()
    }

    #[test]
    fn a_folio_is_read_back_as_it_was_written() {
        for folio in folios(200) {
            let text = folio.to_string();
            assert_eq!(text.len(), 11);
            assert_eq!(text.parse(), Ok(folio));
        }
    }

    #[test]
    fn lower_case_spaces_and_missing_hyphens_do_no_harm() {
        for folio in folios(20) {
            let text = folio.to_string();
            assert_eq!(text.to_lowercase().parse(), Ok(folio));
            assert_eq!(text.replace('-', "").parse(), Ok(folio));
            assert_eq!(format!(" {} ", text.replace('-', " ")).parse(), Ok(folio));
        }
    }

    #[test]
    fn every_single_wrong_symbol_is_noticed() {
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
    fn every_exchange_of_two_symbols_is_noticed() {
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
    fn what_is_no_folio_says_why() {
        assert_eq!("".parse::<Folio>(), Err(FolioError::Length(0)));
        assert_eq!("F37-K29-Q".parse::<Folio>(), Err(FolioError::Length(7)));
        assert_eq!("F37-K29-QX42".parse::<Folio>(), Err(FolioError::Length(10)));
        assert_eq!("F37-K2O-QX4".parse::<Folio>(), Err(FolioError::Symbol('O')));
        assert_eq!("F37-K29-QX\u{0}".parse::<Folio>(), Err(FolioError::Symbol('\u{0}')));
    }

    #[test]
    fn every_symbol_is_used_about_as_often() {
        let mut counts = [0_u32; 17];
        for folio in folios(17_000) {
            counts[SYMBOLS.iter().position(|symbol| *symbol == folio.0[0]).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (850..1150).contains(count)), "{counts:?}");
    }

    #[test]
    fn a_broken_source_is_a_fault() {
        let broken: Entropy = Arc::new(|_| Err("no entropy".into()));
        assert_eq!(Folio::random(&broken).unwrap_err().to_string(), "no entropy");
    }
}
