//! What several tests need: a server to talk to, a check of its own, and an ear for everything that is logged.

#![allow(dead_code, reason = "each test uses a part of it")]

pub mod listener;
pub mod server;
pub mod v3;
