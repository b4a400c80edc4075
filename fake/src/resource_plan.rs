//! Which operations create, read, change and delete resources of the same type, as `cargo xtask codegen` writes it into `data/`.
//! An operation without an action has a response that is generated from its schema.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A type of resources.
#[derive(Deserialize)]
pub(crate) struct ResourceType {
    /// The name of the ID; empty if there is only one resource.
    #[serde(default)]
    pub(crate) id: String,
    /// The name of a second ID.
    pub(crate) also: Option<String>,
    /// Whether the resources are settings: before they are set, they are those of the service.
    #[serde(default)]
    pub(crate) settings: bool,
    /// The states of a job; `None` if the resources are not jobs.
    pub(crate) states: Option<StateMachine>,
}

/// The states of a job, and the names of the fields that report them.
#[derive(Deserialize)]
pub(crate) struct StateMachine {
    /// The field with the state.
    pub(crate) field: String,
    /// In their order, without the terminal ones.
    #[serde(default)]
    pub(crate) steps: Vec<String>,
    pub(crate) success: String,
    pub(crate) failure: String,
    /// The state of a job that was cancelled.
    pub(crate) cancelled: Option<String>,
    /// The fields with code and message of a failure.
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

/// What an operation does to a resource.
#[derive(Deserialize)]
pub(crate) struct Action {
    /// The name of the resource type.
    pub(crate) collection: String,
    pub(crate) role: Role,
    /// The parameter with the ID of one resource or of several; `None` if the operation has no such parameter.
    pub(crate) id: Option<String>,
    /// The path of the resource in the response: an object, or a list with `[]` at its end. Empty for the whole response.
    #[serde(default)]
    pub(crate) entry: String,
    /// Whether only jobs that have succeeded are found.
    #[serde(default)]
    pub(crate) done: bool,
    /// The states in which the operation is allowed; empty for all.
    #[serde(default)]
    pub(crate) from: Vec<String>,
    /// The step that it puts a job into: a job that it starts continues from there, one that is not started waits there.
    pub(crate) to: Option<String>,
    /// Fields that have a fixed value from then on.
    #[serde(default)]
    pub(crate) sets: BTreeMap<String, String>,
    /// The path of the list in the response of those of several IDs that have no resource.
    pub(crate) absent: Option<String>,
    /// The path of the list of those whose resource may not be changed: every one may be.
    pub(crate) forbidden: Option<String>,
}

/// The kind of an action.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// Creates a resource. A job is started by another operation.
    Create,
    /// Creates a job that starts at once.
    Submit,
    /// Creates a resource, or replaces the one with its ID.
    Set,
    /// Starts a job that was created before.
    Start,
    Get,
    List,
    Update,
    Delete,
    Cancel,
    Stop,
    /// Needs a resource, and does not change it.
    Use,
}

impl StateMachine {
    /// Whether a job can be in this state.
    pub(crate) fn has(&self, state: &str) -> bool {
        let terminal = [&self.success, &self.failure].into_iter().chain(&self.cancelled);
        self.steps.iter().chain(terminal).any(|it| it == state)
    }
}

impl ResourceType {
    /// Whether a parameter or a field is the second ID, or has several of it.
    pub(crate) fn is_second_id(&self, name: &str) -> bool {
        self.also.as_deref().is_some_and(|also| also == name || also == one_of(name))
    }
}

/// `JobId` of `JobIds`.
pub(crate) fn one_of(id: &str) -> &str {
    id.strip_suffix('s').filter(|one| one.ends_with("Id") || one.ends_with("Name")).unwrap_or(id)
}
