//! Lists that are being paged: the entries that have come so far.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// Lists at a time; the oldest goes first.
const MOST: usize = 8;
/// Entries that are kept of a list; further ones are counted.
const MOST_ENTRIES: usize = 1_000;
/// So many pages are requested without a person.
const MOST_PAGES: u32 = 100;

/// The entries of a page, and how many there are in all, if the service says so.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    /// The entries.
    pub(crate) entries: Vec<Value>,
    /// The number of all entries.
    pub(crate) total: Option<u64>,
}

/// The lists.
#[derive(Debug, Default)]
pub(crate) struct Listings(Mutex<VecDeque<Listing>>);

/// A list as far as it has come.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listing {
    pub(crate) id: String,
    pub(crate) operation: String,
    pub(crate) pages: u32,
    /// How many entries have come.
    pub(crate) count: u64,
    pub(crate) total: Option<u64>,
    pub(crate) entries: Vec<Value>,
    /// The entries of the latest page.
    latest: Vec<Value>,
    /// Whether a page had the same entries as the one before.
    pub(crate) repeats: bool,
    /// How many pages in a row had no entries.
    pub(crate) empty: u32,
}

impl Listing {
    pub(crate) fn new(id: String, operation: &str) -> Self {
        Self { id, operation: operation.to_owned(), ..Self::default() }
    }

    /// A list of which so many entries came before.
    pub(crate) fn after(count: u64) -> Self {
        Self { count, ..Self::default() }
    }

    /// The number of entries that are still to come, if there is a total that has not been passed.
    pub(crate) fn missing(&self) -> Option<u64> {
        self.total?.checked_sub(self.count)
    }

    /// Whether a person has to ask for the next page.
    pub(crate) fn pauses(&self) -> bool {
        self.pages.is_multiple_of(MOST_PAGES)
    }

    pub(crate) fn add(&mut self, page: &Page) {
        self.pages += 1;
        self.count += page.entries.len() as u64;
        // As the client does: some services report the number of entries on the page.
        self.total = page.total.filter(|total| *total >= self.count).or(self.total);
        self.repeats = self.pages > 1 && !page.entries.is_empty() && page.entries == self.latest;
        self.empty = if page.entries.is_empty() { self.empty + 1 } else { 0 };
        let room = MOST_ENTRIES.saturating_sub(self.entries.len());
        self.entries.extend(page.entries.iter().take(room).cloned());
        self.latest.clone_from(&page.entries);
    }
}

impl Listings {
    /// The list of this ID, taken out.
    pub(crate) fn take(&self, id: &str, operation: &str) -> Option<Listing> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = all.iter().position(|it| it.id == id && it.operation == operation)?;
        all.remove(index)
    }

    pub(crate) fn put(&self, listing: Listing) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push_back(listing);
        while all.len() > MOST {
            all.pop_front();
        }
    }
}
