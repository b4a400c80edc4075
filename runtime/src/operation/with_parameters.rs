//! Operations with parameters that their type does not have.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::info::OperationInfo;
use super::paging::Paging;
use super::traits::{Operation, Paged, Waitable};
use super::waiter::Waiter;
use crate::model::{Blank, Cell, Model, Names, Slot, View, debug, serialize, strict};

/// An operation with further parameters: for those that the service accepts and the metadata does not have yet.
///
/// Made by [`Operation::with_parameter`], and sent, paged and waited for like the operation itself. A parameter that the
/// operation has replaces its value, and is sent as that is; any other is sent in the query, lists and objects flattened.
///
/// As JSON it is the operation with the further parameters among its own. It is read from there, too, and then every
/// parameter that the operation has must be of the operation's type.
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

impl<O: Operation> Serialize for WithParameters<O> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl<'de, O: Operation> Deserialize<'de> for WithParameters<O> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let blank = O::blank();
        let names = blank.names();
        let all = Map::deserialize(deserializer)?;
        let (own, further): (Map<_, _>, Map<_, _>) =
            all.into_iter().partition(|(name, _)| names.contains(&name.as_str()));
        let operation = strict(Value::Object(own)).map_err(D::Error::custom)?;
        Ok(Self { operation, parameters: further.into_iter().collect() })
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
