//! A confirmation's address carries the whole receipt, signed, so that the public door needs to read no ticket.
//!
//! A token is base64url, without padding, of the receipt's bytes and their HMAC-SHA256. It holds no personal data, and
//! its folio is part of what is signed. A token of another folio, a forged one and a folio that never was get one and
//! the same answer: none.

use std::fmt;

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::digest::array::Array;
use sha2::{Digest, Sha256};

use crate::ticket::receipt::Receipt;

/// Signed before the receipt, so that a signature made here means nothing elsewhere, nor one made elsewhere here.
const PURPOSE: &[u8] = b"folio receipt 1\0";

/// What two keys sign to show that one secret made both.
const SAMENESS: &[u8] = b"folio same 1\0";

/// The length of an HMAC-SHA256.
const SIGNATURE: usize = 32;

/// A secret that signs receipts.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

/// A secret is too short to sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the secret has {0} bytes; make one of at least {min}, as with `openssl rand -hex 32`", min = SigningKey::SHORTEST)]
pub struct KeyError(usize);

impl SigningKey {
    /// The least length of a secret, in bytes.
    pub const SHORTEST: usize = 32;

    /// Returns the key that `secret` makes.
    ///
    /// # Errors
    ///
    /// When `secret` is shorter than [`SigningKey::SHORTEST`] bytes.
    pub fn new(secret: &[u8]) -> Result<Self, KeyError> {
        if secret.len() < Self::SHORTEST {
            return Err(KeyError(secret.len()));
        }
        let mut block = Array::default();
        block[..SIGNATURE].copy_from_slice(&Sha256::digest(secret));
        Ok(Self(Hmac::new(&block)))
    }

    /// Returns a key of its own for `purpose`, which tells nothing of this one.
    fn derive(&self, purpose: &[u8]) -> Self {
        let mut block = Array::default();
        block[..SIGNATURE].copy_from_slice(&self.hash(&[purpose]));
        Self(Hmac::new(&block))
    }

    /// Returns the HMAC of `parts`, one after the other.
    pub(crate) fn hash(&self, parts: &[&[u8]]) -> [u8; SIGNATURE] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Returns whether `secret` made this key, in a time that does not depend on how much of it is right.
    fn is_of(&self, secret: &[u8]) -> bool {
        Self::new(secret).is_ok_and(|other| {
            let mac = self.0.clone().chain_update(SAMENESS);
            mac.verify_slice(&other.hash(&[SAMENESS])).is_ok()
        })
    }

    fn mac(&self, receipt: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(PURPOSE);
        mac.update(receipt);
        mac
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The key that signs, and the one that signed before it and whose tokens are still good.
#[derive(Clone, Debug)]
pub struct KeyRing {
    current: SigningKey,
    previous: Option<SigningKey>,
}

impl KeyRing {
    /// Returns keys of which `current` signs and both open.
    #[must_use]
    pub fn new(current: SigningKey, previous: Option<SigningKey>) -> Self {
        Self { current, previous }
    }

    /// Returns keys for another `purpose`, of the current key and of the previous one.
    pub(crate) fn derive(&self, purpose: &[u8]) -> (SigningKey, Option<SigningKey>) {
        (self.current.derive(purpose), self.previous.as_ref().map(|key| key.derive(purpose)))
    }

    /// Returns whether `secret` made one of the keys, in a time that does not depend on how much of it is right.
    #[must_use]
    pub fn know(&self, secret: &[u8]) -> bool {
        std::iter::once(&self.current).chain(&self.previous).any(|key| key.is_of(secret))
    }

    /// Returns the token of `receipt`, fit for an address as it is.
    #[must_use]
    pub fn sign(&self, receipt: &Receipt) -> String {
        let mut bytes = write(receipt);
        let signature = self.current.mac(&bytes).finalize().into_bytes();
        bytes.extend_from_slice(&signature);
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// Returns the receipt that `token` holds when one of the keys signed it and it is `folio`'s.
    ///
    /// Signatures are compared in constant time.
    #[must_use]
    pub fn open(&self, folio: &str, token: &str) -> Option<Receipt> {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        let (receipt, signature) = bytes.split_at_checked(bytes.len().checked_sub(SIGNATURE)?)?;
        let mut keys = std::iter::once(&self.current).chain(&self.previous);
        keys.any(|key| key.mac(receipt).verify_slice(signature).is_ok()).then_some(())?;
        let receipt = read(receipt)?;
        (folio.parse() == Ok(receipt.folio)).then_some(receipt)
    }
}

/// Numbers big-endian, texts after their length in one byte.
fn write(receipt: &Receipt) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128);
    bytes.extend_from_slice(&receipt.received.timestamp().to_be_bytes());
    bytes.extend_from_slice(&receipt.due.timestamp().to_be_bytes());
    bytes.extend_from_slice(&receipt.rows.unwrap_or(0).to_be_bytes());
    let folio = receipt.folio.to_string();
    for text in [
        &folio,
        receipt.kind.name(),
        &receipt.form,
        &receipt.operation,
        &receipt.level,
        &receipt.policy_version,
    ] {
        let text = &text.as_bytes()[..text.len().min(usize::from(u8::MAX))];
        bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(text);
    }
    bytes
}

fn read(bytes: &[u8]) -> Option<Receipt> {
    let mut rest = Bytes(bytes);
    let received = rest.moment()?;
    let due = rest.moment()?;
    let rows = u16::from_be_bytes(rest.take()?);
    let receipt = Receipt {
        received,
        due,
        rows: (rows > 0).then_some(rows),
        folio: rest.text()?.parse().ok()?,
        kind: rest.text()?.parse().ok()?,
        form: rest.text()?.to_owned(),
        operation: rest.text()?.to_owned(),
        level: rest.text()?.to_owned(),
        policy_version: rest.text()?.to_owned(),
    };
    rest.0.is_empty().then_some(receipt)
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn moment(&mut self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(i64::from_be_bytes(self.take()?), 0)
    }

    fn text(&mut self) -> Option<&'a str> {
        let [length] = self.take()?;
        let (taken, rest) = self.0.split_at_checked(usize::from(length))?;
        self.0 = rest;
        std::str::from_utf8(taken).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;

    fn key(byte: u8) -> SigningKey {
        SigningKey::new(&[byte; 32]).unwrap()
    }

    #[test]
    fn a_token_opens_to_the_receipt_that_was_signed() {
        let keys = KeyRing::new(key(1), None);
        let receipt = fixture::receipt();
        let folio = receipt.folio.to_string();
        let token = keys.sign(&receipt);
        assert_eq!(keys.open(&folio, &token), Some(receipt.clone()));
        assert_eq!(keys.open(&folio.to_lowercase().replace('-', ""), &token), Some(receipt.clone()));
        let without_rows = Receipt { rows: None, ..receipt };
        assert_eq!(keys.open(&folio, &keys.sign(&without_rows)), Some(without_rows));
    }

    #[test]
    fn keys_know_their_own_secrets_alone() {
        let keys = KeyRing::new(key(1), Some(key(2)));
        assert!(keys.know(&[1; 32]) && keys.know(&[2; 32]));
        for other in [&[][..], &[1], &[1; 31], &[1; 33], &[3; 32]] {
            assert!(!keys.know(other), "{other:?}");
        }
        assert!(!KeyRing::new(key(1), None).know(&[2; 32]));
    }

    #[test]
    fn a_token_fits_an_address_as_it_is() {
        let token = KeyRing::new(key(1), None).sign(&fixture::receipt());
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{token}");
        assert!(token.len() < 160, "{}", token.len());
    }

    #[test]
    fn every_changed_bit_closes_it() {
        let keys = KeyRing::new(key(1), None);
        let receipt = fixture::receipt();
        let bytes = BASE64URL_NOPAD.decode(keys.sign(&receipt).as_bytes()).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                keys.open(&receipt.folio.to_string(), &BASE64URL_NOPAD.encode(&forged)),
                None,
                "{bit}"
            );
        }
    }

    #[test]
    fn what_is_no_token_opens_nothing() {
        let keys = KeyRing::new(key(1), None);
        let receipt = fixture::receipt();
        let token = keys.sign(&receipt);
        for wrong in ["", "=", "A", &token[..20], &token[1..], &format!("{token}="), &format!("{token}AAAA")]
        {
            assert_eq!(keys.open(&receipt.folio.to_string(), wrong), None, "{wrong}");
        }
        assert_eq!(keys.open("222-222-222", &token), None);
        assert_eq!(keys.open("nada", &token), None);
    }

    #[test]
    fn the_key_before_still_opens_and_no_other_does() {
        let receipt = fixture::receipt();
        let folio = receipt.folio.to_string();
        let token = KeyRing::new(key(1), None).sign(&receipt);
        assert!(KeyRing::new(key(2), Some(key(1))).open(&folio, &token).is_some());
        assert!(KeyRing::new(key(2), None).open(&folio, &token).is_none());
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert_eq!(SigningKey::new(&[1; 31]).unwrap_err(), KeyError(31));
    }

    #[test]
    fn a_secret_is_never_shown() {
        assert_eq!(
            format!("{:?}", KeyRing::new(key(1), None)),
            "KeyRing { current: SigningKey(…), previous: None }"
        );
    }
}
