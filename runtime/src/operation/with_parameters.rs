//! Operations with parameters that their type does not have.

use std::fmt;

use serde_json::Value;

use super::info::OperationInfo;
use super::paging::Paging;
use super::traits::{Operation, Paged, Waitable};
use super::waiter::Waiter;
use crate::model::{Blank, Cell, Model, Names, Slot, View, debug};

/// An operation with further parameters: for those that the service accepts and the metadata does not have yet.
///
/// Made by [`Operation::with_parameter`], and sent, paged and waited for like the operation itself. A parameter that the
/// operation has replaces its value, and is sent as that is; any other is sent in the query, lists and objects flattened.
#[derive(Clone, PartialEq)]
pub struct WithParameters<O> {
    operation: O,
    parameters: Vec<(String, Value)>,
}

impl<O> WithParameters<O> {
    pub(crate) fn new(operation: O) -> Self {
        Self { operation, parameters: Vec::new() }
    }

    /// The same operation with one more parameter. This is [`Operation::with_parameter`] for a type that already has such
    /// parameters and stays what it is, so that they can be added in a loop.
    #[must_use]
    pub fn with_parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let (name, value) = (name.into(), value.into());
        self.parameters.retain(|(known, _)| *known != name);
        self.parameters.push((name, value));
        self
    }
}

impl<O: Operation> WithParameters<O> {
    /// Which of the further parameters is in the place at `index`; `None` where it is a field of the operation.
    fn further_at(&self, index: usize) -> Option<usize> {
        let names = self.names();
        let name = names.get(index)?;
        self.parameters.iter().position(|(known, _)| known == name)
    }
}

impl<O: Operation> Blank for WithParameters<O> {
    fn blank() -> Self {
        Self::new(O::blank())
    }
}

impl<O: Operation> Model for WithParameters<O> {
    /// Those of the operation, and then the others. A further parameter takes the place of the operation's own.
    fn names(&self) -> Names<'_> {
        let own = self.operation.names();
        let further = self.parameters.iter().map(|(name, _)| name.as_str());
        let further: Vec<&str> = further.filter(|name| !own.contains(name)).collect();
        own.iter().copied().chain(further).collect()
    }

    fn slot_at(&mut self, index: usize) -> Slot<'_> {
        match self.further_at(index) {
            Some(further) => Slot::Json(Cell::Required(&mut self.parameters[further].1)),
            None => self.operation.slot_at(index),
        }
    }

    fn view_at(&self, index: usize) -> View<'_> {
        match self.further_at(index) {
            Some(further) => View::Json(&self.parameters[further].1),
            None => self.operation.view_at(index),
        }
    }

    fn required(&self) -> &'static [&'static str] {
        self.operation.required()
    }

    fn sensitive(&self) -> &'static [&'static str] {
        self.operation.sensitive()
    }

    fn name(&self) -> &'static str {
        self.operation.name()
    }
}

impl<O: Operation> fmt::Debug for WithParameters<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(self, formatter)
    }
}

impl<O: Operation> Operation for WithParameters<O> {
    type Output = O::Output;

    const INFO: OperationInfo = OperationInfo { open: true, ..O::INFO };
}

impl<O: Paged> Paged for WithParameters<O> {
    type Item = O::Item;

    const PAGING: Paging = O::PAGING;

    fn items(output: Self::Output) -> Vec<Self::Item> {
        O::items(output)
    }
}

impl<O: Waitable> Waitable for WithParameters<O> {
    const WAITER: Waiter = O::WAITER;
}
