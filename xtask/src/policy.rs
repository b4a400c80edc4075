//! `cargo xtask policy`: the RAM policy that allows certain operations and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ::codegen::nearest;
use ::codegen::permissions::{Permission, document, permissions};
use ::codegen::sources::Sources;

use crate::{refusal, tree};

const USAGE: &str = "\
usage: cargo xtask policy [OPERATION…] [--all-of FAMILY]…

Prints the RAM policy document that allows these operations and nothing else, for example

  cargo xtask policy GetCustomizedVoiceJob ListCustomizedVoices > policy.json

What else there is to know, such as actions that the metadata does not state, goes to stderr.

  --all-of FAMILY   all operations of a family, that is a folder of specs/
";

/// What RAM takes as a custom policy, in characters.
const LONGEST_POLICY: usize = 6144;

/// Runs the command: the document, or what is wrong. Notes are printed at once, so that the document can be redirected.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<String, String> {
    let (text, notes) = policy(root, arguments)?;
    eprint!("{notes}");
    Ok(text)
}

/// The document, and notes on it.
fn policy(root: &Path, arguments: &[String]) -> Result<(String, String), String> {
    let Some(wanted) = Wanted::read(arguments)? else { return Ok((USAGE.to_owned(), String::new())) };
    let known = known(root)?;
    let chosen = wanted.choose(&known)?;
    let own = chosen.iter().filter_map(|permission| permission.action.as_deref());
    let further = chosen.iter().flat_map(|permission| &permission.further).map(String::as_str);
    let text = document(&own.chain(further).collect());
    let notes = notes(&chosen, &text);
    Ok((text, notes))
}

/// What the arguments name.
#[derive(Default)]
struct Wanted<'a> {
    operations: Vec<&'a str>,
    families: Vec<&'a str>,
}

impl<'a> Wanted<'a> {
    /// None where help is asked for.
    fn read(arguments: &'a [String]) -> Result<Option<Self>, String> {
        let mut wanted = Self::default();
        let mut arguments = arguments.iter().map(String::as_str);
        while let Some(argument) = arguments.next() {
            match argument {
                "--help" | "-h" => return Ok(None),
                "--all-of" => match arguments.next() {
                    Some(family) => wanted.families.push(family),
                    None => return Err(format!("`--all-of` needs a family\n\n{USAGE}")),
                },
                option if option.starts_with('-') => return Err(format!("unexpected argument: {option}\n\n{USAGE}")),
                operation => wanted.operations.push(operation),
            }
        }
        if wanted.operations.is_empty() && wanted.families.is_empty() {
            Err(USAGE.to_owned())
        } else {
            Ok(Some(wanted))
        }
    }

    /// The permissions of what is wanted, each once, or all names that are not known.
    fn choose<'k>(&self, known: &'k [Permission]) -> Result<Vec<&'k Permission>, String> {
        let mut unknown = String::new();
        for name in &self.operations {
            if !known.iter().any(|permission| permission.operation == *name) {
                let near = nearest(name, known.iter().map(|permission| permission.operation.as_str()));
                unknown.push_str(&format!("there is no operation `{name}`{}\n", suggestion(&near)));
            }
        }
        let families: BTreeSet<&str> = known.iter().map(|permission| permission.family.as_str()).collect();
        for name in self.families.iter().filter(|name| !families.contains(*name)) {
            let families: Vec<&str> = families.iter().copied().collect();
            unknown.push_str(&format!("there is no family `{name}`; families: {}\n", families.join(", ")));
        }
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let is_wanted = |permission: &&Permission| {
            self.operations.contains(&permission.operation.as_str())
                || self.families.contains(&permission.family.as_str())
        };
        Ok(known.iter().filter(is_wanted).collect())
    }
}

fn suggestion(near: &[&str]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) }
}

/// The permissions of the operations of all products.
fn known(root: &Path) -> Result<Vec<Permission>, String> {
    let mut known = Vec::new();
    for product in tree::folders_in(&root.join("specs"))? {
        let folder = tree::relative(&product, root);
        let sources = Sources { files: tree::read_specs(root, &folder)?, folder };
        known.extend(permissions(&sources).map_err(|problems| refusal(&problems))?);
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

    fn told(arguments: &[&str]) -> Result<(String, String), String> {
        policy(&root(), &arguments.iter().map(|&argument| argument.to_owned()).collect::<Vec<_>>())
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
        let (text, notes) = told(&["ListCustomizedVoices", "GetCustomizedVoiceJob", "ListCustomizedVoices"]).unwrap();
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
        let (family, _) = told(&["--all-of", "voice"]).unwrap();
        let (more, _) = told(&["GetCustomizedVoiceJob", "--all-of", "voice", "--all-of", "search"]).unwrap();
        let specs = tree::files_below(&root().join("specs/ice/voice")).unwrap();
        assert_eq!(family.matches("\"ice:").count(), specs.len());
        assert!(more.len() > family.len());
        assert!(more.contains("\"ice:SearchMedia\""), "{more}");
    }

    #[test]
    fn unknown_names_are_all_told_with_those_that_are_near() {
        let problem =
            told(&["getCustomisedVoiceJob", "Zzz", "--all-of", "nowhere", "GetCustomizedVoiceJob"]).unwrap_err();
        let lines: Vec<&str> = problem.lines().collect();
        assert!(
            lines[0].starts_with("there is no operation `getCustomisedVoiceJob`; did you mean GetCustomizedVoiceJob, "),
            "{problem}"
        );
        assert_eq!(lines[1], "there is no operation `Zzz`");
        assert!(lines[2].starts_with("there is no family `nowhere`; families: agent, "), "{problem}");
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn notes_tell_what_a_document_cannot_say() {
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
    fn arguments_that_name_nothing_are_refused_with_the_usage() {
        assert!(told(&[]).unwrap_err().starts_with("usage: cargo xtask policy"));
        assert!(told(&["--all-of"]).unwrap_err().starts_with("`--all-of` needs a family\n\nusage:"));
        assert!(told(&["--every"]).unwrap_err().starts_with("unexpected argument: --every\n\nusage:"));
        assert_eq!(told(&["--help"]).unwrap().0, USAGE);
    }
}
