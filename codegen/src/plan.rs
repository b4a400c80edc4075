//! Which operations work on the same resources, and what each does to them. The fake keeps its state by this plan.
//!
//! It is derived from names and IDs (`derive`) and corrected by the overlay (`correct`), which can also define a collection that no
//! name shows:
//!
//! ```yaml
//! resources:
//!   - reason: The ID is abbreviated.
//!     collections:
//!       Category:
//!         id: CateId
//!         operations:
//!           AddCategory: {role: create, entry: Category}
//!           GetCategories: {role: get, entry: Category}
//! ```
//!
//! `also` is a second ID, of what a job produces, and `done` finds jobs that have succeeded. `from` lists the states in which an
//! operation is allowed, `to` is the step that it puts a job into, and `sets` gives fields a value.
//!
//! What an entry names has to be there, or the generation fails.

mod correct;
mod derive;
mod kinds;
mod made;
mod response;
mod states;

pub use correct::plan;
pub use kinds::{Action, Collection, Plan, States};
