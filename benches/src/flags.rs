//! The options. What `--help` prints is made from these comments.

use std::num::NonZeroUsize;

xflags::xflags! {
    /// Print a table of the generated crate: its size, and the seconds that cargo takes to check and to build it alone, with
    /// all families and with each; then the seconds of `cargo xtask codegen`. Everything is compiled in target/measure.
    cmd measure {
        /// Compile each so many times and take the median; otherwise 5 times with all families, 3 with one.
        optional --runs count: NonZeroUsize
        /// Measure these families alone, with commas between them. `all` stands for all together.
        optional --families names: String
        /// Measure 500 structs with serde's derives as well, and compare.
        optional --against-derive
        /// Put the table into README.md.
        optional --write
    }
}
