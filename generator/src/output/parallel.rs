//! The same work for many things, on every core.

use std::panic::resume_unwind;
use std::thread;

/// Returns what `work` makes of each of `items`, in their order.
pub(super) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(threads).max(1);
    if threads == 1 || items.len() < threads {
        return items.iter().map(work).collect();
    }
    thread::scope(|scope| {
        let work = &work;
        let started: Vec<_> = items
            .chunks(share)
            .map(|items| scope.spawn(move || items.iter().map(work).collect::<Vec<_>>()))
            .collect();
        let results = started.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|cause| resume_unwind(cause)));
        results.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_their_items() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(in_parallel(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!(in_parallel(&[], |item: &usize| *item).is_empty());
    }
}
