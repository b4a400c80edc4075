//! Crates from published documents, which are made here from specs of the project.

mod crates;
mod documents;
mod mutate;
mod mutations;

use crate::yaml::draw;
