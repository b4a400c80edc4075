//! Pages and entries as streams.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use std::vec;

use futures_core::Stream;
use tokio::time::{Instant, timeout_at};
use tracing::warn;

use super::cursor::PageCursor;
use crate::client::deadline::after;
use crate::client::options::call_options;
use crate::client::pending::PendingCall;
use crate::client::settings::Settings;
use crate::error::{Error, ErrorKind};
use crate::model::{DriftNote, Model, View, views_at};
use crate::operation::{Operation, Paged};
use crate::response::Response;
use crate::task::BoxFuture;

type PageFuture<O> = BoxFuture<'static, Result<Response<<O as Operation>::Output>, Error>>;

/// The pages of a list, one after another: a stream, also usable by [`next`](Self::next) alone.
///
/// Made by [`Client::pages`](crate::Client::pages). A page is requested when the stream is polled for it, never ahead. Options of a call apply to
/// the call of each page. After an error the stream ends; [`operation`](Self::operation) then requests the page that failed,
/// so the list can be continued there.
#[doc(alias("pagination", "paginator"))]
#[must_use = "a stream sends nothing until it is polled"]
pub struct Pages<O: Paged> {
    settings: Arc<Settings>,
    operation: O,
    cursor: PageCursor,
    deadline: Option<Duration>,
    /// Set by the first request, if there is a deadline.
    until: Option<Instant>,
    requested: Option<PageFuture<O>>,
    /// Whether the caller sees the entries of pages and not the responses.
    entries_alone: bool,
}

impl<O: Paged> Pages<O> {
    pub(crate) fn new(settings: Arc<Settings>, operation: O) -> Self {
        let cursor = PageCursor::new(const { &O::PAGING });
        Self { settings, operation, cursor, deadline: None, until: None, requested: None, entries_alone: false }
    }

    /// The pages for [`Items`]: one without entries is an error where the response reports a failure, which would be an end of the
    /// list like any other otherwise.
    pub(crate) fn of_entries(mut self) -> Self {
        self.entries_alone = true;
        self
    }

    /// Requests pages of so many entries; the service may have its own limit. Default: that of the operation, otherwise the
    /// service's. Without effect once the first page was requested.
    pub fn page_size(mut self, entries: u32) -> Self {
        self.cursor.set_page_size(entries);
        self
    }

    /// How long the whole list may take, counted from the request of its first page; time that the caller spends between
    /// pages counts. After that, the next page is an error of kind [`ErrorKind::Timeout`]. Default: no limit but that of each
    /// call.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    call_options!(this => &mut this.settings; attempt_timeout, call_timeout, retry, header);

    /// The call that requests the current page.
    pub(crate) fn request(&mut self, operation: O) -> PageFuture<O> {
        let settings = self.settings.clone();
        let Some(deadline) = self.deadline else {
            return Box::pin(async move { PendingCall::of(&settings, &operation).await });
        };
        let until = *self.until.get_or_insert_with(|| after(deadline));
        Box::pin(async move {
            match timeout_at(until, PendingCall::of(&settings, &operation)).await {
                Ok(result) => result,
                Err(_) => Err(out_of_time(deadline).of_operation(const { &O::INFO })),
            }
        })
    }

    /// The operation that requests the next page: store it to continue the list later. At the end of the list it is the one
    /// that has requested the last page.
    pub fn operation(&self) -> &O {
        &self.operation
    }

    /// The operation to send for the next page; `None` at the end.
    pub(crate) fn next_operation(&mut self) -> Option<Result<O, Error>> {
        match self.cursor.prepare(&mut self.operation) {
            Err(error) => Some(Err(error.of_operation(const { &O::INFO }))),
            Ok(false) => None,
            Ok(true) => Some(Ok(self.operation.clone())),
        }
    }

    /// Moves on after the result of a request, and returns what it means for the list.
    pub(crate) fn received(
        &mut self,
        result: Result<Response<O::Output>, Error>,
    ) -> Result<Response<O::Output>, Error> {
        let result = match result {
            Ok(page) if self.entries_alone && has_failed(&page, O::PAGING.items) => {
                Err(Error::of_failed_response(page.into_response()).of_operation(const { &O::INFO }))
            }
            result => result,
        };
        match &result {
            Ok(page) => {
                let (list, drift) = (O::PAGING.items, page.drift());
                let left_out = DriftNote::entries_left_out(drift, list);
                // Where one of two keys for it did not fit, the other may have.
                let is_missing =
                    |path: &str| DriftNote::is_left_out(drift, path) && views_at(&page.output, path).is_empty();
                let is_left_out = is_missing(list);
                let token = self.cursor.next_token().filter(|token| is_missing(token));
                if left_out > 0 || is_left_out {
                    warn!(
                        "rpc.method" = O::INFO.name,
                        list, left_out, "entries of a list do not fit their published type and are left out"
                    );
                }
                // No body is a list without entries, but not a page within a list.
                if is_left_out || (page.has_no_body() && self.cursor.has_started()) {
                    self.cursor.received_unreadable(list);
                } else if let Some(token) = token {
                    self.cursor.received_unreadable(token);
                } else {
                    self.cursor.received(&page.output, left_out as u64, &mut self.operation);
                }
            }
            Err(_) => self.cursor.end(),
        }
        result
    }

    /// The next page; `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of [`Client::send`](crate::Client::send); [`ErrorKind::Paging`] if the service returns the same page again, if the list ends before its
    /// total, and if the list of a page or its token for the next page cannot be read. All pages before were returned by then.
    pub async fn next(&mut self) -> Option<Result<Response<O::Output>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<Response<O::Output>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let requested = match &mut this.requested {
            Some(requested) => requested,
            None => match this.next_operation() {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(operation)) => {
                    let request = this.request(operation);
                    this.requested.insert(request)
                }
            },
        };
        let result = ready!(requested.as_mut().poll(context));
        this.requested = None;
        Poll::Ready(Some(this.received(result)))
    }
}

/// Whether a page has no entries because the call has failed.
fn has_failed<T: Model>(page: &Response<T>, list: &str) -> bool {
    views_at(&page.output, &format!("{list}[]")).is_empty() && page.has_failed()
}

fn out_of_time(deadline: Duration) -> Error {
    let message = format!("the list did not end within {deadline:?}, its time limit (Pages::deadline)");
    Error::new(ErrorKind::Timeout, message)
        .with_hint("Pages::operation requests the page that was not received; continue the list with it.")
}

// Nothing in it is pinned: the future is in a box of its own.
impl<O: Paged> Unpin for Pages<O> {}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("operation", &View::Object(&self.operation)).finish_non_exhaustive()
    }
}

/// The entries of a list across all pages: a stream, also usable by [`next`](Self::next) alone.
///
/// Made by [`Client::items`](crate::Client::items). See [`Pages`] for when pages are requested, and for what an error does.
#[doc(alias("pagination", "paginator"))]
#[must_use = "a stream sends nothing until it is polled"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    ready: vec::IntoIter<O::Item>,
    drift: Vec<DriftNote>,
}

impl<O: Paged> Items<O> {
    pub(crate) fn new(pages: Pages<O>) -> Self {
        Self { pages: pages.of_entries(), ready: Vec::new().into_iter(), drift: Vec::new() }
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

    call_options!(this => &mut this.pages.settings; attempt_timeout, call_timeout, retry, header);

    /// The operation that requests the page after that of the latest entry, see [`Pages::operation`].
    pub fn operation(&self) -> &O {
        self.pages.operation()
    }

    /// Where the pages so far did not fit their published types: values that were converted, and values that were
    /// [left out](DriftNote::left_out), such as entries of the list (`Data.Items[]`). At most 64 notes; where there is more,
    /// the last note counts it.
    pub fn drift(&self) -> &[DriftNote] {
        &self.drift
    }

    /// The next entry; `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::next`], and [`ErrorKind::FailedResponse`] if a page without entries has `Success: false`. The entries of
    /// all pages before were returned by then.
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
