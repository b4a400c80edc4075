//! How a connection ends. The server decides it, and the stream below knows what is left to send and to receive.

use std::sync::atomic::AtomicBool;

/// How a connection ends.
#[derive(Default)]
pub(crate) struct ConnectionEnd {
    /// With a reset.
    pub(crate) resets: AtomicBool,
    /// As soon as the response is delivered.
    pub(crate) closes: AtomicBool,
    /// After a while in which the client may send what is not read any more.
    pub(crate) lingers: AtomicBool,
    /// Whether there is something left to send.
    pub(crate) is_blocked: AtomicBool,
}
