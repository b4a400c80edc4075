//! What an import does to the specs, on small documents made for the purpose.

mod documents;
mod facts_and_words;
mod problems;
mod shop;
mod updates;
