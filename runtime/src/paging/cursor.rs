//! The position in a list: decides which page to request next, and sends nothing.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::error::{Error, ErrorKind};
use crate::model::{Model, View, ViewJson, integer, put_text, slot_of, text_at, views_at};
use crate::operation::{Cursor, Paging};

/// The position in a list.
#[derive(Debug)]
pub(super) struct PageCursor {
    paging: &'static Paging,
    /// The number of entries on a page, if the caller has set it here.
    page_size: Option<u32>,
    state: State,
    /// Whether a page was received.
    started: bool,
}

#[derive(Debug)]
enum State {
    /// No page was requested.
    Start,
    /// The page of this number is requested.
    Number(Number),
    /// The page of a token is requested.
    Token(Token),
    /// No page is left.
    End,
    /// The list cannot go on; the error is returned once.
    Broken(Error),
}

#[derive(Debug)]
struct Number {
    parameter: &'static str,
    page: u64,
    progress: Progress,
    /// The number of pages in a row without entries.
    empty: u32,
    /// The number of pages in a row without an entry that fits its type.
    unfit: u32,
    /// Hashes of the entries of the first page that came and of the latest one.
    first_and_last: Option<(u64, u64)>,
}

#[derive(Debug)]
struct Token {
    parameter: &'static str,
    next: &'static str,
    progress: Progress,
    /// The number of pages in a row without entries.
    empty: u32,
    /// Hashes of the tokens that were used: a list may have very many.
    used: HashSet<u64>,
}

/// The total number of entries that the service reports, and the number of those received.
#[derive(Debug)]
struct Progress {
    /// Where in the response the total is.
    path: Option<&'static str>,
    /// The total of the latest page that had one.
    total: Option<u64>,
    /// The number of entries before the next page; unknown if the caller starts further on without a page size, with one
    /// that some page does not have, or with a token.
    before: Option<u64>,
    /// The page size from which `before` was computed, where the caller starts further on.
    assumed_size: Option<u64>,
}

/// The list is broken after so many empty pages in a row while entries are missing.
const MOST_EMPTY: u32 = 3;
/// The same if no total says when the list ends: a service that filters what it has looked through returns pages without
/// entries.
const MOST_BARREN: u32 = 100;

/// A page of the list.
struct Page<'a> {
    entries: Vec<View<'a>>,
    /// The number of further entries, which did not fit their type.
    left_out: u64,
}

impl Page<'_> {
    /// The number of entries that the service returned.
    fn count(&self) -> u64 {
        (self.entries.len() as u64).saturating_add(self.left_out)
    }
}

impl PageCursor {
    pub(super) fn new(paging: &'static Paging) -> Self {
        Self { paging, page_size: None, state: State::Start, started: false }
    }

    /// Sets the number of entries on a page. Without effect once a page was requested: a list cut into other pages halfway
    /// would lose entries.
    pub(super) fn set_page_size(&mut self, entries: u32) {
        self.page_size = Some(entries);
    }

    /// Makes the operation request the current page; `false` if none is left.
    pub(super) fn prepare(&mut self, operation: &mut dyn Model) -> Result<bool, Error> {
        if matches!(self.state, State::Start) {
            self.state = State::End;
            self.state = self.start(operation)?;
        }
        match std::mem::replace(&mut self.state, State::End) {
            State::Broken(error) => Err(error),
            state => {
                self.state = state;
                Ok(!matches!(self.state, State::End))
            }
        }
    }

    /// The state before the first request, from what the caller has set: the cursor whose parameter is given, its page, and
    /// the page size.
    fn start(&self, operation: &mut dyn Model) -> Result<State, Error> {
        let given = |operation: &dyn Model, cursor: &Cursor| text_at(operation, cursor.parameter());
        let cursors = self.paging.cursors;
        let chosen = cursors.iter().find(|cursor| given(operation, cursor).is_some()).or(cursors.first());
        let Some(cursor) = chosen else {
            return Ok(State::End);
        };
        if let Some(entries) = self.page_size {
            put(operation, cursor.size().unwrap_or("the page size"), &entries.to_string())?;
        }
        match *cursor {
            Cursor::Number { parameter, size, total } => {
                let page: u64 = match text_at(operation, parameter) {
                    None => 1,
                    Some(text) => match text.trim().parse() {
                        Ok(page) => page,
                        Err(_) => return Err(unusable(parameter, &format!("`{text}` is not a page number"))),
                    },
                };
                put(operation, parameter, &page.to_string())?;
                let size = size.and_then(|size| text_at(operation, size)?.trim().parse::<u64>().ok());
                let assumed_size = size.filter(|_| page > 1);
                let before = if page <= 1 { Some(0) } else { size.map(|size| (page - 1).saturating_mul(size)) };
                let progress = Progress { path: total, total: None, before, assumed_size };
                Ok(State::Number(Number { parameter, page, progress, empty: 0, unfit: 0, first_and_last: None }))
            }
            Cursor::Token { parameter, next, total, .. } => {
                let given = text_at(operation, parameter).filter(|token| !token.is_empty());
                let before = given.is_none().then_some(0);
                let progress = Progress { path: total, total: None, before, assumed_size: None };
                let used = given.iter().map(hash).collect();
                Ok(State::Token(Token { parameter, next, progress, empty: 0, used }))
            }
        }
    }

    /// Moves on after a page, of which so many entries were left out, and makes the operation request the next. An error here
    /// is returned when that page is requested: the page that was received is complete.
    pub(super) fn received(&mut self, output: &dyn Model, left_out: u64, operation: &mut dyn Model) {
        self.started = true;
        let page = Page { entries: views_at(output, &format!("{}[]", self.paging.items)), left_out };
        let next = match std::mem::replace(&mut self.state, State::End) {
            State::Number(number) => number.next(output, &page, operation),
            State::Token(token) => token.next(output, &page, operation),
            other => Ok(other),
        };
        self.state = next.unwrap_or_else(State::Broken);
    }

    pub(super) fn has_started(&self) -> bool {
        self.started
    }

    /// Where in a page the token of the next one is, if the list goes by tokens.
    pub(super) fn next_token(&self) -> Option<&'static str> {
        match &self.state {
            State::Token(token) => Some(token.next),
            _ => None,
        }
    }

    /// Moves on after a page on which this could not be read: its list, or the token of the next page.
    pub(super) fn received_unreadable(&mut self, path: &str) {
        let message = format!("the last page has no `{path}` that can be read");
        self.state = State::Broken(Error::new(ErrorKind::Paging, message).with_hint(
            "The pages before are complete. Response::drift or Response::unknown_fields of the page says what was there \
             instead, Response::raw has it.",
        ));
    }

    /// Ends the list, as an error does.
    pub(super) fn end(&mut self) {
        self.state = State::End;
    }
}

impl Progress {
    /// The number of entries that are missing after this page, if that is known.
    fn missing_after(&mut self, output: &dyn Model, page: &Page<'_>) -> Option<u64> {
        let count = page.count();
        self.before = self.before.map(|before| before.saturating_add(count));
        let total = self.path.and_then(|path| u64::try_from(integer(text_at(output, path)?.trim())?).ok());
        // A total below the number of entries so far counts as none: some services report the number of entries on the page.
        // So a page without entries does not take an earlier total back either.
        let least = self.before.unwrap_or(count);
        self.total = total.filter(|total| *total >= least).or(self.total);
        // Where more have come than it says, it counts something else, such as pages, and the list goes on to an empty page.
        let missing = self.total?.checked_sub(self.before?)?;
        // A service with a limit for the page size, or with short pages within its list, has returned fewer entries before
        // than assumed, and the list would end before its total.
        if let Some(size) = self.assumed_size.filter(|_| count > 0)
            && (count > size || (count < size && missing > 0))
        {
            self.before = None;
            return None;
        }
        Some(missing)
    }

    fn ends_early(&self, missing: u64, how: &str) -> Error {
        let (total, before) = (self.total.unwrap_or_default(), self.before.unwrap_or_default());
        let message =
            format!("the list ends early: {before} of {total} entries have come, {missing} are missing; {how}");
        Error::new(ErrorKind::Paging, message).with_hint(
            "All pages that have come are complete. Entries may have been deleted in the meantime; otherwise list once more.",
        )
    }
}

impl Number {
    fn next(mut self, output: &dyn Model, page: &Page<'_>, operation: &mut dyn Model) -> Result<State, Error> {
        let missing = self.progress.missing_after(output, page);
        if page.count() > 0 {
            self.empty = 0;
            self.check_progress(page, missing.is_some())?;
            if missing == Some(0) {
                return Ok(State::End);
            }
        } else {
            self.empty += 1;
            let Some(missing) = missing.filter(|missing| *missing > 0) else { return Ok(State::End) };
            if self.empty == MOST_EMPTY {
                let how = format!("{MOST_EMPTY} pages up to page {} are empty", self.page);
                return Err(self.progress.ends_early(missing, &how));
            }
        }
        self.page = self.page.saturating_add(1);
        put(operation, self.parameter, &self.page.to_string())?;
        Ok(State::Number(self))
    }

    /// A list whose service returns the last page for every later number, or begins again behind it, would never end,
    /// or end with entries twice. Pages of which nothing fits cannot be compared: unless the total ends the list, there is a
    /// limit on them.
    fn check_progress(&mut self, page: &Page<'_>, total_ends_it: bool) -> Result<(), Error> {
        if page.entries.is_empty() {
            self.unfit += 1;
            if self.unfit < MOST_BARREN || total_ends_it {
                return Ok(());
            }
            let why = format!("nothing on {MOST_BARREN} pages up to page {} fits its published type", self.page);
            return Err(stuck(&why));
        }
        self.unfit = 0;
        let here = fingerprint(&page.entries);
        let known = self.first_and_last.replace((self.first_and_last.map_or(here, |(first, _)| first), here));
        let other = match known {
            Some((_, last)) if last == here => "the page before",
            Some((first, _)) if first == here => "the first page",
            _ => return Ok(()),
        };
        Err(stuck(&format!("page {} has the same entries as {other}", self.page)))
    }
}

impl Token {
    fn next(mut self, output: &dyn Model, page: &Page<'_>, operation: &mut dyn Model) -> Result<State, Error> {
        let missing = self.progress.missing_after(output, page).unwrap_or_default();
        let token = text_at(output, self.next).filter(|token| !token.is_empty());
        // Beyond the end, some services return no entries and the token that they were given.
        let Some(token) = token.filter(|token| page.count() > 0 || !self.used.contains(&hash(token))) else {
            return match missing {
                0 => Ok(State::End),
                missing => Err(self.progress.ends_early(missing, &format!("the last page has no `{}`", self.next))),
            };
        };
        if !self.used.insert(hash(&token)) {
            return Err(stuck(&format!("the service returned the same `{}` again", self.next)));
        }
        self.empty = if page.count() > 0 { 0 } else { self.empty + 1 };
        if self.empty == MOST_BARREN {
            return Err(stuck(&format!("{MOST_BARREN} pages in a row are empty, each with a new `{}`", self.next)));
        }
        put(operation, self.parameter, &token)?;
        Ok(State::Token(self))
    }
}

fn put(operation: &mut dyn Model, parameter: &str, text: &str) -> Result<(), Error> {
    let Some(slot) = slot_of(operation, parameter) else {
        return Err(unusable(parameter, "the operation has no such parameter"));
    };
    if put_text(slot, text) { Ok(()) } else { Err(unusable(parameter, &format!("`{text}` does not fit it"))) }
}

fn unusable(parameter: &str, why: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("the list cannot be paged by `{parameter}`: {why}"))
}

fn stuck(why: &str) -> Error {
    Error::new(ErrorKind::Paging, format!("the list does not go on: {why}"))
        .with_hint("The pages before are complete; further requests would return the same again and again.")
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn fingerprint(entries: &[View<'_>]) -> u64 {
    let texts = entries.iter().map(|entry| serde_json::to_string(&ViewJson(*entry)).unwrap_or_default());
    hash(texts.collect::<Vec<_>>())
}
