//! What several tests need: a server to talk to, an operation to send, and an ear for everything that is logged.

#![allow(dead_code, reason = "each test uses a part of it")]

pub mod listener;
pub mod operation;
pub mod server;
pub mod v3;
