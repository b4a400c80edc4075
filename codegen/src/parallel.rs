//! A parallel map over a list.
//!
//! Scoped threads are enough: elements are many and small, so that a shared counter spreads them evenly, and there is
//! nothing for which a library of tasks would have to be compiled.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The results of a function for all elements, in the order of the elements. A panic of the function is passed on.
#[must_use]
pub fn map<T: Sync, R: Send>(elements: &[T], function: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(elements.len());
    if workers < 2 {
        return elements.iter().map(function).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let index = next.fetch_add(1, Ordering::Relaxed);
        elements.get(index).map(|element| (index, function(element)))
    };
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> =
            (0..workers).map(|_| scope.spawn(|| std::iter::from_fn(take).collect::<Vec<_>>())).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_elements() {
        for length in [0, 1, 2, 1000] {
            let elements: Vec<usize> = (0..length).collect();
            assert_eq!(map(&elements, |element| element + 1), (1..=length).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_is_passed_on() {
        let panic = catch_unwind(|| map(&[1, 2, 3], |element| assert_ne!(*element, 2, "two"))).unwrap_err();
        assert!(panic.downcast_ref::<String>().is_some_and(|message| message.contains("two")));
    }
}
