//! What is generated: the specimen's files as they are printed, and that nothing but the facts decides them.

use std::fs;
use std::path::Path;

use codegen::canonical;
use codegen::generate;
use codegen::sources::Sources;
use codegen::tree::{Node, Value};

use crate::support;

/// One feature of the format an operation, and all names that are hard to turn into Rust. The crate that the tests compile
/// is the snapshot: a change of the generator shows in it and nowhere else.
#[test]
fn every_feature_of_the_format_is_printed_as_it_is_committed() {
    // Headers give the folder from the root of the workspace.
    let sources = Sources { folder: "codegen/tests/specimen".to_owned(), ..support::specimen() };
    let generated = generate(&sources).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/specimen");
    for (path, text) in &generated.files {
        let committed = fs::read_to_string(root.join(path)).unwrap();
        assert!(*text == committed, "{path} differs: run `cargo xtask codegen` and read what changes");
    }
}

/// What is generated is Rust that an editor can show.
#[test]
fn generated_files_parse_and_are_laid_out_alike() {
    for sources in [support::specimen(), support::sources("../specs/ice")] {
        let generated = generate(&sources).unwrap();
        let code = generated.files.iter().filter(|(path, _)| path.ends_with(".rs"));
        let mut files = 0;
        for (path, text) in code {
            syn::parse_file(text).unwrap_or_else(|problem| panic!("{path}: {problem}"));
            assert!(text.ends_with('\n') && !text.contains("\n\n\n") && !text.contains("{\n\n"), "{path}");
            let hidden = |line: &str| line.ends_with(' ') || line.contains(char::is_control);
            assert_eq!(text.lines().find(|line| hidden(line)), None, "{path}");
            files += 1;
        }
        assert!(files > generated.operations.len());
    }
}

/// A summary says as many types as the crate has, among them the structs of many required fields.
#[test]
fn every_declared_type_is_counted() {
    for sources in [support::specimen(), support::sources("../specs/ice")] {
        let generated = generate(&sources).unwrap();
        let lines = generated.files.values().flat_map(|text| text.lines());
        let declared = lines.filter(|line| line.starts_with("pub struct ") || line.starts_with("pub enum "));
        assert_eq!(generated.types, declared.count(), "{}", generated.crate_name);
    }
}

/// What the fake works by is a line an operation.
#[test]
fn the_data_of_the_fake_is_as_before_and_is_json() {
    let generated = generate(&support::specimen()).unwrap();
    let data: serde_json::Value = serde_json::from_str(&generated.fake_data).unwrap();
    assert_eq!(data["operations"].as_array().unwrap().len(), generated.operations.len());
    insta::assert_snapshot!("fake_data", generated.fake_data);
}

/// Whether an operation is a read decides whether it is sent again after a failure, so a change here is looked at.
#[test]
fn the_reads_of_the_product_are_these() {
    let generated = generate(&support::sources("../specs/ice")).unwrap();
    let is_read = |text: &&String| text.lines().any(|line| line.trim() == "effect: runtime::Effect::Read,");
    let reads = generated.files.values().filter(is_read);
    // The first line of a file ends with the name of its spec.
    let name = |text: &'_ String| {
        let spec = text.lines().next()?.strip_suffix(".yaml. Do not edit.")?;
        Some(spec.rsplit('/').next()?.to_owned())
    };
    let names: Vec<String> = reads.filter_map(name).collect();
    let names = names.join("\n");
    insta::assert_snapshot!(names);
}

/// The fake keeps state by this plan: what shares a collection, and what each operation does there. Those at the end are answered
/// from their schemas alone.
#[test]
fn the_plan_of_the_product_is_this() {
    let generated = generate(&support::sources("../specs/ice")).unwrap();
    let data: serde_json::Value = serde_json::from_str(&generated.fake_data).unwrap();
    let mut collections = std::collections::BTreeMap::<&str, Vec<String>>::new();
    let (mut needing, mut others, mut keeping) = (Vec::new(), Vec::new(), 0);
    for operation in data["operations"].as_array().unwrap() {
        let name = operation["name"].as_str().unwrap();
        let resource = &operation["resource"];
        match (resource["role"].as_str(), operation["makes"].as_object()) {
            (None | Some("use"), Some(made)) => {
                keeping += 1;
                let made: Vec<_> = made.keys().map(String::as_str).collect();
                collections.entry("(by an ID in the response)").or_default().push(format!("{name} {}", made.join(" ")));
            }
            (None, None) => others.push(name),
            (Some("use"), None) => needing.push(name),
            (Some(role), _) => {
                keeping += 1;
                let mut line = format!("{role} {name}");
                for key in
                    ["id", "entry", "done", "from", "to", "sets"].into_iter().filter(|key| !resource[key].is_null())
                {
                    line.push_str(&format!(" {key}={}", resource[key].to_string().trim_matches('"')));
                }
                collections.entry(resource["collection"].as_str().unwrap()).or_default().push(line);
            }
        }
    }
    let lines = collections
        .iter()
        .map(|(name, lines)| format!("{name} {}\n  {}", data["collections"][*name], lines.join("\n  ")));
    let plan = format!(
        "{keeping} operations keep state.\n\n{}\n\n{} need a resource and change nothing:\n  {}\n\n{} answer from their schema \
         alone:\n  {}",
        lines.collect::<Vec<_>>().join("\n"),
        needing.len(),
        needing.join("\n  "),
        others.len(),
        others.join("\n  ")
    );
    insta::assert_snapshot!(plan);
}

/// What is printed and what is masked is decided by names and by the overlay, so every name that could be a secret's is
/// looked at: a new one shows up here with its verdict.
#[test]
fn the_secrets_of_the_product_are_these() {
    const LOOKS: [&str; 25] = [
        "access",
        "auth",
        "captcha",
        "cert",
        "cipher",
        "cookie",
        "credential",
        "crypt",
        "key",
        "kube",
        "license",
        "nonce",
        "otp",
        "pass",
        "plaintext",
        "private",
        "pwd",
        "secret",
        "security",
        "session",
        "sign",
        "ticket",
        "token",
        "verif",
        "iv",
    ];
    let generated = generate(&support::sources("../specs/ice")).unwrap();
    let mut names = std::collections::BTreeMap::<&str, [Vec<&str>; 2]>::new();
    for (path, sensitive) in &generated.fields {
        let name = path.rsplit('.').next().unwrap();
        let lower = name.to_ascii_lowercase();
        if LOOKS.iter().any(|look| if look.len() > 2 { lower.contains(look) } else { lower == *look }) || *sensitive {
            names.entry(name).or_default()[usize::from(*sensitive)].push(path);
        }
    }
    let lines = names.iter().map(|(name, verdicts)| match verdicts {
        [shown, masked] if masked.is_empty() => format!("shown   {name} ({})", shown.len()),
        [shown, masked] if shown.is_empty() => format!("MASKED  {name} ({})", masked.len()),
        [shown, masked] => format!("both    {name}: masked {}; shown {}", masked.join(", "), shown.join(", ")),
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

/// What the crate takes for itself is refused as the name of a family.
#[test]
fn a_family_is_called_like_no_module_or_feature_of_the_crate() {
    let specimen = support::specimen();
    let generated = generate(&specimen).unwrap();
    let is_family = |name: &&str| generated.files.contains_key(&format!("src/{name}/mod.rs")) && *name != "types";
    let lines = |file: &str| generated.files[file].lines().map(str::to_owned).collect::<Vec<_>>();
    let (library, manifest) = (lines("src/lib.rs"), lines("Cargo.toml"));
    let modules =
        library.iter().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    let features = manifest
        .iter()
        .skip_while(|line| *line != "[features]")
        .filter_map(|line| line.split_once(" = ["))
        .map(|(name, _)| name);
    let taken: Vec<&str> = modules.chain(features).filter(|name| !is_family(name)).collect();
    assert!(taken.contains(&"operations") && taken.contains(&"rustls"), "{taken:?}");
    for name in taken {
        let mut specs = specimen.clone();
        let product = &specs.files["product.yaml"];
        specs.files.insert(
            "product.yaml".to_owned(),
            product.replace("families:\n", &format!("families:\n  {name}: Other.\n")),
        );
        assert!(generate(&specs).unwrap_err().to_string().contains("error[bad-family]"), "{name}");
    }
}

#[test]
fn generating_twice_gives_the_same() {
    let specimen = support::specimen();
    let (one, other) = (generate(&specimen).unwrap(), generate(&specimen).unwrap());
    assert_eq!(one.files, other.files);
    assert_eq!(one.fake_data, other.fake_data);
    assert_eq!(one.openapi, other.openapi);
}

#[test]
fn moving_keys_moves_nothing() {
    let specimen = support::specimen();
    let mut turned = specimen.clone();
    for (path, text) in &mut turned.files {
        let mut node = Node::parse(path, text).unwrap();
        support::reverse(&mut node);
        *text = flow(&node);
        assert_ne!(Node::parse(path, text).unwrap().entries().first(), None);
    }
    let (plain, turned) = (generate(&specimen).unwrap(), generate(&turned).unwrap());
    for (path, text) in &plain.files {
        assert_eq!(turned.files.get(path), Some(text), "{path}");
    }
    assert_eq!(plain.files.len(), turned.files.len());
    assert_eq!(plain.fake_data, turned.fake_data);
    assert_eq!(plain.openapi, turned.openapi);
}

/// A document as text that keeps the order of keys, which canonical text does not.
fn flow(node: &Node) -> String {
    match &node.value {
        Value::Map(entries) => {
            let entries = entries.iter().map(|entry| {
                let key = Value::Scalar { text: entry.key.clone(), quoted: true };
                let key = canonical::inline(&key);
                format!("{key}: {}", flow(&entry.node))
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::List(elements) => format!("[{}]", elements.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Null | Value::Scalar { .. } => canonical::inline(&node.value),
    }
}
