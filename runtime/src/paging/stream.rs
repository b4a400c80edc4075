//! Pages and entries as streams.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use std::vec;

use futures_core::Stream;
use tokio::time::{Instant, timeout_at};
use tracing::warn;

use super::Paged;
use super::walk::Walk;
use crate::client::{Client, call_options};
use crate::clock::FOREVER;
use crate::error::{Error, ErrorKind};
use crate::future::BoxFuture;
use crate::model::{DriftNote, View};
use crate::operation::Operation;
use crate::response::Response;

pub(crate) type Asking<O> = BoxFuture<'static, Result<Response<<O as Operation>::Output>, Error>>;

/// The pages of a list, one after another: a stream, also usable by [`next`](Self::next) alone.
///
/// Made by [`Client::pages`]. A page is asked for when it is polled for, never ahead, and dropping the stream stops the
/// asking. Options of a call apply to the call of each page. After an error the stream ends; [`operation`](Self::operation) then asks for the page that failed, so the list
/// can be taken up there again.
#[must_use = "a stream asks for nothing until it is polled"]
pub struct Pages<O: Paged> {
    client: Client,
    operation: O,
    walk: Walk,
    deadline: Option<Duration>,
    /// Set by the first question, where there is a deadline.
    until: Option<Instant>,
    asking: Option<Asking<O>>,
}

impl<O: Paged> Pages<O> {
    pub(crate) fn new(client: Client, operation: O) -> Self {
        let walk = Walk::new(const { &O::PAGING });
        Self { client, operation, walk, deadline: None, until: None, asking: None }
    }

    /// Asks for pages of so many entries; the service may have its own limit. Default: what the operation says, and
    /// otherwise what the service takes. Once the first page has been asked for, this changes nothing.
    pub fn page_size(mut self, entries: u32) -> Self {
        self.walk.size(entries);
        self
    }

    /// How long the whole list may take, counted from when its first page is asked for; what the caller does between
    /// pages counts. When it has passed, asking for a page is an error of kind [`ErrorKind::Timeout`]. Default: no limit
    /// but each call's own.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    call_options!(this => this.client);

    /// The call that gets the page at hand.
    pub(crate) fn question(&mut self, operation: O) -> Asking<O> {
        let client = self.client.clone();
        let Some(deadline) = self.deadline else {
            return Box::pin(async move { client.send(operation).await });
        };
        let until = *self.until.get_or_insert_with(|| Instant::now() + deadline.min(FOREVER));
        Box::pin(async move {
            match timeout_at(until, client.send(operation)).await {
                Ok(result) => result,
                Err(_) => Err(out_of_time(deadline).of_operation(const { &O::INFO })),
            }
        })
    }

    /// The operation that asks for the page that comes next: to be stored, and continued later.
    pub fn operation(&self) -> &O {
        &self.operation
    }

    /// The operation to send for the next page; `None` at the end.
    pub(crate) fn ask(&mut self) -> Option<Result<O, Error>> {
        match self.walk.ask(&mut self.operation) {
            Err(error) => Some(Err(error.of_operation(const { &O::INFO }))),
            Ok(false) => None,
            Ok(true) => Some(Ok(self.operation.clone())),
        }
    }

    /// Takes in what came of it.
    pub(crate) fn arrived(&mut self, result: &Result<Response<O::Output>, Error>) {
        match result {
            Ok(page) => {
                let (list, drift) = (O::PAGING.items, page.drift());
                let left_out = DriftNote::entries_left_out(drift, list);
                let is_left_out = DriftNote::is_left_out(drift, list);
                if left_out > 0 || is_left_out {
                    warn!(
                        "rpc.method" = O::INFO.name,
                        list, left_out, "entries of a list do not fit their published type and are left out"
                    );
                }
                // Nothing at all is a list without entries, but no page within a list.
                if is_left_out || (page.raw().is_empty() && self.walk.has_begun()) {
                    self.walk.unreadable();
                } else {
                    self.walk.arrived(&page.output, left_out as u64, &mut self.operation);
                }
            }
            Err(_) => self.walk.end(),
        }
    }

    /// The next page; `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of [`Client::send`]; [`ErrorKind::Paging`] where the service gives the same page again and again, where the
    /// list ends before as many entries have come as it promised, and where the list of a page cannot be read at all. The
    /// pages before have come by then.
    pub async fn next(&mut self) -> Option<Result<Response<O::Output>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<Response<O::Output>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let asking = match &mut this.asking {
            Some(asking) => asking,
            None => match this.ask() {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(operation)) => {
                    let question = this.question(operation);
                    this.asking.insert(question)
                }
            },
        };
        let result = ready!(asking.as_mut().poll(context));
        this.asking = None;
        this.arrived(&result);
        Poll::Ready(Some(result))
    }
}

fn out_of_time(deadline: Duration) -> Error {
    let message = format!("the list has not come to its end within {deadline:?}, its time limit (Pages::deadline)");
    Error::new(ErrorKind::Timeout, message)
        .with_hint("Pages::operation asks for the page that was not reached; the list can be taken up there again.")
}

// Nothing in it is pinned: the future is in a box of its own.
impl<O: Paged> Unpin for Pages<O> {}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("operation", &View::Object(&self.operation)).finish_non_exhaustive()
    }
}

/// The entries of a list, whatever pages they come in: a stream, also usable by [`next`](Self::next) alone.
///
/// Made by [`Client::items`]. See [`Pages`] for when pages are asked for, and for what an error does.
#[must_use = "a stream asks for nothing until it is polled"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    ready: vec::IntoIter<O::Item>,
    drift: Vec<DriftNote>,
}

impl<O: Paged> Items<O> {
    pub(crate) fn new(pages: Pages<O>) -> Self {
        Self { pages, ready: Vec::new().into_iter(), drift: Vec::new() }
    }

    /// Asks for pages of so many entries, see [`Pages::page_size`].
    pub fn page_size(mut self, entries: u32) -> Self {
        self.pages = self.pages.page_size(entries);
        self
    }

    /// How long the whole list may take, see [`Pages::deadline`].
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.pages = self.pages.deadline(deadline);
        self
    }

    call_options!(this => this.pages.client);

    /// The operation that asks for the page after the entry that came last, see [`Pages::operation`].
    pub fn operation(&self) -> &O {
        self.pages.operation()
    }

    /// Where the pages so far did not fit their published types: what was bent, and what was
    /// [left out](DriftNote::left_out), entries of the list (`Data.Items[]`) among it. At most 64 notes.
    pub fn drift(&self) -> &[DriftNote] {
        &self.drift
    }

    /// The next entry; `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::next`]. The entries of all pages before have come by then.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: Paged> Stream for Items<O> {
    type Item = Result<O::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    DriftNote::add_all(&mut self.drift, page.drift());
                    self.ready = O::items(page.output).into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<O: Paged> Unpin for Items<O> {}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("pages", &self.pages).field("ready", &self.ready.len()).finish()
    }
}
