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
    total: Option<&'static str>,
    page: u64,
    /// How many entries stand before the page; not known where the caller starts further on without a page size.
    before: Option<u64>,
    /// What the page before had, hashed.
    last: Option<u64>,
}

#[derive(Debug)]
struct Token {
    parameter: &'static str,
    next: &'static str,
    /// The tokens that have been used, hashed: a list may have very many.
    used: HashSet<u64>,
}

impl Walk {
    pub(super) fn new(paging: &'static Paging) -> Self {
        Self { paging, size: None, state: State::Start }
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
                Ok(State::Number(Number { parameter, total, page, before, last: None }))
            }
            Cursor::Token { parameter, next, .. } => {
                let used = text_at(operation, parameter).iter().map(hash).collect();
                Ok(State::Token(Token { parameter, next, used }))
            }
        }
    }

    /// Takes a page in and makes the operation ask for the next. What goes wrong here is said when that is asked for:
    /// the page that has come is whole.
    pub(super) fn arrived(&mut self, output: &dyn Model, operation: &mut dyn Model) {
        let entries = entries(output, self.paging.items);
        let next = match std::mem::replace(&mut self.state, State::End) {
            State::Number(number) => number.next(output, &entries, operation),
            State::Token(token) => token.next(output, &entries, operation),
            other => Ok(other),
        };
        self.state = next.unwrap_or_else(State::Broken);
    }

    /// Ends the list, as an error does.
    pub(super) fn end(&mut self) {
        self.state = State::End;
    }
}

impl Number {
    fn next(mut self, output: &dyn Model, entries: &[View<'_>], operation: &mut dyn Model) -> Result<State, Error> {
        let count = entries.len() as u64;
        if count == 0 {
            return Ok(State::End);
        }
        self.before = self.before.map(|before| before.saturating_add(count));
        // A total below what this very page has is none.
        let total = self.total.and_then(|path| text_at(output, path)?.trim().parse::<u64>().ok());
        let total = total.filter(|total| *total >= count);
        match (self.before, total) {
            (Some(before), Some(total)) if before >= total => return Ok(State::End),
            (_, Some(_)) => {}
            // Without a total, a service that gives its last page for every later number would never end.
            (_, None) => {
                let here = fingerprint(entries);
                if self.last == Some(here) {
                    return Err(stuck(&format!("page {} has the same entries as the page before", self.page)));
                }
                self.last = Some(here);
            }
        }
        self.page = self.page.saturating_add(1);
        put(operation, self.parameter, &self.page.to_string())?;
        Ok(State::Number(self))
    }
}

impl Token {
    fn next(mut self, output: &dyn Model, entries: &[View<'_>], operation: &mut dyn Model) -> Result<State, Error> {
        let Some(token) = text_at(output, self.next).filter(|token| !token.is_empty()) else {
            return Ok(State::End);
        };
        if !self.used.insert(hash(&token)) {
            // Some services answer beyond the end with nothing but the token they were given.
            if entries.is_empty() {
                return Ok(State::End);
            }
            return Err(stuck(&format!("the service gave the same `{}` again", self.next)));
        }
        put(operation, self.parameter, &token)?;
        Ok(State::Token(self))
    }
}

/// The entries of a page.
fn entries<'a>(output: &'a dyn Model, path: &str) -> Vec<View<'a>> {
    views_at(output, &format!("{path}[]"))
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
