//! Compiles the Rust samples of every operation and compares what they send with what the form says.

#[cfg(test)]
mod compiled;
