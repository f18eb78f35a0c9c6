//! The guard's table for tests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::guard::contacts::ContactStore;
use crate::guard::digest::Digest;
use crate::guard::rate::{Bucket, CountOutcome};
use crate::guard::{BoxFuture, GuardStore};
use crate::platform::BoxError;

/// The guard's table, in memory.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    counts: BTreeMap<(Digest, Bucket), u32>,
    clients: BTreeMap<String, BTreeSet<Digest>>,
    contacts: BTreeMap<Digest, BTreeSet<String>>,
    is_open: bool,
    asked: usize,
    /// How often it still answers, when it is to fail.
    answers: Option<usize>,
}

impl Memory {
    /// Returns how often the table was asked anything.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.lock().asked
    }

    /// From now on the table answers `times` more, and then no more.
    pub fn fail_after(&self, times: usize) {
        self.lock().answers = Some(times);
    }

    /// From now on the table answers.
    pub fn mend(&self) {
        self.lock().answers = None;
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers as a table on the network does: not before it is awaited.
    fn answer<'a, T: Send + 'a>(&'a self, ask: impl FnOnce(&mut Kept) -> T + Send + 'a) -> BoxFuture<'a, T> {
        Box::pin(async move {
            let mut kept = self.lock();
            kept.asked += 1;
            match &mut kept.answers {
                Some(0) => return Err(BoxError::from("the guard's table is down")),
                Some(left) => *left -= 1,
                None => {}
            }
            Ok(ask(&mut kept))
        })
    }
}

impl GuardStore for Memory {
    fn counted<'a>(&'a self, subject: &'a Digest, bucket: Bucket) -> BoxFuture<'a, u32> {
        self.answer(move |kept| kept.counts.get(&(subject.clone(), bucket)).copied().unwrap_or(0))
    }

    fn count<'a>(
        &'a self,
        subject: &'a Digest,
        bucket: Bucket,
        cap: u32,
        _: DateTime<Utc>,
    ) -> BoxFuture<'a, CountOutcome> {
        self.answer(move |kept| {
            let count = kept.counts.entry((subject.clone(), bucket)).or_default();
            if *count >= cap {
                return CountOutcome::Full(*count);
            }
            *count += 1;
            CountOutcome::Counted(*count)
        })
    }

    fn is_contact<'a>(&'a self, contact: &'a Digest) -> BoxFuture<'a, bool> {
        self.answer(|kept| kept.contacts.get(contact).is_some_and(|clients| !clients.is_empty()))
    }

    fn has_contacts(&self) -> BoxFuture<'_, bool> {
        self.answer(|kept| kept.is_open)
    }
}

impl ContactStore for Memory {
    fn noted<'a>(&'a self, client: &'a str) -> BoxFuture<'a, BTreeSet<Digest>> {
        self.answer(|kept| kept.clients.get(client).cloned().unwrap_or_default())
    }

    fn note<'a>(&'a self, client: &'a str, contacts: &'a BTreeSet<Digest>) -> BoxFuture<'a, ()> {
        self.answer(|kept| drop(kept.clients.insert(client.to_owned(), contacts.clone())))
    }

    fn authorize<'a>(&'a self, contact: &'a Digest, client: &'a str) -> BoxFuture<'a, ()> {
        self.answer(|kept| {
            kept.contacts.entry(contact.clone()).or_default().insert(client.to_owned());
        })
    }

    fn withdraw<'a>(&'a self, contact: &'a Digest, client: &'a str) -> BoxFuture<'a, ()> {
        self.answer(|kept| {
            kept.contacts.entry(contact.clone()).or_default().remove(client);
        })
    }

    fn open(&self) -> BoxFuture<'_, ()> {
        self.answer(|kept| kept.is_open = true)
    }
}
