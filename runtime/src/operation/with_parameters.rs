//! Operations with parameters that their type does not have.

use std::fmt;

use serde_json::Value;

use super::info::OperationInfo;
use super::paging::Paging;
use super::traits::{Operation, Paged, Waitable};
use super::waiter::Waiter;
use crate::model::{Blank, Cell, Model, Slot, View, debug};

/// An operation with further parameters: for those that the service accepts and the metadata does not have yet.
///
/// Made by [`Operation::with_parameter`], and sent, paged and waited for like the operation itself. A parameter that the
/// operation has replaces its value; any other is sent in the query, lists and objects flattened.
#[derive(Clone, PartialEq)]
pub struct WithParameters<O> {
    operation: O,
    parameters: Vec<(String, Value)>,
}

impl<O> WithParameters<O> {
    pub(crate) fn new(operation: O) -> Self {
        Self { operation, parameters: Vec::new() }
    }

    pub(crate) fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let (name, value) = (name.into(), value.into());
        self.parameters.retain(|(known, _)| *known != name);
        self.parameters.push((name, value));
        self
    }
}

impl<O: Operation> Blank for WithParameters<O> {
    fn blank() -> Self {
        Self::new(O::blank())
    }
}

impl<O: Operation> Model for WithParameters<O> {
    fn slot_of(&mut self, name: &str) -> Option<Slot<'_>> {
        match self.parameters.iter_mut().find(|(known, _)| known == name) {
            Some((_, value)) => Some(Slot::Json(Cell::Required(value))),
            None => self.operation.slot_of(name),
        }
    }

    fn view_at(&self, index: usize) -> Option<(&str, View<'_>)> {
        let fields = (0..).map_while(|index| self.operation.view_at(index));
        let fields = fields.filter(|(name, _)| !self.parameters.iter().any(|(known, _)| known == name));
        let further = self.parameters.iter().map(|(name, value)| (name.as_str(), View::Json(value)));
        fields.chain(further).nth(index)
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
