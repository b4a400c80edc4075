//! What several tests need: a server to talk to, checks of their own, an ear for everything that is logged, and chance.

#![allow(dead_code, reason = "each test uses a part of it")]

pub mod listener;
pub mod random;
pub mod script;
pub mod shown;
pub mod v1;
pub mod v3;
