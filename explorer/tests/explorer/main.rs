//! The explorer as a browser has it, over HTTP on loopback.

mod browser;
mod calls;
mod escaping;
mod forms;
mod guard;
mod pages;
