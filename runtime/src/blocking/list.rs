//! Pages and entries as iterators.

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;
use std::time::Duration;
use std::vec;

use super::background::Background;
use crate::error::Error;
use crate::model::DriftNote;
use crate::operation::Paged;
use crate::paging;
use crate::response::Response;

/// The pages of a list, one after another: an iterator.
///
/// Made by [`Client::pages`](super::Client::pages). A page is requested when it is needed, never ahead. After an error the iterator ends;
/// [`operation`](Self::operation) then requests the page that failed, so the list can be continued there.
#[must_use = "an iterator sends nothing until it is used"]
pub struct Pages<O: Paged> {
    background: Arc<Background>,
    pages: paging::Pages<O>,
}

impl<O: Paged> Pages<O> {
    pub(super) fn new(background: Arc<Background>, pages: paging::Pages<O>) -> Self {
        Self { background, pages }
    }

    /// Requests pages of so many entries; the service may have its own limit. Default: that of the operation, otherwise the
    /// service's. Without effect once the first page was requested.
    pub fn page_size(mut self, entries: u32) -> Self {
        self.pages = self.pages.page_size(entries);
        self
    }

    /// How long the whole list may take, see the async [`deadline`](paging::Pages::deadline).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.pages = self.pages.deadline(deadline);
        self
    }

    /// The operation that requests the next page: store it to continue the list later. At the end of the list it is the one
    /// that has requested the last page.
    pub fn operation(&self) -> &O {
        self.pages.operation()
    }
}

/// Fails as the async [`next`](paging::Pages::next) does.
impl<O: Paged> Iterator for Pages<O> {
    type Item = Result<Response<O::Output>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let operation = match self.pages.next_operation()? {
            Ok(operation) => operation,
            Err(error) => return Some(Err(error)),
        };
        let result = self.background.run(self.pages.request(operation)).unwrap_or_else(Err);
        Some(self.pages.received(result))
    }
}

impl<O: Paged> FusedIterator for Pages<O> {}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.fmt(formatter)
    }
}

/// The entries of a list, whatever pages they come in: an iterator.
///
/// Made by [`Client::items`](super::Client::items). See [`Pages`] for when pages are requested, and for what an error does.
#[must_use = "an iterator sends nothing until it is used"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    ready: vec::IntoIter<O::Item>,
    drift: Vec<DriftNote>,
}

impl<O: Paged> Items<O> {
    pub(super) fn new(Pages { background, pages }: Pages<O>) -> Self {
        let pages = Pages { background, pages: pages.of_entries() };
        Self { pages, ready: Vec::new().into_iter(), drift: Vec::new() }
    }

    /// Requests pages of so many entries, see [`Pages::page_size`].
    pub fn page_size(mut self, entries: u32) -> Self {
        self.pages = self.pages.page_size(entries);
        self
    }

    /// How long the whole list may take, see [`Pages::deadline`].
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.pages = self.pages.deadline(deadline);
        self
    }

    /// The operation that requests the page after that of the latest entry, see [`Pages::operation`].
    pub fn operation(&self) -> &O {
        self.pages.operation()
    }

    /// Where the pages so far did not fit their published types, see the async [`drift`](paging::Items::drift).
    pub fn drift(&self) -> &[DriftNote] {
        &self.drift
    }
}

/// Fails as [`Pages`] do. The entries of all pages before were returned by then.
impl<O: Paged> Iterator for Items<O> {
    type Item = Result<O::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.ready.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(page) => {
                    DriftNote::add_all(&mut self.drift, page.drift());
                    self.ready = O::items(page.output).into_iter();
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<O: Paged> FusedIterator for Items<O> {}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("pages", &self.pages).field("ready", &self.ready.len()).finish()
    }
}
