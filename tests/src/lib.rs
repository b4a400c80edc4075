//! Checks across crates; everything is in `tests/`.
