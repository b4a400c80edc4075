//! `cargo xtask policy`: the RAM policy that allows certain operations and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ::codegen::permissions::{Permission, document, permissions};
use anyhow::{Result, ensure};

use crate::messages::suggestion;
use crate::{flags, output, refusal, tree};

/// What RAM takes as a custom policy, in characters.
const LONGEST_POLICY: usize = 6144;

/// Runs the command: the document, or what is wrong. Notes are printed at once, so that the document can be redirected.
pub(crate) fn run(root: &Path, flags: &flags::Policy) -> Result<String> {
    let (text, notes) = policy(root, flags)?;
    output::note(&notes);
    Ok(text)
}

/// The document, and notes on it.
fn policy(root: &Path, flags: &flags::Policy) -> Result<(String, String)> {
    let known = known(root)?;
    let chosen = choose(flags, &known)?;
    let own = chosen.iter().filter_map(|permission| permission.action.as_deref());
    let further = chosen.iter().flat_map(|permission| &permission.further).map(String::as_str);
    let text = document(&own.chain(further).collect());
    let notes = notes(&chosen, &text);
    Ok((text, notes))
}

/// The permissions that the command line names, each once. All unknown names are reported.
fn choose<'k>(flags: &flags::Policy, known: &'k [Permission]) -> Result<Vec<&'k Permission>> {
    let flags::Policy { operation: operations, all_of } = flags;
    ensure!(
        !(operations.is_empty() && all_of.is_empty()),
        "no operation is named: `cargo xtask policy OPERATION…`, or `--all-of FAMILY`"
    );
    let mut unknown = String::new();
    for name in operations {
        if !known.iter().any(|permission| permission.operation == *name) {
            let near = suggestion(name, known.iter().map(|permission| permission.operation.as_str()));
            unknown.push_str(&format!("unknown operation `{name}`{near}\n"));
        }
    }
    let families: BTreeSet<&str> = known.iter().map(|permission| permission.family.as_str()).collect();
    for name in all_of.iter().filter(|name| !families.contains(name.as_str())) {
        let families: Vec<&str> = families.iter().copied().collect();
        unknown.push_str(&format!("unknown family `{name}`; families: {}\n", families.join(", ")));
    }
    ensure!(unknown.is_empty(), unknown);
    let is_named =
        |permission: &&Permission| operations.contains(&permission.operation) || all_of.contains(&permission.family);
    Ok(known.iter().filter(is_named).collect())
}

/// The permissions of the operations of all products.
fn known(root: &Path) -> Result<Vec<Permission>> {
    let mut known = Vec::new();
    for product in tree::products(root)? {
        let sources = tree::sources(root, format!("specs/{product}"))?;
        known.extend(permissions(&sources).map_err(refusal)?);
    }
    Ok(known)
}

fn notes(chosen: &[&Permission], document: &str) -> String {
    let mut notes = String::new();
    let mut note = |what: &str, names: &[&str]| {
        if !names.is_empty() {
            notes.push_str(&format!("note: {what}: {}\n", names.join(", ")));
        }
    };
    let derived: Vec<&str> =
        chosen.iter().filter(|permission| !permission.documented).filter_map(|it| it.action.as_deref()).collect();
    note("derived from the operation's name, because the metadata states no action", &derived);
    let mut further: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for permission in chosen.iter().filter(|permission| !permission.further.is_empty()) {
        let actions = permission.further.iter().map(String::as_str);
        further.entry(&permission.operation).or_default().extend(actions);
    }
    for (operation, actions) in &further {
        note(&format!("{operation} needs this as well"), actions);
    }
    let unsigned: Vec<&str> =
        chosen.iter().filter(|permission| permission.action.is_none()).map(|it| it.operation.as_str()).collect();
    note("never signed, so there is nothing to allow", &unsigned);
    let length = document.chars().count();
    if length > LONGEST_POLICY {
        notes.push_str(&format!(
            "note: the document has {length} characters, and RAM takes {LONGEST_POLICY} in one policy: make several\n"
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root;

    fn printed(operations: &[&str], families: &[&str]) -> Result<(String, String)> {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        policy(&root(), &flags::Policy { operation: owned(operations), all_of: owned(families) })
    }

    fn permission(operation: &str, action: Option<&str>, documented: bool, further: &[&str]) -> Permission {
        Permission {
            operation: operation.to_owned(),
            family: "things".to_owned(),
            action: action.map(str::to_owned),
            documented,
            further: further.iter().map(|&action| action.to_owned()).collect(),
        }
    }

    #[test]
    fn operations_become_a_document_and_notes() {
        let (text, notes) =
            printed(&["ListCustomizedVoices", "GetCustomizedVoiceJob", "ListCustomizedVoices"], &[]).unwrap();
        assert_eq!(
            text,
            r#"{
  "Statement": [
    {
      "Action": [
        "ice:GetCustomizedVoiceJob",
        "ice:ListCustomizedVoices"
      ],
      "Effect": "Allow",
      "Resource": "*"
    }
  ],
  "Version": "1"
}
"#
        );
        assert_eq!(
            notes,
            "note: derived from the operation's name, because the metadata states no action: ice:ListCustomizedVoices\n"
        );
    }

    #[test]
    fn a_family_stands_for_its_operations() {
        let (family, _) = printed(&[], &["voice"]).unwrap();
        let (more, _) = printed(&["GetCustomizedVoiceJob"], &["voice", "search"]).unwrap();
        let specs = tree::files_below(&root().join("specs/ice/voice")).unwrap();
        assert_eq!(family.matches("\"ice:").count(), specs.len());
        assert!(more.len() > family.len());
        assert!(more.contains("\"ice:SearchMedia\""), "{more}");
    }

    #[test]
    fn unknown_names_are_all_reported_with_those_that_are_near() {
        let problem = printed(&["getCustomisedVoiceJob", "Zzz", "GetCustomizedVoiceJob"], &["nowhere"]).unwrap_err();
        let problem = problem.to_string();
        let lines: Vec<&str> = problem.lines().collect();
        assert!(
            lines[0].starts_with("unknown operation `getCustomisedVoiceJob`; did you mean GetCustomizedVoiceJob, "),
            "{problem}"
        );
        assert_eq!(lines[1], "unknown operation `Zzz`");
        assert!(lines[2].starts_with("unknown family `nowhere`; families: agent, "), "{problem}");
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn notes_state_what_a_document_cannot() {
        let chosen = [
            permission("GetPage", Some("specimen:GetPage"), true, &["oss:GetObject"]),
            permission("GetText", Some("specimen:GetText"), false, &[]),
            permission("Greet", None, false, &[]),
        ];
        let chosen: Vec<&Permission> = chosen.iter().collect();
        assert_eq!(
            notes(&chosen, &"x".repeat(7000)),
            "note: derived from the operation's name, because the metadata states no action: specimen:GetText\n\
             note: GetPage needs this as well: oss:GetObject\n\
             note: never signed, so there is nothing to allow: Greet\n\
             note: the document has 7000 characters, and RAM takes 6144 in one policy: make several\n"
        );
    }

    #[test]
    fn naming_no_operation_is_an_error() {
        assert!(printed(&[], &[]).unwrap_err().to_string().starts_with("no operation is named: "));
    }
}
