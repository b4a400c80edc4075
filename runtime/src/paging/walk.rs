//! The way through the pages of a list: decisions alone, nothing is sent here.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Cursor, Paging};
use crate::error::{Error, ErrorKind};
use crate::model::{Model, View, ViewJson, put_text, text_at, views_at};

/// Where one stands in a list.
#[derive(Debug)]
pub(super) struct Walk {
    paging: &'static Paging,
    /// How many entries a page shall have, where the caller has said so here.
    size: Option<u32>,
    state: State,
    /// Whether a page has come.
    begun: bool,
}

#[derive(Debug)]
enum State {
    /// No page has been asked for.
    Start,
    /// The page of this number is asked for.
    Number(Number),
    /// The page of a token is asked for.
    Token(Token),
    /// No page is left.
    End,
    /// The list cannot go on, which is said once.
    Broken(Error),
}

#[derive(Debug)]
struct Number {
    parameter: &'static str,
    page: u64,
    promise: Promise,
    /// How many pages in a row had nothing.
    empty: u32,
    /// How many pages in a row had nothing that fits.
    unfit: u32,
    /// What the page before had, hashed.
    last: Option<u64>,
}

#[derive(Debug)]
struct Token {
    parameter: &'static str,
    next: &'static str,
    promise: Promise,
    /// How many pages in a row had nothing.
    empty: u32,
    /// The tokens that have been used, hashed: a list may have very many.
    used: HashSet<u64>,
}

/// How many entries the service says there are, against how many have come.
#[derive(Debug)]
struct Promise {
    total: Option<&'static str>,
    /// As it was said last.
    promised: Option<u64>,
    /// How many entries stand before the next page; not known where the caller starts further on without a page size, or
    /// with a token.
    before: Option<u64>,
}

/// So many pages in a row may be empty while more entries are promised.
const MOST_EMPTY: u32 = 3;
/// So many pages in a row may have nothing, or nothing that fits, where only a token or no total says when the list ends: a
/// service that filters what it has looked through gives such pages.
const MOST_BARREN: u32 = 100;

/// What a page has of the list.
struct Page<'a> {
    entries: Vec<View<'a>>,
    /// How many entries more it had, which did not fit their type.
    left_out: u64,
}

impl Page<'_> {
    /// How many entries the service gave.
    fn count(&self) -> u64 {
        (self.entries.len() as u64).saturating_add(self.left_out)
    }
}

impl Walk {
    pub(super) fn new(paging: &'static Paging) -> Self {
        Self { paging, size: None, state: State::Start, begun: false }
    }

    /// Sets how many entries a page has. Once a page has been asked for, that stays: a list cut into other pages on the
    /// way would lose entries.
    pub(super) fn size(&mut self, entries: u32) {
        self.size = Some(entries);
    }

    /// Makes sure that the operation asks for the page at hand; `false` where none is left.
    pub(super) fn ask(&mut self, operation: &mut dyn Model) -> Result<bool, Error> {
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

    /// From what the caller has set: the way whose parameter is given, its page, and the size of a page.
    fn start(&self, operation: &mut dyn Model) -> Result<State, Error> {
        let given = |operation: &dyn Model, cursor: &Cursor| text_at(operation, cursor.parameter());
        let cursors = self.paging.cursors;
        let chosen = cursors.iter().find(|cursor| given(operation, cursor).is_some()).or(cursors.first());
        let Some(cursor) = chosen else {
            return Ok(State::End);
        };
        if let Some(entries) = self.size {
            put(operation, cursor.size().unwrap_or("the size of a page"), &entries.to_string())?;
        }
        match *cursor {
            Cursor::Number { parameter, size, total } => {
                let page: u64 = match text_at(operation, parameter) {
                    None => 1,
                    Some(text) => match text.trim().parse() {
                        Ok(page) => page,
                        Err(_) => return Err(unusable(parameter, &format!("`{text}` is no number of a page"))),
                    },
                };
                put(operation, parameter, &page.to_string())?;
                let size = size.and_then(|size| text_at(operation, size)?.trim().parse::<u64>().ok());
                let before = if page <= 1 { Some(0) } else { size.map(|size| (page - 1).saturating_mul(size)) };
                let promise = Promise { total, promised: None, before };
                Ok(State::Number(Number { parameter, page, promise, empty: 0, unfit: 0, last: None }))
            }
            Cursor::Token { parameter, next, total, .. } => {
                let given = text_at(operation, parameter).filter(|token| !token.is_empty());
                let promise = Promise { total, promised: None, before: given.is_none().then_some(0) };
                let used = given.iter().map(hash).collect();
                Ok(State::Token(Token { parameter, next, promise, empty: 0, used }))
            }
        }
    }

    /// Takes a page in, of which so many entries were left out, and makes the operation ask for the next. What goes wrong
    /// here is said when that is asked for: the page that has come is whole.
    pub(super) fn arrived(&mut self, output: &dyn Model, left_out: u64, operation: &mut dyn Model) {
        self.begun = true;
        let page = Page { entries: views_at(output, &format!("{}[]", self.paging.items)), left_out };
        let next = match std::mem::replace(&mut self.state, State::End) {
            State::Number(number) => number.next(output, &page, operation),
            State::Token(token) => token.next(output, &page, operation),
            other => Ok(other),
        };
        self.state = next.unwrap_or_else(State::Broken);
    }

    pub(super) fn has_begun(&self) -> bool {
        self.begun
    }

    /// Takes in a page whose list could not be read: nobody knows what was on it.
    pub(super) fn unreadable(&mut self) {
        let message = format!("the last page has no `{}` that can be read", self.paging.items);
        self.state = State::Broken(Error::new(ErrorKind::Paging, message).with_hint(
            "What came before is whole. Response::drift of the page says what was there instead, Response::raw has it.",
        ));
    }

    /// Ends the list, as an error does.
    pub(super) fn end(&mut self) {
        self.state = State::End;
    }
}

impl Promise {
    /// Takes note of a page: how many entries are still promised, as far as that is known.
    fn missing_after(&mut self, output: &dyn Model, page: &Page<'_>) -> Option<u64> {
        let count = page.count();
        self.before = self.before.map(|before| before.saturating_add(count));
        let told = self.total.and_then(|path| text_at(output, path)?.trim().parse::<u64>().ok());
        // A total below what has come by now is none: some services tell how many entries this very page has. So a page
        // without entries does not take a promise back either.
        let least = self.before.unwrap_or(count);
        self.promised = told.filter(|total| *total >= least).or(self.promised);
        Some(self.promised?.saturating_sub(self.before?))
    }

    fn broken(&self, missing: u64, how: &str) -> Error {
        let (promised, before) = (self.promised.unwrap_or_default(), self.before.unwrap_or_default());
        let message =
            format!("the list ends early: {before} of {promised} entries have come, {missing} are missing; {how}");
        Error::new(ErrorKind::Paging, message).with_hint(
            "All pages that have come are whole. Entries may have been deleted in the meantime; otherwise list once more.",
        )
    }
}

impl Number {
    fn next(mut self, output: &dyn Model, page: &Page<'_>, operation: &mut dyn Model) -> Result<State, Error> {
        let missing = self.promise.missing_after(output, page);
        if page.count() > 0 {
            self.empty = 0;
            self.is_not_stuck(page)?;
            if missing == Some(0) {
                return Ok(State::End);
            }
        } else {
            self.empty += 1;
            let Some(missing) = missing.filter(|missing| *missing > 0) else { return Ok(State::End) };
            if self.empty == MOST_EMPTY {
                let how = format!("{MOST_EMPTY} pages up to page {} are empty", self.page);
                return Err(self.promise.broken(missing, &how));
            }
        }
        self.page = self.page.saturating_add(1);
        put(operation, self.parameter, &self.page.to_string())?;
        Ok(State::Number(self))
    }

    /// A service that gives its last page for every later number would never end, or end with entries that came before.
    fn is_not_stuck(&mut self, page: &Page<'_>) -> Result<(), Error> {
        if page.entries.is_empty() {
            self.unfit += 1;
            if self.unfit < MOST_BARREN || self.promise.promised.is_some() {
                return Ok(());
            }
            let why = format!("nothing on {MOST_BARREN} pages up to page {} fits its published type", self.page);
            return Err(stuck(&why));
        }
        self.unfit = 0;
        let here = Some(fingerprint(&page.entries));
        if self.last == here {
            return Err(stuck(&format!("page {} has the same entries as the page before", self.page)));
        }
        self.last = here;
        Ok(())
    }
}

impl Token {
    fn next(mut self, output: &dyn Model, page: &Page<'_>, operation: &mut dyn Model) -> Result<State, Error> {
        let missing = self.promise.missing_after(output, page).unwrap_or_default();
        let token = text_at(output, self.next).filter(|token| !token.is_empty());
        // Some services answer beyond the end with nothing but the token they were given.
        let Some(token) = token.filter(|token| page.count() > 0 || !self.used.contains(&hash(token))) else {
            return match missing {
                0 => Ok(State::End),
                missing => Err(self.promise.broken(missing, &format!("the last page has no `{}`", self.next))),
            };
        };
        if !self.used.insert(hash(&token)) {
            return Err(stuck(&format!("the service gave the same `{}` again", self.next)));
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
    let Some(slot) = operation.slot_of(parameter) else {
        return Err(unusable(parameter, "the operation has no such parameter"));
    };
    if put_text(slot, text) { Ok(()) } else { Err(unusable(parameter, &format!("`{text}` does not fit it"))) }
}

fn unusable(parameter: &str, why: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("the list cannot be paged by `{parameter}`: {why}"))
}

fn stuck(why: &str) -> Error {
    Error::new(ErrorKind::Paging, format!("the list does not go on: {why}"))
        .with_hint("What came before is whole; asking further would bring the same again without end.")
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
