//! The tests that stand in the example, which cargo does not look for there.

#[allow(dead_code, reason = "the program is not run here")]
#[path = "../test_your_service.rs"]
mod test_your_service;
