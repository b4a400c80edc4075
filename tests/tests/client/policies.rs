//! The policies of clients, made from facts, and those of `cargo xtask policy`, made from specs, are the same.

use std::collections::BTreeSet;

use crate::support::specs::specs;
use alibabacloud_ice::OPERATIONS;
use alibabacloud_runtime::{Auth, Policy};
use codegen::permissions::{document, permissions};

#[test]
fn clients_and_maintainers_make_the_same_policy() {
    let known = permissions(&specs("specs/ice")).unwrap();
    assert_eq!(known.len(), OPERATIONS.len());
    let families: BTreeSet<&str> = known.iter().map(|permission| permission.family.as_str()).collect();
    for family in families {
        let policy: Policy = OPERATIONS.iter().filter(|operation| operation.family == family).collect();
        let own = || known.iter().filter(|permission| permission.family == family);
        let actions = own().filter_map(|permission| permission.action.as_deref()).collect();
        assert_eq!(format!("{policy}\n"), document(&actions), "{family}");
        let derived: BTreeSet<&str> = own().filter(|it| !it.documented).filter_map(|it| it.action.as_deref()).collect();
        assert!(policy.derived().eq(derived), "{family}");
        assert_eq!(policy.unknown().count(), 0, "{family}");
    }
}

#[test]
fn every_signed_operation_of_ice_is_allowed_by_an_action_of_its_own() {
    let policy: Policy = OPERATIONS.iter().collect();
    let signed = OPERATIONS.iter().filter(|operation| operation.auth == Auth::Signed).count();
    assert_eq!((policy.actions().count(), signed), (397, 397));
    assert_eq!(policy.unknown().count(), 0);
    let documented: Vec<_> = {
        let derived: BTreeSet<_> = policy.derived().collect();
        policy.actions().filter(|action| !derived.contains(action)).collect()
    };
    assert_eq!(documented, ["ice:GetCustomizedVoiceJob"]);
}
