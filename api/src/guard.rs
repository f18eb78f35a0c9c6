//! Abuse protection: rate limits, signs of automation, and authorised contacts.
//!
//! A suspicious request is stored with flags, never dropped. Only a request above the hard limit is refused, with the
//! time after which it is accepted. The guard asks its table the same questions for every requester, so neither the
//! answer nor its duration shows who is an authorised contact. When the table does not answer in time, the request
//! passes unchecked, because a ticket is worth more than a flag.
//!
//! The table knows addresses only as keyed hashes, see [`digest`].

pub mod client_address;
pub mod contacts;
pub mod digest;
pub mod dynamodb;
pub mod rate;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::guard::client_address::ClientAddress;
use crate::guard::digest::{Digest, Pseudonymizer};
use crate::guard::rate::{Bucket, CountOutcome, Limit, Limits, Quota};
use crate::platform::{BoxError, error_chain};
use crate::ticket::token::KeyRing;
use crate::ticket::{TicketFlag, Verification};

/// The timeout of the guard's table. Together with that of the store it fits into the function's ten seconds.
pub const GUARD_TIMEOUT: Duration = Duration::from_millis(1_500);

/// The guard's table, with the operations that the function may use.
pub trait GuardStore: Send + Sync + 'static {
    /// Returns the number of requests of `subject` in `bucket`.
    fn count_in(
        &self,
        subject: &Digest,
        bucket: Bucket,
    ) -> impl Future<Output = Result<u32, BoxError>> + Send;

    /// Counts one more request of `subject` in `bucket` if there are fewer than `cap`, atomically. The count may be
    /// deleted from `expires` on.
    fn count(
        &self,
        subject: &Digest,
        bucket: Bucket,
        cap: u32,
        expires: DateTime<Utc>,
    ) -> impl Future<Output = Result<CountOutcome, BoxError>> + Send;

    /// Returns whether `contact` is an authorised contact of some client.
    fn is_contact(&self, contact: &Digest) -> impl Future<Output = Result<bool, BoxError>> + Send;

    /// Returns whether contacts were ever imported.
    fn has_contacts(&self) -> impl Future<Output = Result<bool, BoxError>> + Send;
}

/// The facts about a request, beside its answers, that the guard evaluates.
#[derive(Clone, Copy, Default)]
pub struct RequestMetadata {
    /// The network address of the client, if it is known.
    pub client: Option<ClientAddress>,
    /// Whether the honeypot field was filled.
    pub is_honeypot_filled: bool,
    /// When the page was opened, if the page sent it.
    pub opened: Option<DateTime<Utc>>,
}

/// The guard's verdict on a request that may pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuardVerdict {
    /// Why the request is suspicious. Most requests have no flags.
    pub flags: Vec<TicketFlag>,
    /// Whether an authorised contact sent it.
    pub verification: Verification,
    /// The remaining requests of its network address, if it is known and the table answered.
    pub quota: Option<Quota>,
}

/// The request is above the hard limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests came; the next is accepted after {retry_after} s")]
pub struct RateLimited {
    /// The number of seconds after which one more request is accepted.
    pub retry_after: u64,
    /// The remaining requests of its network address.
    pub quota: Option<Quota>,
}

/// The guard over one table.
pub struct Guard<G> {
    store: G,
    pseudonymizer: Pseudonymizer,
    limits: Limits,
}

impl<G: GuardStore> Guard<G> {
    /// Returns a guard that counts in `store`, by hashes under keys derived from `keys`.
    #[must_use]
    pub fn new(store: G, keys: &KeyRing, limits: Limits) -> Self {
        Self { store, pseudonymizer: Pseudonymizer::new(keys), limits }
    }

    /// Evaluates and counts a request received at `now`, whose form may ask for the e-mail address of a `requester`.
    ///
    /// # Errors
    ///
    /// When it is above the hard limit of its network address or of its requester; that limit does not count it then.
    pub async fn evaluate(
        &self,
        request: &RequestMetadata,
        requester: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<GuardVerdict, RateLimited> {
        let mut verdict = GuardVerdict::default();
        verdict.flags.extend(request.is_honeypot_filled.then_some(TicketFlag::Honeypot));
        verdict.flags.extend(self.is_too_fast(request, now).then_some(TicketFlag::TooFast));
        let queried = tokio::time::timeout(GUARD_TIMEOUT, self.query(request.client, requester, now)).await;
        match queried.unwrap_or_else(|elapsed| Err(elapsed.into())) {
            Ok((address, requester, verification)) => {
                verdict.verification = verification;
                verdict.quota = address;
                let counted = [
                    (address, self.limits.address, TicketFlag::AddressRate),
                    (requester, self.limits.requester, TicketFlag::RequesterRate),
                ];
                for (quota, limit, flag) in counted {
                    if let Some(retry_after) = quota.and_then(|quota| quota.retry_after) {
                        return Err(RateLimited { retry_after, quota: address });
                    }
                    verdict.flags.extend(quota.filter(|quota| quota.is_above(limit.soft)).map(|_| flag));
                }
            }
            Err(error) => {
                let cause = error_chain(error.as_ref());
                tracing::warn!(target: "api::guard", cause, "the guard's table did not answer: the request passes unchecked");
            }
        }
        Ok(verdict)
    }

    /// A page that was opened in the future, or long ago, proves nothing.
    fn is_too_fast(&self, request: &RequestMetadata, now: DateTime<Utc>) -> bool {
        let too_fast = TimeDelta::zero()..self.limits.min_fill_time;
        request.opened.is_some_and(|opened| too_fast.contains(&(now - opened)))
    }

    async fn query(
        &self,
        client: Option<ClientAddress>,
        requester: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(Option<Quota>, Option<Quota>, Verification), BoxError> {
        let client = client.map(|client| self.pseudonymizer.client(client));
        let counted = requester.map(|address| self.pseudonymizer.requester(address));
        tokio::try_join!(
            self.count_request(client, self.limits.address, now),
            self.count_request(counted, self.limits.requester, now),
            self.verify(requester),
        )
    }

    async fn count_request(
        &self,
        subject: Option<Digest>,
        limit: Limit,
        now: DateTime<Utc>,
    ) -> Result<Option<Quota>, BoxError> {
        let Some(subject) = subject else { return Ok(None) };
        let position = self.limits.window.position(now);
        let previous = self.store.count_in(&subject, position.bucket.previous()).await?;
        let outcome = match position.cap(limit, previous) {
            0 => CountOutcome::Full(self.store.count_in(&subject, position.bucket).await?),
            cap => self.store.count(&subject, position.bucket, cap, position.expires()).await?,
        };
        Ok(Some(position.quota(limit, previous, outcome)))
    }

    /// Asks the same questions for every requester.
    async fn verify(&self, requester: Option<&str>) -> Result<Verification, BoxError> {
        let Some(requester) = requester else { return Ok(Verification::Unknown) };
        let (current, previous) = self.pseudonymizer.contact(requester);
        let was_contact = async {
            match &previous {
                Some(digest) => self.store.is_contact(digest).await,
                None => Ok(false),
            }
        };
        let answers =
            tokio::try_join!(self.store.is_contact(&current), was_contact, self.store.has_contacts())?;
        Ok(match answers {
            (true, _, _) | (_, true, _) => Verification::Authorized,
            (false, false, true) => Verification::Pending,
            (false, false, false) => Verification::Unknown,
        })
    }
}

#[cfg(test)]
mod tests;
