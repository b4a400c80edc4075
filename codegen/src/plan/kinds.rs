//! The types of a plan.

use std::collections::BTreeMap;

/// The collections of resources of a product, and what its operations do to them.
#[derive(Debug, Default)]
pub struct Plan {
    /// By name.
    pub collections: BTreeMap<String, Collection>,
    /// By operation.
    pub actions: BTreeMap<String, Action>,
    /// By operation: fields of its response that are IDs of resources of another collection, each with its name. The operation
    /// creates these resources too.
    pub made: BTreeMap<String, BTreeMap<String, String>>,
}

/// Resources of one type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collection {
    /// The name of the ID; empty if there is only one resource.
    pub id: String,
    /// The name of a second ID.
    pub also: Option<String>,
    /// The states of a job; `None` if the resources are not jobs.
    pub states: Option<States>,
}

/// The states of a job, and the fields of a response that report them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct States {
    /// The field with the state.
    pub field: String,
    /// Those that a job goes through, in their order, without the terminal ones.
    pub steps: Vec<String>,
    /// The state of success.
    pub success: String,
    /// The state of failure.
    pub failure: String,
    /// The state of a job that was cancelled or stopped.
    pub cancelled: Option<String>,
    /// The field with the code of a failure.
    pub code: Option<String>,
    /// The field with the message of a failure.
    pub message: Option<String>,
}

/// What an operation does to a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The name of the collection.
    pub collection: String,
    /// What it does.
    pub role: Role,
    /// The parameter with the ID of one resource or of several, or with the ID that the caller chooses for a new one; `None` if
    /// the operation has no such parameter.
    pub id: Option<String>,
    /// The path of the resource in the response: an object, or a list with `[]` at its end. Empty for the whole response.
    pub entry: String,
    /// Whether only jobs that have succeeded are found: what they produce exists from then on.
    pub done: bool,
    /// The states in which the operation is allowed; empty for all.
    pub from: Vec<String>,
    /// The step that it puts a job into: a job that it starts continues from there, one that is not started waits there.
    pub to: Option<String>,
    /// Fields that have a fixed value from then on.
    pub sets: Vec<(String, String)>,
    /// The paths of the lists in the response with the IDs that it passed over.
    pub passed_over: PassedOver,
}

/// The lists of a response with those of several IDs for which nothing was done, each as the path of a list of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PassedOver {
    /// Those without a resource.
    pub absent: Option<String>,
    /// Those whose resource the caller may not change.
    pub forbidden: Option<String>,
}

impl States {
    /// Every state, in their order.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.steps.iter().chain([&self.success, &self.failure]).chain(&self.cancelled)
    }
}

macro_rules! roles {
    ($($(#[doc = $docs:literal])* $role:ident = $name:literal,)*) => {
        /// What an operation does to a resource.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Role {
            $($(#[doc = $docs])* $role,)*
        }

        impl Role {
            /// Every role.
            pub const ALL: &[Self] = &[$(Self::$role,)*];

            /// Its name in the overlay.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$role => $name,)* }
            }
        }
    };
}

roles! {
    /// Creates a resource. A job is started by another operation.
    Create = "create",
    /// Creates a job and starts it.
    Submit = "submit",
    /// Creates a resource, or replaces the one with its ID.
    Set = "set",
    /// Starts a job that was created before.
    Start = "start",
    /// Reads resources by their IDs.
    Get = "get",
    /// Reads those that have the values of its parameters.
    List = "list",
    /// Changes fields.
    Update = "update",
    /// Removes resources.
    Delete = "delete",
    /// Cancels a job.
    Cancel = "cancel",
    /// Stops a job.
    Stop = "stop",
    /// Needs a resource, and does not change it.
    Use = "use",
}

impl Role {
    /// Whether it brings resources into being.
    #[must_use]
    pub fn creates(self) -> bool {
        matches!(self, Self::Create | Self::Submit | Self::Set)
    }
}

impl Plan {
    /// Whether the collection holds settings: whoever reads them before they are set gets those of the service.
    #[must_use]
    pub fn is_of_settings(&self, collection: &str) -> bool {
        let mut makers = self.actions.values().filter(|it| it.collection == collection && it.role.creates()).peekable();
        makers.peek().is_some() && makers.all(|action| action.role == Role::Set)
    }
}
