//! Signed receipts. The address of a confirmation carries the whole receipt, so no endpoint reads a ticket.
//!
//! A token is the unpadded base64url of the receipt's bytes and their HMAC-SHA256. It holds no personal data, and the
//! folio is part of what is signed. A forged token, a token of another folio and an unknown folio all open to `None`.

use std::{fmt, iter};

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use hmac::digest::CtOutput;
use hmac::{Hmac, KeyInit, Mac};
use policy::TicketKind;
use sha2::digest::array::Array;
use sha2::{Digest, Sha256};

use crate::ticket::receipt::Receipt;

/// Signed before the receipt, so that a signature with another purpose never verifies here.
const DOMAIN_SEPARATOR: &[u8] = b"folio receipt 1\0";

/// The length of an HMAC-SHA256, in bytes.
const SIGNATURE_LEN: usize = 32;

/// A secret that signs receipts: the SHA-256 of the configured text, compared in constant time.
#[derive(Clone)]
pub struct SigningKey(CtOutput<Sha256>);

/// A secret is too short to sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the secret has {0} bytes; make one of at least {min}, as with `openssl rand -hex 32`", min = SigningKey::MIN_LEN)]
pub struct KeyError(usize);

impl SigningKey {
    /// The minimum length of a secret, in bytes.
    pub const MIN_LEN: usize = 32;

    /// Returns the key of `secret`.
    ///
    /// # Errors
    ///
    /// When `secret` is shorter than [`SigningKey::MIN_LEN`] bytes.
    pub fn new(secret: &[u8]) -> Result<Self, KeyError> {
        if secret.len() < Self::MIN_LEN {
            return Err(KeyError(secret.len()));
        }
        Ok(Self(CtOutput::new(Sha256::digest(secret))))
    }

    /// Returns the HMAC of `parts`, one after the other, before it is finalized or verified.
    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut block = Array::default();
        block[..SIGNATURE_LEN].copy_from_slice(self.0.as_bytes());
        parts.iter().fold(Hmac::new(&block), Mac::chain_update)
    }

    /// Returns the HMAC of `parts`, one after the other.
    pub(crate) fn hash(&self, parts: &[&[u8]]) -> [u8; SIGNATURE_LEN] {
        self.mac(parts).finalize().into_bytes().into()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The key that signs, and the previous one, whose tokens are still valid.
#[derive(Clone, Debug)]
pub struct KeyRing {
    pub(crate) current: SigningKey,
    pub(crate) previous: Option<SigningKey>,
}

impl KeyRing {
    /// Returns a key ring in which `current` signs and both keys verify.
    #[must_use]
    pub fn new(current: SigningKey, previous: Option<SigningKey>) -> Self {
        Self { current, previous }
    }

    fn keys(&self) -> impl Iterator<Item = &SigningKey> {
        iter::once(&self.current).chain(&self.previous)
    }

    /// Returns both keys, derived for another `purpose`.
    pub(crate) fn derive(&self, purpose: &[u8]) -> Self {
        let derive = |key: &SigningKey| SigningKey(CtOutput::new(key.hash(&[purpose]).into()));
        Self::new(derive(&self.current), self.previous.as_ref().map(derive))
    }

    /// Returns whether `secret` is the secret of one of the keys, in constant time.
    #[must_use]
    pub fn contains_secret(&self, secret: &[u8]) -> bool {
        let digest = CtOutput::new(Sha256::digest(secret));
        self.keys().any(|key| key.0 == digest)
    }

    /// Returns the token of `receipt`, which needs no escaping in an address.
    #[must_use]
    pub fn sign(&self, receipt: &Receipt) -> String {
        let mut bytes = encode(receipt);
        bytes.extend_from_slice(&self.current.hash(&[DOMAIN_SEPARATOR, &bytes]));
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// Returns the receipt in `token` when one of the keys signed it and it belongs to `folio`.
    ///
    /// Signatures are compared in constant time.
    #[must_use]
    pub fn open(&self, folio: &str, token: &str) -> Option<Receipt> {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        let (receipt, signature) = bytes.split_last_chunk::<SIGNATURE_LEN>()?;
        let mut keys = self.keys();
        keys.find(|key| key.mac(&[DOMAIN_SEPARATOR, receipt]).verify_slice(signature).is_ok())?;
        decode(receipt).filter(|receipt| folio.parse() == Ok(receipt.folio))
    }
}

/// Returns the bytes of `receipt`: numbers in big-endian order, each text after its length in one byte.
fn encode(receipt: &Receipt) -> Vec<u8> {
    let Receipt { folio, form, operation, kind, rows, received, level, due, policy_version } = receipt;
    let mut bytes = Vec::with_capacity(128);
    bytes.extend(received.timestamp().to_be_bytes());
    bytes.extend(due.timestamp().to_be_bytes());
    bytes.extend(rows.unwrap_or(0).to_be_bytes());
    for text in [&folio.to_string(), kind.name(), form, operation, level, policy_version] {
        let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
        bytes.push(length);
        bytes.extend_from_slice(&text.as_bytes()[..usize::from(length)]);
    }
    bytes
}

fn decode(mut bytes: &[u8]) -> Option<Receipt> {
    let rest = &mut bytes;
    let (received, due) = (take_time(rest)?, take_time(rest)?);
    let rows = u16::from_be_bytes(take(rest)?);
    let receipt = Receipt {
        received,
        due,
        rows: (rows > 0).then_some(rows),
        folio: take_text(rest)?.parse().ok()?,
        kind: TicketKind::from_name(&take_text(rest)?)?,
        form: take_text(rest)?,
        operation: take_text(rest)?,
        level: take_text(rest)?,
        policy_version: take_text(rest)?,
    };
    bytes.is_empty().then_some(receipt)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    bytes.split_off(..N)?.try_into().ok()
}

fn take_time(bytes: &mut &[u8]) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(i64::from_be_bytes(take(bytes)?), 0)
}

fn take_text(bytes: &mut &[u8]) -> Option<String> {
    let [length] = take(bytes)?;
    String::from_utf8(bytes.split_off(..usize::from(length))?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;

    fn key(byte: u8) -> SigningKey {
        SigningKey::new(&[byte; 32]).unwrap()
    }

    #[test]
    fn open_returns_the_signed_receipt() {
        let keys = KeyRing::new(key(1), None);
        let receipt = fixture::receipt();
        let folio = receipt.folio.to_string();
        let token = keys.sign(&receipt);
        assert_eq!(keys.open(&folio, &token), Some(receipt.clone()));
        assert_eq!(keys.open(&folio.to_lowercase().replace('-', ""), &token), Some(receipt.clone()));
        let without_rows = Receipt { rows: None, ..receipt };
        assert_eq!(keys.open(&folio, &keys.sign(&without_rows)), Some(without_rows));
    }

    /// Clients keep the addresses of their confirmations, so the format never changes.
    #[test]
    fn token_format_is_stable() {
        let token = "AAAAAGZd6IAAAAAAZl4gwAACC1lGWS0yMzItWjI4BEFsdGEGZ3N1aXRlBGFsdGEIZXN0YW5kYXIKMjAyNC0wNS0yNzSnv9QmLYmVMdCZgjOghMbqNnIKH59vS-J2ZqBtNsTT";
        assert_eq!(KeyRing::new(key(1), None).sign(&fixture::receipt()), token);
    }

    #[test]
    fn contains_secret_accepts_only_its_own_secrets() {
        let keys = KeyRing::new(key(1), Some(key(2)));
        assert!(keys.contains_secret(&[1; 32]) && keys.contains_secret(&[2; 32]));
        for other in [&[][..], &[1], &[1; 31], &[1; 33], &[3; 32]] {
            assert!(!keys.contains_secret(other), "{other:?}");
        }
        assert!(!KeyRing::new(key(1), None).contains_secret(&[2; 32]));
    }

    #[test]
    fn token_needs_no_escaping_in_an_address() {
        let token = KeyRing::new(key(1), None).sign(&fixture::receipt());
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{token}");
        assert!(token.len() < 160, "{}", token.len());
    }

    #[test]
    fn open_returns_none_when_any_bit_changes() {
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
    fn open_returns_none_when_token_is_invalid() {
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
    fn open_accepts_previous_key_and_no_other() {
        let receipt = fixture::receipt();
        let folio = receipt.folio.to_string();
        let token = KeyRing::new(key(1), None).sign(&receipt);
        assert!(KeyRing::new(key(2), Some(key(1))).open(&folio, &token).is_some());
        assert!(KeyRing::new(key(2), None).open(&folio, &token).is_none());
    }

    #[test]
    fn new_key_returns_error_when_secret_is_short() {
        assert_eq!(SigningKey::new(&[1; 31]).unwrap_err(), KeyError(31));
    }

    #[test]
    fn debug_output_hides_the_secret() {
        assert_eq!(
            format!("{:?}", KeyRing::new(key(1), None)),
            "KeyRing { current: SigningKey(…), previous: None }"
        );
    }
}
