//! Published documents as the specs of a product, without a folder of specs in between.
//!
//! `documents` takes the parts of a document as they are, places included, and leaves out what cannot be an operation;
//! `families` names the families after the document's directories; `samples` corrects types that the sample responses belie; `prose` takes
//! published words out; `repair` applies what problems offer as their fix, and leaves out what has none.

mod documents;
mod families;
mod identity;
mod options;
mod prose;
mod repair;
mod samples;

pub(crate) use documents::{bad_crate, read};
pub use families::by_operation as families;
pub use identity::{Identity, identity};
pub use options::{Options, Runtime};
pub(crate) use repair::{repair, without_corrections};
