//! The kinds of changes, each with the version number that follows and the reason.

/// What part of the version number a change raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Programs compile as before.
    Patch,
    /// Something is added, or deprecated.
    Minor,
    /// A program may no longer compile, or a call may no longer be possible.
    Major,
}

impl Bump {
    /// `patch`, `minor` or `major`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Bump::Patch => "patch",
            Bump::Minor => "minor",
            Bump::Major => "major",
        }
    }

    /// The version that follows, as Cargo reads versions: below 1.0.0 the second number stands for the first, and the third for the
    /// second. `None` where the version is not three numbers.
    #[must_use]
    pub fn next(self, version: &str) -> Option<String> {
        let numbers: Vec<u64> = version.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let &[major, minor, patch] = numbers.as_slice() else { return None };
        Some(match (major, self) {
            (0, Bump::Major) => format!("0.{}.0", minor + 1),
            (0, _) | (_, Bump::Patch) => format!("{major}.{minor}.{}", patch + 1),
            (_, Bump::Minor) => format!("{major}.{}.0", minor + 1),
            (_, Bump::Major) => format!("{}.0.0", major + 1),
        })
    }
}

macro_rules! kinds {
    ($($kind:ident = $name:literal, $bump:ident: $reason:literal;)*) => {
        /// A kind of change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $(#[doc = concat!("`", $name, "`: ", $reason, ".")] $kind,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The stable name, for example `operation-added`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// The version number that follows.
            #[must_use]
            pub const fn bump(self) -> Bump {
                match self { $(Self::$kind => Bump::$bump,)* }
            }

            /// Why.
            #[must_use]
            pub const fn reason(self) -> &'static str {
                match self { $(Self::$kind => $reason,)* }
            }
        }
    };
}

kinds! {
    OperationAdded = "operation-added", Minor: "a type and its module are added";
    OperationRemoved = "operation-removed", Major: "code that names the operation does not compile";
    OperationMoved = "operation-moved", Major: "its module and the Cargo feature that enables it are others";
    FamilyAdded = "family-added", Minor: "a module and a Cargo feature are added";
    FamilyRemoved = "family-removed", Major: "a module and a Cargo feature are gone";
    ParameterAdded = "parameter-added", Minor: "an optional field is added to a `#[non_exhaustive]` struct";
    RequiredParameterAdded = "required-parameter-added", Major: "the constructor takes another argument";
    ParameterRemoved = "parameter-removed", Major: "code that sets the field does not compile";
    ArgumentsReordered = "arguments-reordered", Major: "the constructor takes its arguments in another order";
    FieldAdded = "field-added", Minor: "a field is added to a `#[non_exhaustive]` struct";
    RequiredFieldAdded = "required-field-added", Major: "the constructor takes another argument";
    FieldRemoved = "field-removed", Major: "code that uses the field does not compile";
    TypeChanged = "type-changed", Major: "the field has another type";
    BecameRequired = "became-required", Major: "the field is no `Option` any more, and the constructor takes it";
    BecameOptional = "became-optional", Major: "the field is an `Option` now, and the constructor does not take it";
    ReturnedToo = "returned-too", Major: "responses hold the shared schema now as well, so none of its fields is required, and a list that is absent is empty";
    SentAlone = "sent-alone", Major: "no response holds the shared schema any more, so its required fields are required, and its lists are `Option`";
    SchemaAdded = "schema-added", Minor: "a module of shared types is added";
    SchemaRemoved = "schema-removed", Major: "code that names the types of the shared schema does not compile";
    ValueAdded = "value-added", Minor: "a variant is added to an open enum, which is `#[non_exhaustive]`";
    ValueRemoved = "value-removed", Major: "code that names the variant does not compile";
    ErrorCodeAdded = "error-code-added", Minor: "a constant is added";
    ErrorCodeRemoved = "error-code-removed", Major: "code that names the constant does not compile";
    EndpointAdded = "endpoint-added", Minor: "another region is known";
    EndpointRemoved = "endpoint-removed", Major: "calls in the region fail before they are sent";
    EndpointChanged = "endpoint-changed", Patch: "requests go to another host";
    HelperAdded = "helper-added", Minor: "a trait is implemented for the operation";
    HelperRemoved = "helper-removed", Major: "the operation no longer implements the trait";
    HelperChanged = "helper-changed", Patch: "the same calls read pages or states another way";
    ItemsMoved = "items-moved", Major: "the items of the list may have another type";
    Deprecated = "deprecated", Minor: "code that uses it compiles with a warning";
    Restored = "restored", Patch: "code that uses it compiles without a warning";
    RequestChanged = "request-changed", Patch: "the same code sends another request";
    ResponseChanged = "response-changed", Patch: "the same code takes another response for a success";
    ConstraintChanged = "constraint-changed", Patch: "the documentation changes";
    MaskingChanged = "masking-changed", Patch: "`Debug` masks the value, or prints it";
    CrateRenamed = "crate-renamed", Major: "dependents name the crate";
    VersionChanged = "version-changed", Major: "requests ask for another version of the API";
    PathAdded = "path-added", Minor: "a public path is added";
    PathRemoved = "path-removed", Major: "a public path is gone or is another one";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_is_the_one_that_cargo_takes_for_incompatible_or_not() {
        for (version, bump, next) in [
            ("0.1.4", Bump::Major, Some("0.2.0")),
            ("0.1.4", Bump::Minor, Some("0.1.5")),
            ("0.1.4", Bump::Patch, Some("0.1.5")),
            ("1.2.3", Bump::Major, Some("2.0.0")),
            ("1.2.3", Bump::Minor, Some("1.3.0")),
            ("1.2.3", Bump::Patch, Some("1.2.4")),
            ("1.2", Bump::Patch, None),
            ("1.2.3-beta", Bump::Patch, None),
        ] {
            assert_eq!(bump.next(version).as_deref(), next, "{version} {bump:?}");
        }
    }

    #[test]
    fn names_are_unique_and_every_reason_is_a_clause() {
        let mut names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(Kind::ALL.iter().all(|kind| !kind.reason().is_empty() && !kind.reason().ends_with('.')));
    }
}
