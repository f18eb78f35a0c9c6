//! The guard at the door: who asks too often, what only a program would send, and who is an authorised contact.
//!
//! A suspicious request is stored and marked, never dropped; only beyond the hard limit it is refused, with the time
//! after which it is taken. Whoever is not an authorised contact is not told so: the guard asks its table the same
//! questions for everyone, and the answer is the same. When the table does not answer in time, the request goes on
//! unjudged, since a ticket is worth more than a mark.
//!
//! Addresses are known to the table only as keyed hashes, see [`digest`].

pub mod client_address;
pub mod contacts;
pub mod digest;
pub mod dynamodb;
#[cfg(any(test, feature = "testing"))]
pub mod memory;
pub mod quota;
pub mod rate;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::guard::client_address::ClientAddress;
use crate::guard::digest::{Digest, Pseudonymizer};
use crate::guard::quota::Quota;
use crate::guard::rate::{Bucket, CountOutcome, Limits, Rate};
use crate::platform::{BoxError, error_chain};
use crate::ticket::token::KeyRing;
use crate::ticket::{Mark, Verification};

/// How long the guard's table may take: with the longest put of a ticket it fits into the function's ten seconds.
pub const GUARD_TIMEOUT: Duration = Duration::from_millis(1_500);

/// What a table answers, later.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// What the guard remembers, and all that the function may do with it.
pub trait GuardStore: Send + Sync + 'static {
    /// Returns how many requests were counted for `subject` in `bucket`.
    fn counted<'a>(&'a self, subject: &'a Digest, bucket: Bucket) -> BoxFuture<'a, u32>;

    /// Counts one request more for `subject` in `bucket` if fewer than `cap` are counted there, atomically. What is
    /// counted may be forgotten from `expires` on.
    fn count<'a>(
        &'a self,
        subject: &'a Digest,
        bucket: Bucket,
        cap: u32,
        expires: DateTime<Utc>,
    ) -> BoxFuture<'a, CountOutcome>;

    /// Returns whether `contact` is an authorised contact of some client.
    fn is_contact<'a>(&'a self, contact: &'a Digest) -> BoxFuture<'a, bool>;

    /// Returns whether contacts were ever imported.
    fn has_contacts(&self) -> BoxFuture<'_, bool>;
}

/// What is known of a request beside its answers.
pub struct RequestMetadata<'a> {
    /// From where it came, when that is known.
    pub viewer: Option<ClientAddress>,
    /// The normalised address of whoever asks, when the form asks for it.
    pub requester: Option<&'a str>,
    /// The field that only a program fills was filled.
    pub trapped: bool,
    /// When the page was opened, when it told.
    pub opened: Option<DateTime<Utc>>,
}

/// What the guard says of a request that it lets in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuardVerdict {
    /// Why the request is suspicious; of most, nothing.
    pub marks: Vec<Mark>,
    /// Whether an authorised contact sent it.
    pub verification: Verification,
    /// What is left to its address; unknown when the address is, or the table did not answer.
    pub quota: Option<Quota>,
}

/// The request is beyond the hard limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests came; the next is taken after {retry_after} s")]
pub struct RateLimited {
    /// After how many seconds one more is taken.
    pub retry_after: u64,
    /// What is left to its address.
    pub quota: Option<Quota>,
}

/// Judges requests. Copies share their table.
#[derive(Clone)]
pub struct Guard {
    table: Arc<dyn GuardStore>,
    digester: Pseudonymizer,
    limits: Limits,
}

impl Guard {
    /// Returns a guard that remembers in `table`, by hashes that `keys` make.
    #[must_use]
    pub fn new(table: Arc<dyn GuardStore>, keys: &KeyRing, limits: Limits) -> Self {
        Self { table, digester: Pseudonymizer::new(keys), limits }
    }

    /// Judges a request that came at `now` and counts it.
    ///
    /// # Errors
    ///
    /// When it is beyond the hard limit of its address or of its requester; for that one it is not counted then.
    pub async fn judge(
        &self,
        visit: &RequestMetadata<'_>,
        now: DateTime<Utc>,
    ) -> Result<GuardVerdict, RateLimited> {
        let mut judgement = GuardVerdict::default();
        judgement.marks.extend(visit.trapped.then_some(Mark::Trap));
        judgement.marks.extend(self.is_quick(visit, now).then_some(Mark::Quick));
        let asked = tokio::time::timeout(GUARD_TIMEOUT, self.ask(visit, now)).await;
        match asked.unwrap_or_else(|elapsed| Err(elapsed.into())) {
            Ok((viewer, requester, verification)) => {
                let quota = viewer.map(|rate| Quota::new(self.limits.viewer, self.limits.window, rate));
                judgement.quota = quota;
                judgement.verification = verification;
                for (rate, mark) in [(viewer, Mark::Viewer), (requester, Mark::Requester)] {
                    let judged = rate.map_or(Ok(None), |rate| rate.judged(mark));
                    judgement.marks.extend(judged.map_err(|retry_after| RateLimited { retry_after, quota })?);
                }
            }
            Err(cause) => {
                let cause = error_chain(cause.as_ref());
                tracing::warn!(target: "api::guard", cause, "the guard's table did not answer: let in unjudged");
            }
        }
        Ok(judgement)
    }

    /// A page that was opened after now, or long ago, tells nothing.
    fn is_quick(&self, visit: &RequestMetadata<'_>, now: DateTime<Utc>) -> bool {
        visit.opened.is_some_and(|opened| (TimeDelta::zero()..self.limits.quickest).contains(&(now - opened)))
    }

    async fn ask(
        &self,
        visit: &RequestMetadata<'_>,
        now: DateTime<Utc>,
    ) -> Result<(Option<Rate>, Option<Rate>, Verification), BoxError> {
        let viewer = visit.viewer.map(|viewer| self.digester.viewer(viewer));
        let requester = visit.requester.map(|address| self.digester.requester(address));
        tokio::try_join!(
            self.rate(viewer, self.limits.viewer, now),
            self.rate(requester, self.limits.requester, now),
            self.verify(visit.requester),
        )
    }

    async fn rate(
        &self,
        subject: Option<Digest>,
        limit: rate::Limit,
        now: DateTime<Utc>,
    ) -> Result<Option<Rate>, BoxError> {
        let Some(subject) = subject else { return Ok(None) };
        let moment = self.limits.window.at(now);
        let before = self.table.counted(&subject, moment.bucket.before()).await?;
        let cap = moment.cap(limit, before);
        let tally = match cap {
            0 => CountOutcome::Full(self.table.counted(&subject, moment.bucket).await?),
            cap => self.table.count(&subject, moment.bucket, cap, moment.expires()).await?,
        };
        Ok(Some(moment.rate(limit, before, tally)))
    }

    /// The same questions are asked whoever it is.
    async fn verify(&self, requester: Option<&str>) -> Result<Verification, BoxError> {
        let Some(requester) = requester else { return Ok(Verification::Unknown) };
        let (now, before) = self.digester.contact(requester);
        let known_before = async {
            match &before {
                Some(digest) => self.table.is_contact(digest).await,
                None => Ok(false),
            }
        };
        let asked = tokio::try_join!(self.table.is_contact(&now), known_before, self.table.has_contacts());
        Ok(match asked? {
            (true, _, _) | (_, true, _) => Verification::Authorized,
            (false, false, true) => Verification::Pending,
            (false, false, false) => Verification::Unknown,
        })
    }
}

#[cfg(test)]
mod tests;
