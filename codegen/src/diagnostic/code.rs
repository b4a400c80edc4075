//! The kinds of problems. Each has a page in `codes/`, with an example of wrong and right, which the tests run.

macro_rules! codes {
    ($($code:ident = $name:literal,)*) => {
        /// A kind of problem, with a stable name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = concat!("`", $name, "`")] $code,)*
        }

        impl Code {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// The stable name, for example `unknown-style`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)* }
            }

            /// What it means, with an example of wrong and right, as Markdown.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$code => include_str!(concat!("codes/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    AnotherProduct = "another-product",
    BadCrate = "bad-crate",
    BadFamily = "bad-family",
    BadFolder = "bad-folder",
    BadHeader = "bad-header",
    BadHost = "bad-host",
    BadOperationName = "bad-operation-name",
    BadPath = "bad-path",
    BadProduct = "bad-product",
    BodyBesideForm = "body-beside-form",
    ContradictorySchema = "contradictory-schema",
    DanglingReference = "dangling-reference",
    DeepSchema = "deep-schema",
    DefaultOutOfRange = "default-out-of-range",
    DuplicateEntry = "duplicate-entry",
    DuplicateOperation = "duplicate-operation",
    DuplicateParameter = "duplicate-parameter",
    EmptyVerdict = "empty-verdict",
    EndlessSchema = "endless-schema",
    ForeignOpenapi = "foreign-openapi",
    FractionInSample = "fraction-in-sample",
    InvalidCode = "invalid-code",
    JsonOfNoText = "json-of-no-text",
    MissingKey = "missing-key",
    MissingProduct = "missing-product",
    MissingType = "missing-type",
    NameGone = "name-gone",
    NameMoved = "name-moved",
    NameTaken = "name-taken",
    NamelessProperty = "nameless-property",
    NoFamily = "no-family",
    NoOperationName = "no-operation-name",
    NotAnOperation = "not-an-operation",
    NotMetadata = "not-metadata",
    OverlayOutdated = "overlay-outdated",
    OverlayTargetGone = "overlay-target-gone",
    OverlayWithoutEffect = "overlay-without-effect",
    PathInRpc = "path-in-rpc",
    PathParameterMissing = "path-parameter-missing",
    PathParameterUnplaced = "path-parameter-unplaced",
    SecondBody = "second-body",
    UnexpectedFile = "unexpected-file",
    UnexpectedShape = "unexpected-shape",
    UnknownEffect = "unknown-effect",
    UnknownFormat = "unknown-format",
    UnknownKey = "unknown-key",
    UnknownLocation = "unknown-location",
    UnknownMethod = "unknown-method",
    UnknownOperation = "unknown-operation",
    UnknownProduct = "unknown-product",
    UnknownProductStyle = "unknown-product-style",
    UnknownRole = "unknown-role",
    UnknownStyle = "unknown-style",
    UnknownType = "unknown-type",
    UnreadableDocument = "unreadable-document",
    UnreadableName = "unreadable-name",
    UnsupportedMultipart = "unsupported-multipart",
    UnsupportedSecurity = "unsupported-security",
    UnsupportedSignature = "unsupported-signature",
    UnsupportedStreaming = "unsupported-streaming",
    UnsupportedXml = "unsupported-xml",
    UnusedSentence = "unused-sentence",
}
