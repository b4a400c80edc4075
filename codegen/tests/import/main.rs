//! What an import does to the specs, on small documents made for the purpose.

#![allow(clippy::unwrap_used, reason = "a fixture that does not read fails the test that uses it")]

mod documents;
mod facts_and_words;
mod problems;
mod shop;
mod updates;
