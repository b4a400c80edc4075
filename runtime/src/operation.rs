//! Operations: traits, and the facts of each operation as data.

mod info;
mod paging;
mod parameter;
mod policy;
mod product;
mod table;
mod traits;
pub(crate) mod untyped;
mod waiter;
mod with_parameters;

pub use info::{Auth, Effect, Method, OperationInfo, RamAction, ResponseBody};
pub use paging::{Cursor, Paging};
pub use parameter::{Kind, Location, Parameter, Style};
pub use policy::Policy;
pub use product::{ApiStyle, Endpoint, Product};
pub use table::{Operations, UnknownOperation};
pub use traits::{Operation, Paged, Waitable};
pub use waiter::Waiter;
pub use with_parameters::WithParameters;
