//! Helpers that several tests share: independent checks of signatures, a scripted transport, random values, specs.

#![allow(dead_code, reason = "each test uses a part of it")]

pub mod random;
pub mod scripted_transport;
pub mod shown;
pub mod specs;
pub mod v1;
pub mod v3;
