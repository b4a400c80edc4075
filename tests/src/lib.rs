//! Checks across crates; they are in `tests/`. What follows here is compiled by the documentation tests.
//!
//! A required parameter cannot be forgotten:
//!
//! ```compile_fail,E0061
//! use alibabacloud_ice::voice::GetCustomizedVoiceJob;
//!
//! let operation = GetCustomizedVoiceJob::new();
//! ```
//!
//! With it, it compiles:
//!
//! ```
//! use alibabacloud_ice::voice::GetCustomizedVoiceJob;
//!
//! let operation = GetCustomizedVoiceJob::new("job-id");
//! assert_eq!(operation.job_id, "job-id");
//! ```
//!
//! # The README
#![doc = include_str!("../../README.md")]

#[cfg(doctest)]
mod guide;
