//! The recorded figures of the official SDKs, checked against this workspace's signing, parameters and endpoints.
//!
//! Every case passes, or differs for a reason that the protocol notes state and that stands in [`DIFFERENT`] word for
//! word, or is out of scope by name. Where a case differs, the checks still assert what we give instead, and that all
//! the rest is equal.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a check fails by panicking; clippy knows that only of the test function itself"
)]

mod client;
mod steps;
mod tree;

use std::collections::BTreeMap;

use tree::Tree;

const DATA: &str = include_str!("../../data/signature_vectors.json");

/// Space on the wire.
const SPACE: &str = "Sending `%20` on the wire is equally valid (TypeScript does it for forms), and simplest: one \
                     encoder for wire and signature.";
/// The headers that are signed.
const HEADERS: &str = "Use the smaller set: proxies may rewrite `user-agent`/`accept`.";
/// Names in the canonical query.
const NAMES: &str = "Encode keys with `pe`: identical for ICE and conforming to the documentation.";
/// Booleans as text.
const BOOLEANS: &str = "Emit `true`/`false`.";
/// The STS signer of the Python credentials package.
const POLICY: &str = "Python's private signer turns spaces into `+` before the second encoding, so a **policy \
                      containing a space gets a signature that three other official implementations disagree with** \
                      — do not copy; use section a.";
/// The suffix of an endpoint.
const SUFFIX: &str = "**Python drops `suffix`** silently; Go/TS honour it.";

/// The cases in which we differ, each with every sentence that gives the reason.
const DIFFERENT: &[(&str, &[&str])] = &[
    ("client-v1-form", &[SPACE]),
    ("client-v1-form-and-query", &[SPACE]),
    ("client-v1-query", &[SPACE]),
    ("client-v3-byte-body", &[HEADERS]),
    ("client-v3-colliding-query-names", &[HEADERS]),
    ("client-v3-custom-header", &[HEADERS]),
    ("client-v3-form", &[SPACE, HEADERS]),
    ("client-v3-get", &[HEADERS]),
    ("client-v3-json-body", &[HEADERS]),
    ("client-v3-roa", &[HEADERS]),
    ("client-v3-sts", &[HEADERS]),
    ("endpoint-rule-ice-cn-x-regional-intranet-sfx", &[SUFFIX]),
    ("flat-scalars", &[SPACE]),
    ("style-repeatList-strings", &[SPACE]),
    ("style-simple-bools", &[BOOLEANS]),
    ("v1-sts-assume-role-policy-with-space", &[POLICY]),
    ("v3-query-key-needs-encoding", &[NAMES]),
];

/// Features that are not offered, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum OutOfScope {
    /// A style that does not exist.
    UnknownStyle,
    /// The reading of `x-acs-retry-after`, which is not signing.
    RetryAfter,
}

/// The outcome of a case. A mismatch panics instead.
enum Outcome {
    Pass,
    Differs(Vec<&'static str>),
    OutOfScope(OutOfScope),
}

impl Outcome {
    fn from_sentences(sentences: Vec<&'static str>) -> Self {
        if sentences.is_empty() { Outcome::Pass } else { Outcome::Differs(sentences) }
    }
}

struct Case<'a> {
    id: &'a str,
    kind: &'a str,
    input: &'a Tree,
    expected: &'a Tree,
    /// What other official implementations gave for the same input.
    cross_check: Option<&'a Tree>,
}

impl<'a> Case<'a> {
    fn new(case: &'a Tree) -> Self {
        Self {
            id: case.text("id").unwrap(),
            kind: case.text("kind").unwrap(),
            input: case.get("input").unwrap(),
            expected: case.get("expected").unwrap(),
            cross_check: case.get("cross_check"),
        }
    }

    /// What the official TypeScript SDK gave where it differs from the recorded one.
    fn typescript(&self, key: &str) -> Option<&'a str> {
        match self.cross_check?.get("typescript_openapi_core_1.0.8")? {
            given @ Tree::Map(_) => given.text(key),
            _ => None,
        }
    }

    fn check(&self) -> Outcome {
        match self.kind {
            "percent_encode" => steps::percent_encode(self),
            "flatten" => steps::flatten(self),
            "array_style" => steps::array_style(self),
            "endpoint_rule" => steps::endpoint_rule(self),
            "v1_rpc" | "v1_rpc_sts_python_credentials" => steps::v1_rpc(self),
            "v1_roa" => steps::v1_roa(self),
            "v3" => steps::v3(self),
            "retry_after" => Outcome::OutOfScope(OutOfScope::RetryAfter),
            "client" => client::client(self),
            unknown => panic!("{}: nothing checks cases of the kind `{unknown}`", self.id),
        }
    }
}

#[test]
fn every_recorded_case_passes_or_differs_for_a_stated_reason() {
    let vectors: Tree = serde_json::from_str(DATA).unwrap();
    let cases = vectors.get("cases").unwrap().elements();
    let mut passed = 0;
    let mut differing = BTreeMap::new();
    let mut out_of_scope: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for case in cases.iter().map(Case::new) {
        match case.check() {
            Outcome::Pass => passed += 1,
            Outcome::Differs(sentences) => assert_eq!(differing.insert(case.id, sentences), None, "an ID occurs twice"),
            Outcome::OutOfScope(reason) => out_of_scope.entry(reason).or_default().push(case.id),
        }
    }
    let differs = differing.len();
    let skipped: usize = out_of_scope.values().map(Vec::len).sum();
    println!("{passed} pass, {differs} differ as the protocol notes say, {skipped} are out of scope");

    let stated: BTreeMap<_, _> = DIFFERENT.iter().map(|(id, why)| (*id, why.to_vec())).collect();
    assert_eq!(differing, stated);
    let skipped_ids = [
        (OutOfScope::UnknownStyle, vec!["style-unknown-ints", "style-unknown-none"]),
        (
            OutOfScope::RetryAfter,
            vec!["retry-after-'0'", "retry-after-'-1'", "retry-after-'abc'", "retry-after-None", "retry-after-' 20 '"],
        ),
    ];
    assert_eq!(out_of_scope, BTreeMap::from(skipped_ids));
    assert_eq!((passed, differs, skipped, cases.len()), (87, 17, 7, 111));
}
