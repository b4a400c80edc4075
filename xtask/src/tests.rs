//! The commands on a copy of the work tree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ::codegen::tree::{Node, Value as Tree};
use anyhow::Result;
use serde_json::Value;
use tempfile::TempDir;

use crate::{root, run, tree};

/// What the commands read and write.
const PARTS: [&str; 6] = ["specs", "codegen/tests/specimen", "fake/data", "generated", "openapi", "tests/specimen"];

/// A copy of the part of the work tree that the commands work on.
struct Copy(TempDir);

impl Copy {
    fn new() -> Self {
        Self::of(&PARTS)
    }

    /// One without ICE, whose 400 operations take their time, for what any product shows.
    fn small() -> Self {
        Self::of(&["codegen/tests/specimen", "tests/specimen"])
    }

    fn of(parts: &[&str]) -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        for path in parts.iter().flat_map(|part| tree::files_below(&root().join(part)).unwrap()) {
            tree::write(&copy.path(&tree::relative(&path, &root())), &tree::read(&path).unwrap()).unwrap();
        }
        copy
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn edit(&self, path: &str, edit: impl Fn(String) -> String) {
        let path = self.path(path);
        tree::write(&path, &edit(tree::read(&path).unwrap())).unwrap();
    }

    /// Runs a command as the command line does: what it prints, or what is wrong.
    fn run(&self, command: &str, arguments: &[&str]) -> Result<String, String> {
        let arguments = [command].iter().chain(arguments).map(Into::into).collect();
        run(self.0.path(), arguments).map_err(|error| format!("{error:#}"))
    }

    fn codegen(&self, arguments: &[&str]) -> Result<String, String> {
        self.run("codegen", arguments)
    }

    fn import(&self, arguments: &[&str]) -> Result<String, String> {
        self.run("import", arguments)
    }

    /// How many operations ICE has: specs in the folders of its families.
    fn operations(&self) -> usize {
        let families = tree::folders_in(&self.path("specs/ice")).unwrap();
        families.iter().map(|family| tree::files_below(family).unwrap().len()).sum()
    }

    /// Every file but the scratch ones, by its path.
    fn files(&self) -> BTreeMap<String, String> {
        let parts = PARTS.iter().flat_map(|part| tree::files_below(&self.path(part)).unwrap());
        parts.map(|path| (tree::relative(&path, self.0.path()), tree::read(&path).unwrap())).collect()
    }
}

#[test]
fn deleted_code_comes_back_byte_for_byte_and_stays_so() {
    let copy = Copy::new();
    let before = copy.files();
    fs::remove_dir_all(copy.path("generated/src")).unwrap();
    fs::remove_dir_all(copy.path("generated/examples")).unwrap();
    fs::remove_dir_all(copy.path("fake/data")).unwrap();
    let summary = copy.codegen(&[]).unwrap();
    assert!(summary.contains(&format!("generated: {} operations", copy.operations())), "{summary}");
    assert_eq!(copy.files(), before);
    let summary = copy.codegen(&[]).unwrap();
    assert!(summary.contains("0 files written, 0 deleted"), "{summary}");
    assert_eq!(copy.files(), before);
    assert_eq!(copy.codegen(&["--check"]), Ok("the generated crates are up to date\n".to_owned()));
}

#[test]
fn a_check_prints_what_is_missing_changed_and_stale_and_writes_nothing() {
    let copy = Copy::new();
    fs::remove_file(copy.path("generated/src/voice/get_customized_voice.rs")).unwrap();
    tree::write(&copy.path("generated/src/voice/left_over.rs"), "").unwrap();
    tree::write(&copy.path("fake/data/left_over.json"), "{}").unwrap();
    copy.edit("generated/src/lib.rs", |text| text.replacen("Unofficial.", "Official.", 1));
    copy.edit("fake/data/ice.json", |text| text.replacen("\"product\": \"ICE\"", "\"product\": \"Ice\"", 1));
    let before = copy.files();
    let report = copy.codegen(&["--check"]).unwrap_err();
    insta::assert_snapshot!(report);
    assert_eq!(copy.files(), before);
    copy.codegen(&[]).unwrap();
    assert!(!copy.path("generated/src/voice/left_over.rs").exists());
    assert!(copy.codegen(&["--check"]).is_ok());
}

#[test]
fn removing_a_spec_removes_its_code() {
    let copy = Copy::new();
    let before = copy.operations();
    fs::remove_file(copy.path("specs/ice/config/DescribeNotifyConfig.yaml")).unwrap();
    // What is published does not go without a reason.
    assert!(copy.codegen(&[]).unwrap_err().contains("error[name-gone]"));
    let entry =
        "names:\n  - reason: The service has taken it back.\n    paths: {config::describe_notify_config: null}\n";
    copy.edit("specs/ice/overlay.yaml", |text| format!("{text}{entry}"));
    let summary = copy.codegen(&[]).unwrap();
    assert!(copy.codegen(&["--check"]).is_ok());
    assert!(summary.contains(&format!("generated: {} operations", before - 1)), "{summary}");
    assert!(!copy.path("generated/src/config/describe_notify_config.rs").exists());
    let data = tree::read(&copy.path("fake/data/ice.json")).unwrap();
    assert!(data.contains("\"name\":\"SetNotifyConfig\"") && !data.contains("\"name\":\"DescribeNotifyConfig\""));
}

#[test]
fn bad_specs_are_all_reported_at_once_and_the_tree_is_left_alone() {
    let copy = Copy::new();
    copy.edit("specs/ice/voice/GetCustomizedVoice.yaml", |text| text.replacen("in: query", "in: somewhere", 1));
    copy.edit("specs/ice/voice/DeleteCustomizedVoiceJob.yaml", |_| "methods: [post\nin: {".to_owned());
    tree::write(&copy.path("specs/ice/Astray.yaml"), "methods: [post]\n").unwrap();
    let before = copy.files();
    let problems = copy.codegen(&[]).unwrap_err();
    for expected in [
        "specs/ice/voice/GetCustomizedVoice.yaml:",
        "error[unknown-location]",
        "specs/ice/voice/DeleteCustomizedVoiceJob.yaml:",
        "error[unreadable-document]",
        "specs/ice/Astray.yaml:1:1",
        "error[no-family]",
        "\n3 errors; nothing was written",
    ] {
        assert!(problems.contains(expected), "{expected}\n{problems}");
    }
    assert_eq!(copy.files(), before);
}

#[test]
fn importing_what_is_there_already_changes_nothing() {
    let copy = Copy::new();
    let before = copy.files();
    let document = copy.path("specs/ice/voice/GetCustomizedVoiceJob.yaml");
    let arguments = [document.to_str().unwrap(), "--operation", "GetCustomizedVoiceJob"];
    let report = copy.import(&arguments).unwrap();
    assert!(report.contains("unchanged specs/ice/voice/GetCustomizedVoiceJob.yaml"), "{report}");
    assert_eq!(copy.files(), before);
}

#[test]
fn another_product_is_imported_and_generated_beside_the_first() {
    let copy = Copy::new();
    let document = copy.path("widgets.json");
    let text = r##"{
        "version": "1.0",
        "info": {"style": "ROA", "product": "Widgets", "version": "2024-01-01"},
        "apis": {"GetWidget": {
            "methods": ["get"], "path": "/widgets/{Id}",
            "parameters": [{"name": "Id", "in": "path", "schema": {"type": "string", "required": true}}],
            "responses": {"200": {"schema": {"$ref": "#/components/schemas/Widget"}}}
        }},
        "components": {"schemas": {"Widget": {"type": "object", "properties": {"Id": {"type": "string"}}}}},
        "endpoints": []
    }"##;
    tree::write(&document, text).unwrap();
    tree::write(&copy.path("families.yaml"), "GetWidget: widgets\n").unwrap();
    let families = copy.path("families.yaml");
    let arguments = [document.to_str().unwrap(), "--families", families.to_str().unwrap()];
    copy.import(&arguments).unwrap();
    let summary = copy.codegen(&[]).unwrap();
    assert!(summary.contains("generated-widgets: 1 operation,"), "{summary}");
    let code = tree::read(&copy.path("generated-widgets/src/widgets/get_widget.rs")).unwrap();
    assert!(code.contains(r#"path: "/widgets/{Id}","#), "{code}");
    assert!(Path::new(&copy.path("specs/widgets/widgets/GetWidget.yaml")).exists());
    let data = tree::read(&copy.path("fake/data/widgets.json")).unwrap();
    assert!(
        data.contains(r#""name":"GetWidget","family":"widgets","methods":["get"],"path":"/widgets/{Id}""#),
        "{data}"
    );
}

/// A document of a new product with one operation.
const WIDGETS: &str = r#"{
    "info": {"style": "RPC", "product": "Widgets", "version": "2024-01-01"},
    "apis": {"GetWidget": {"methods": ["post"], "parameters": [], "responses": {}}}
}"#;

impl Copy {
    /// Imports the new product with these arguments.
    fn import_widgets(&self, arguments: &[&str]) -> Result<String, String> {
        let document = self.path("widgets.json");
        tree::write(&document, WIDGETS).unwrap();
        self.import(&[&[document.to_str().unwrap()], arguments].concat())
    }
}

#[test]
fn a_new_product_follows_the_name_and_the_family_on_the_command_line() {
    let copy = Copy::small();
    copy.import_widgets(&["--product", "gadgets", "--family", "all_of_them"]).unwrap();
    assert!(copy.path("specs/gadgets/all_of_them/GetWidget.yaml").exists());
    let product = tree::read(&copy.path("specs/gadgets/product.yaml")).unwrap();
    for line in ["crate: alibabacloud-gadgets\n", "folder: generated-gadgets\n", "hostPrefix: gadgets\n"] {
        assert!(product.contains(line), "{product}");
    }
    let again = copy.import_widgets(&["--product", "../gadgets", "--family", "main"]).unwrap_err();
    assert!(again.contains("error[bad-product]") && again.ends_with("nothing was written"), "{again}");
}

#[test]
fn the_summary_says_what_is_left_to_write_until_nothing_is() {
    let copy = Copy::small();
    copy.import_widgets(&["--family", "widgets"]).unwrap();
    let left = "generated-widgets: 1 operation without a summary, families without a line of their own: widgets\n";
    let summary = copy.codegen(&[]).unwrap();
    assert!(summary.contains(left), "{summary}");
    copy.edit("specs/widgets/widgets/GetWidget.yaml", |text| format!("summary: Gets a widget.\n{text}"));
    copy.edit("specs/widgets/product.yaml", |text| text.replace("Operations of the widgets family.", "Widgets."));
    let summary = copy.codegen(&[]).unwrap();
    assert!(!summary.contains("without"), "{summary}");
}

#[test]
fn removing_a_product_removes_its_crate() {
    let copy = Copy::small();
    copy.import_widgets(&["--family", "widgets"]).unwrap();
    copy.codegen(&[]).unwrap();
    assert!(copy.path("generated-widgets/src/widgets/get_widget.rs").exists());
    fs::remove_dir_all(copy.path("specs/widgets")).unwrap();
    let report = copy.codegen(&["--check"]).unwrap_err();
    assert!(report.contains("generated-widgets/Cargo.toml: stale, no spec accounts for it\n"), "{report}");
    let summary = copy.codegen(&[]).unwrap();
    assert!(summary.contains("generated-widgets: deleted, no product in specs/ is generated into it\n"), "{summary}");
    assert!(!copy.path("generated-widgets").exists());
    assert!(copy.codegen(&["--check"]).is_ok());
}

#[test]
fn a_families_file_does_not_move_an_operation_and_the_report_says_so() {
    let copy = Copy::small();
    copy.import_widgets(&["--family", "widgets"]).unwrap();
    let families = copy.path("families.json");
    tree::write(&families, r#"{"GetWidget": "others"}"#).unwrap();
    let report = copy.import_widgets(&["--families", families.to_str().unwrap()]).unwrap();
    assert!(report.contains("note    family stays `widgets`, and not `others`"), "{report}");
    assert!(!copy.path("specs/widgets/others").exists());
}

#[test]
fn a_families_file_that_is_no_mapping_is_refused() {
    let copy = Copy::small();
    let families = copy.path("families.yaml");
    for (text, problem) in
        [("- GetWidget: widgets\n", ":1:1: a list in place of"), ("widgets\n", ":1:1: `widgets` in place of")]
    {
        tree::write(&families, text).unwrap();
        let refused =
            copy.import_widgets(&["--family", "others", "--families", families.to_str().unwrap()]).unwrap_err();
        assert!(refused.contains(problem), "{refused}");
    }
    assert!(!copy.path("specs/widgets").exists());
}

#[test]
fn code_that_is_not_generated_is_never_touched() {
    let copy = Copy::new();
    tree::write(&copy.path("runtime/src/lib.rs"), "").unwrap();
    tree::write(&copy.path("generated-ice/src/lib.rs"), "").unwrap();
    tree::write(&copy.path("generated-ice/Cargo.toml"), "[package]\n").unwrap();
    for (folder, message) in [("runtime", "error[bad-folder]"), ("generated-ice", "generated-ice is written by hand")] {
        copy.edit("specs/ice/product.yaml", |text| {
            let lines = text.lines().map(|line| if line.starts_with("folder:") { "folder: PLACE" } else { line });
            lines.collect::<Vec<_>>().join("\n").replace("PLACE", folder)
        });
        for arguments in [&[][..], &["--check"]] {
            let problem = copy.codegen(arguments).unwrap_err();
            assert!(problem.contains(message) && !problem.contains("stale"), "{problem}");
        }
        assert!(copy.path(folder).join("src/lib.rs").exists());
    }
}

#[test]
fn two_products_in_one_folder_are_named_by_their_files() {
    let copy = Copy::new();
    copy.import_widgets(&["--family", "widgets"]).unwrap();
    copy.edit("specs/widgets/product.yaml", |text| text.replace("folder: generated-widgets", "folder: generated"));
    let problem = copy.codegen(&[]).unwrap_err();
    assert!(
        problem
            .starts_with("specs/ice/product.yaml and specs/widgets/product.yaml are both generated into generated\n"),
        "{problem}"
    );
    assert!(problem.contains("set `folder:` in one of them"), "{problem}");
}

#[test]
fn two_products_of_one_crate_are_named_by_their_files() {
    let copy = Copy::new();
    copy.import_widgets(&["--family", "widgets"]).unwrap();
    copy.edit("specs/widgets/product.yaml", |text| {
        text.replace("crate: alibabacloud-widgets", "crate: alibabacloud-ice")
    });
    let problem = copy.codegen(&[]).unwrap_err();
    let expected = "specs/ice/product.yaml and specs/widgets/product.yaml both generate the crate alibabacloud-ice\n\
                    set `crate:` in one of them";
    assert!(problem.starts_with(expected), "{problem}");
}

#[test]
fn an_exported_document_is_printed_and_gives_back_the_specs() {
    let copy = Copy::new();
    for (version, file) in [("3.1", "openapi/ice.json"), ("3.0", "openapi/ice-3.0.json")] {
        let printed = copy.run("export", &["openapi", "--version", version]).unwrap();
        assert!(printed == tree::read(&copy.path(file)).unwrap(), "{file}");
        let report = copy.import(&[copy.path(file).to_str().unwrap()]).unwrap();
        assert!(report.contains("files: 0 added, 0 changed, 401 unchanged"), "{report}");
    }
    fs::remove_dir_all(copy.path("specs/ice/voice")).unwrap();
    copy.import(&[copy.path("openapi/ice.json").to_str().unwrap()]).unwrap();
    copy.codegen(&["--check"]).unwrap();
    let problem = copy.run("export", &["openapi", "--version", "2.0"]).unwrap_err();
    assert!(problem.starts_with("unknown version `2.0`"), "{problem}");
}

/// A small published document: two versions of a product, and one operation that cannot be called.
fn published(version: &str) -> String {
    r#"{"version": "1.0", "info": {"style": "RPC", "product": "Shop", "version": "VERSION"},
    "directories": [{"id": 1, "title": "商品", "type": "directory", "children": ["GetItem", "PutItem"]}],
    "components": {"schemas": {}}, "endpoints": [{"regionId": "cn-shanghai", "endpoint": "shop.aliyuncs.com"}],
    "apis": {
        "GetItem": {"methods": ["post"], "security": [{"AK": []}], "parameters": [
            {"name": "ItemId", "in": "query", "schema": {"type": "string", "description": "Words.", "required": true}}]},
        "PutItem": {"methods": ["post"], "security": [{"AK": []}], "parameters": [
            {"name": "A", "in": "nowhere", "schema": {"type": "string"}}]}
    }}"#
    .replace("VERSION", version)
}

#[test]
fn crates_of_published_documents_are_written_whole_or_not_at_all() {
    let copy = Copy::small();
    let document = |name: &str, version: &str| {
        tree::write(&copy.path(name), &published(version)).unwrap();
        copy.path(name).to_str().unwrap().to_owned()
    };
    let out = copy.path("sdk");
    let generate = |documents: &[&str], more: &[&str]| {
        // There is no runtime in the copy.
        let runtime = root().join("runtime");
        let given: &[&str] = if more.contains(&"--runtime") { &[] } else { &["--runtime", runtime.to_str().unwrap()] };
        let arguments = [documents, &["--out", out.to_str().unwrap()], given, more];
        copy.run("generate", &arguments.concat())
    };
    let before = copy.files();
    let (one, other, bad) =
        (document("1.json", "2020-01-01"), document("2.json", "2021-01-01"), document("3.json", "../1"));
    let refused = generate(&[&one, &bad], &[]).unwrap_err();
    assert!(refused.contains("error[bad-product]") && refused.ends_with("nothing was written"), "{refused}");
    assert!(!out.exists());

    let summary = generate(&[&one], &[]).unwrap();
    assert_eq!(summary, "alibabacloud-shop: 1 operation, 2 types; left out: 1 unknown-location\n");
    let written = || -> BTreeMap<String, String> {
        let files = tree::files_below(&out).unwrap();
        files.into_iter().map(|path| (tree::relative(&path, &out), tree::read(&path).unwrap())).collect()
    };
    let first = written();
    for file in ["Cargo.toml", "alibabacloud-shop/fake.json", "alibabacloud-shop/src/item/get_item.rs"] {
        assert!(first.contains_key(file), "{:?}", first.keys());
    }
    assert!(first.values().all(|text| !text.contains("Words.")));
    // Twice the same, and what no document accounts for any more goes; files of somebody else stay.
    tree::write(&out.join("alibabacloud-shop/src/stale.rs"), "// @generated by `cargo xtask generate`\n").unwrap();
    for own in ["notes.txt", "src/mine.rs", "examples/mine.rs"] {
        tree::write(&out.join("alibabacloud-shop").join(own), "mine").unwrap();
    }
    generate(&[&one], &[]).unwrap();
    let mut second = written();
    for own in ["notes.txt", "src/mine.rs", "examples/mine.rs"] {
        assert_eq!(second.remove(&format!("alibabacloud-shop/{own}")).as_deref(), Some("mine"));
        fs::remove_file(out.join("alibabacloud-shop").join(own)).unwrap();
    }
    assert!(first == second);

    let summary = generate(&[&one, &other], &["--published-words"]).unwrap();
    assert!(summary.starts_with("alibabacloud-shop-2020-01-01: 1 operation,"), "{summary}");
    let files = written();
    assert!(
        files["Cargo.toml"].contains("\"alibabacloud-shop\",\n    \"alibabacloud-shop-2020-01-01\""),
        "{}",
        files["Cargo.toml"]
    );
    assert!(files["alibabacloud-shop-2021-01-01/src/item/get_item.rs"].contains("Words."));
    for (documents, more, problem) in [
        (&[one.as_str(), &other][..], &["--name", "shop"][..], "--name is for one document"),
        (&[], &[], "name a published document"),
        (&[&one, &one], &[], "two documents are of the same version"),
        (&[&one], &["--name", "../up"], "with `--name`"),
        (&[&one], &["--runtime", "nowhere"], "there is no crate in this folder"),
        (&[&one], &["--runtime", "1.0\" }"], "there is no crate in this folder"),
    ] {
        let refused = generate(documents, more).unwrap_err();
        assert!(refused.contains(problem), "{refused}");
    }
    tree::write(&out.join("shop/Cargo.toml"), "[package]\n").unwrap();
    assert!(generate(&[&one], &["--name", "shop"]).unwrap_err().contains("written by hand"));
    tree::write(&out.join("mart/src/lib.rs"), "mine").unwrap();
    let refused = generate(&[&one], &["--name", "mart"]).unwrap_err();
    assert!(refused.contains("mart/src/lib.rs: the file is not generated, and would be lost"), "{refused}");
    assert!(copy.files() == before);
}

#[test]
fn a_generated_crate_is_no_workspace_of_others_and_a_workspace_no_member_of_one() {
    let copy = Copy::small();
    tree::write(&copy.path("1.json"), &published("2020-01-01")).unwrap();
    let (document, runtime) = (copy.path("1.json"), root().join("runtime"));
    let generate = |out: &str| {
        let out = copy.path(out);
        let [document, out, runtime] = [&document, &out, &runtime].map(|path| path.to_str().unwrap());
        copy.run("generate", &[document, "--out", out, "--runtime", runtime])
    };
    generate("sdk/inner").unwrap();
    generate("sdk").unwrap();
    let workspace = tree::read(&copy.path("sdk/Cargo.toml")).unwrap();
    assert!(workspace.ends_with("members = [\n    \"alibabacloud-shop\",\n]\n"), "{workspace}");
    let before = copy.files();
    for out in ["tests/specimen", "sdk/alibabacloud-shop"] {
        let refused = generate(out).unwrap_err();
        assert!(refused.contains("Cargo.toml: a manifest that is of a generated crate"), "{refused}");
    }
    assert!(copy.files() == before);
}

#[test]
fn a_file_that_is_no_spec_is_reported_unless_it_is_hidden() {
    let copy = Copy::new();
    tree::write(&copy.path("specs/ice/.DS_Store"), "").unwrap();
    assert!(copy.codegen(&["--check"]).is_ok());
    tree::write(&copy.path("specs/ice/voice/GetVoice.yml"), "methods: [post]\n").unwrap();
    let problem = copy.codegen(&["--check"]).unwrap_err();
    assert!(problem.contains("error[unexpected-file]"), "{problem}");
    assert!(problem.contains("specs/ice/voice/GetVoice.yml"), "{problem}");
    assert!(problem.ends_with("\n1 error; nothing was written"), "{problem}");
}

#[test]
fn the_command_line_is_checked_and_explained() {
    let copy = Copy::small();
    for (command, arguments, problem) in [
        ("codegen", &["--chek"][..], "unexpected flag: `--chek`\n"),
        ("codgen", &[], "unexpected argument: \"codgen\"\n"),
        ("generate", &["api-docs.json"], "missing: `--out`\n"),
        ("import", &[], "missing: `file`\n"),
        ("import", &["a.json", "b.json"], "unexpected argument: \"b.json\"\n"),
        ("lint", &["--fix"], "unexpected flag: `--fix`\n"),
    ] {
        let reported = copy.run(command, arguments).unwrap_err();
        assert!(reported.starts_with(problem), "{reported}");
        assert!(reported.ends_with("`cargo xtask --help` lists the commands and their options"), "{reported}");
    }
    insta::assert_snapshot!(copy.run("--help", &[]).unwrap());
    let of_command = copy.run("export", &["--help"]).unwrap();
    assert!(of_command.starts_with("xtask export\n") && of_command.contains("xtask export openapi\n"), "{of_command}");
    assert!(!of_command.contains("xtask fake"), "{of_command}");
}

#[test]
fn every_spec_of_an_operation_is_written_as_import_writes_it() {
    for (path, text) in tree::read_specs(&root(), "specs/ice").unwrap() {
        if path.contains('/') {
            let node = ::codegen::tree::Node::parse(&path, &text).unwrap();
            let canonical = ::codegen::canonical::write(&node, &::codegen::keys::OPERATION);
            assert_eq!(text, canonical, "{path}: run `cargo xtask import` on it");
        }
    }
}

#[test]
fn versions_are_compared_whether_they_are_documents_folders_or_revisions() {
    let copy = Copy::small();
    let path = |path: &str| copy.path(path).to_str().unwrap().to_owned();
    let newer = WIDGETS.replace("\"apis\": {", "\"apis\": {\"ListWidgets\": {\"methods\": [\"post\"]},");
    tree::write(&copy.path("old.json"), WIDGETS).unwrap();
    tree::write(&copy.path("new.json"), &newer).unwrap();
    let report = copy.run("diff", &[&path("old.json"), &path("new.json")]).unwrap();
    assert!(report.contains("  ListWidgets: widgets\n    + mod widgets::list_widgets\n"), "{report}");
    assert!(report.contains("\nsemver: minor\nversion: 0.1.0 -> 0.1.1\n\nCHANGELOG.md:\n* Widgets"), "{report}");

    copy.import(&[&path("old.json"), "--family", "widgets"]).unwrap();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"];
        let mut command = std::process::Command::new("git");
        assert!(command.args(identity).args(arguments).current_dir(copy.path("")).output().unwrap().status.success());
    };
    git(&["init"]);
    git(&["add", "specs/widgets"]);
    git(&["commit", "--message", "Widgets"]);
    copy.import(&[&path("new.json"), "--family", "widgets"]).unwrap();
    let json = copy.run("diff", &["HEAD:specs/widgets", "specs/widgets", "--json"]).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["changes"][0]["kind"], "operation-added", "{json:#}");
    assert_eq!(json["changes"][0]["rust"]["added"][0], "mod widgets::list_widgets ListWidgets", "{json:#}");
    let same = copy.run("diff", &["specs/widgets", &path("new.json")]).unwrap();
    assert!(same.ends_with("\nnothing changes\n"), "{same}");
    let missing = copy.run("diff", &["specs/gadgets", "HEAD:specs/gadgets"]).unwrap_err();
    assert!(missing.starts_with("specs/gadgets: neither a document, a folder of specs nor"), "{missing}");
}

#[test]
fn an_operation_that_another_directory_lists_moves_as_in_the_crate_of_the_document() {
    let copy = Copy::small();
    let document = |name: &str, shelves: &str, parcels: &str| {
        let text = r#"{"info": {"style": "RPC", "product": "Store", "version": "2030-01-01"}, "endpoints": [],
            "directories": [{"title": "Shelves", "children": [SHELVES]}, {"title": "Parcels", "children": [PARCELS]}],
            "apis": {"GetShelf": {"methods": ["post"]}, "GetParcel": {"methods": ["post"]}, "Scan": {"methods": ["post"]}}}"#;
        let text = text.replace("SHELVES", shelves).replace("PARCELS", parcels);
        tree::write(&copy.path(name), &text).unwrap();
        copy.path(name).to_str().unwrap().to_owned()
    };
    let old = document("old.json", r#""GetShelf", "Scan""#, r#""GetParcel""#);
    let new = document("new.json", r#""GetShelf""#, r#""GetParcel", "Scan""#);
    let report = copy.run("diff", &[&old, &new]).unwrap();
    assert!(report.contains("  Scan: shelves -> parcels\n    - mod shelves::scan\n"), "{report}");
    assert!(report.contains("\nsemver: major\n"), "{report}");
}

#[test]
fn an_operation_that_the_crate_of_a_newer_document_is_without_is_gone() {
    let copy = Copy::small();
    let document = |name: &str, location: &str| {
        let text = r#"{"info": {"style": "RPC", "product": "Store", "version": "2030-01-01"}, "endpoints": [],
            "apis": {"GetShelf": {"methods": ["post"]}, "../Up": {"methods": ["post"]},
            "GetParcel": {"methods": ["post"], "parameters": [{"name": "Id", "in": "LOCATION", "schema": {"type": "string"}}]}}}"#;
        tree::write(&copy.path(name), &text.replace("LOCATION", location)).unwrap();
        copy.path(name).to_str().unwrap().to_owned()
    };
    let (old, new) = (document("old.json", "query"), document("new.json", "cookie"));
    let report = copy.run("diff", &[&old, &new]).unwrap();
    assert!(report.contains("operation-removed") && report.contains("\nsemver: major\n"), "{report}");
    assert!(copy.run("diff", &[&new, &new]).unwrap().ends_with("\nnothing changes\n"));
}

#[test]
fn a_sample_that_changes_a_type_of_the_crate_of_a_document_is_a_change() {
    let copy = Copy::small();
    let document = |name: &str, weight: &str| {
        let text = r##"{"info": {"style": "RPC", "product": "Store", "version": "2030-01-01"}, "endpoints": [],
            "components": {"schemas": {"Parcel": {"type": "object", "properties": {"Weight": {"type": "integer"}}}}},
            "apis": {"GetParcel": {"methods": ["post"],
            "responses": {"200": {"schema": {"$ref": "#/components/schemas/Parcel"}}},
            "responseDemo": "[{\"type\": \"json\", \"example\": \"{\\\"Weight\\\": WEIGHT}\"}]"}}}"##;
        tree::write(&copy.path(name), &text.replace("WEIGHT", weight)).unwrap();
        copy.path(name).to_str().unwrap().to_owned()
    };
    let (old, new) = (document("old.json", "1"), document("new.json", "1.5"));
    let report = copy.run("diff", &[&old, &new]).unwrap();
    assert!(report.contains("  schemas.Parcel.Weight: type integer -> number\n"), "{report}");
    assert!(report.contains("\nsemver: major\n"), "{report}");
    assert!(copy.run("diff", &[&new, &new]).unwrap().ends_with("\nnothing changes\n"));
}

fn update_widgets(copy: &Copy, published: &str, dry_run: bool) -> Result<String, String> {
    update(copy, "widgets", published, dry_run)
}

/// Runs `update` with what a server of this machine publishes.
fn update(copy: &Copy, product: &str, published: &str, dry_run: bool) -> Result<String, String> {
    let server = loopback::Server::start(loopback::MockResponse::json(200, published));
    let flags = crate::flags::Update {
        product: product.to_owned(),
        dry_run,
        base_url: Some(server.url()),
        families: None,
        family: None,
        date: Some("2030-05-01".to_owned()),
    };
    let download = |product: &str, version: &str| {
        let service = fetch::Service { base_url: server.url(), ..fetch::Service::default() };
        Ok(service.document(product, Some(version), &mut |_, _| ())?.text)
    };
    crate::update::update(copy.0.path(), &flags, download).map_err(|error| format!("{error:#}"))
}

#[test]
fn an_update_compares_imports_generates_and_adds_to_the_changelog_or_writes_nothing() {
    let copy = Copy::small();
    tree::write(&copy.path("CHANGELOG.md"), "# Changelog\n\n## Unreleased\n\n### Service metadata\n\n* Before.\n")
        .unwrap();
    copy.import_widgets(&["--family", "widgets"]).unwrap();
    copy.codegen(&[]).unwrap();
    let before = copy.files();
    let newer = WIDGETS.replace(
        "\"parameters\": []",
        "\"parameters\": [{\"name\": \"Id\", \"in\": \"query\", \"schema\": {\"type\": \"string\"}}]",
    );
    let newer = newer.replace("\"apis\": {", "\"apis\": {\"ListWidgets\": {\"methods\": [\"post\"]},");

    for unknown in ["widget", "widgets/"] {
        let error = update(&copy, unknown, &newer, false).unwrap_err();
        assert!(error.starts_with(&format!("unknown product `{unknown}`: each folder of specs/ is one")), "{error}");
        assert!(error.ends_with("; did you mean widgets?") && copy.files() == before, "{error}");
    }
    let report = update_widgets(&copy, &newer, true).unwrap();
    assert!(report.contains("minor: 1 operation-added") && report.contains("  GetWidget.request.Id\n"), "{report}");
    assert!(report.ends_with("nothing was written\n") && copy.files() == before, "{report}");
    let broken = newer.replace("\"in\": \"query\"", "\"in\": \"cookie\"");
    let refused = update_widgets(&copy, &broken, false).unwrap_err();
    assert!(refused.contains("error[unknown-location]") && copy.files() == before, "{refused}");
    let cut = update_widgets(&copy, &newer[..40], false).unwrap_err();
    assert!(cut.contains("the response is not JSON") && copy.files() == before, "{cut}");

    let report = update_widgets(&copy, &newer, false).unwrap();
    assert!(report.contains("\ngenerated-widgets: 2 operations"), "{report}");
    let docs = tree::read(&copy.path("generated-widgets/src/widgets/get_widget.rs")).unwrap();
    assert!(docs.contains("/// # Changes\n///\n/// * 2030-05-01: Parameter added: `request.Id`.\n"), "{docs}");
    let changelog = tree::read(&copy.path("CHANGELOG.md")).unwrap();
    assert!(
        changelog.contains(
            "## Unreleased\n\n### Service metadata\n\n* Widgets, from the published metadata of Widgets 2024-01-01:\n"
        ),
        "{changelog}"
    );
    assert!(changelog.ends_with("* Before.\n"), "{changelog}");
    let after = copy.files();
    let again = update_widgets(&copy, &newer, false).unwrap();
    assert!(again.contains("\nnothing changes\ngenerated-widgets: 2 operations, "), "{again}");
    assert!(again.contains("; 0 files written, 0 deleted\n") && copy.files() == after, "{again}");

    // Interrupted before the specs were written, then before the crate was.
    before.iter().for_each(|(path, text)| tree::write(&copy.path(path), text).unwrap());
    fs::remove_file(copy.path("specs/widgets/widgets/ListWidgets.yaml")).unwrap();
    for _ in 0..2 {
        update_widgets(&copy, &newer, false).unwrap();
        assert_eq!(copy.files(), after);
        assert_eq!(tree::read(&copy.path("CHANGELOG.md")).unwrap(), changelog);
        fs::remove_file(copy.path("generated-widgets/src/widgets/list_widgets.rs")).unwrap();
    }
}

#[test]
fn a_change_has_a_date_whatever_is_given_as_one() {
    let copy = Copy::small();
    copy.import_widgets(&["--family", "widgets"]).unwrap();
    let update = |date: &str| {
        let flags = crate::flags::Update {
            product: "widgets".to_owned(),
            dry_run: true,
            base_url: None,
            families: None,
            family: None,
            date: Some(date.to_owned()),
        };
        crate::update::update(copy.0.path(), &flags, |_, _| Ok(WIDGETS.to_owned())).map_err(|error| error.to_string())
    };
    update("2030-05-01").unwrap();
    for date in ["", "today", "2030-13-01", "2030-05-01T10:00", "1 May 2030"] {
        assert_eq!(update(date).unwrap_err(), format!("`{date}`: no date as YYYY-MM-DD"));
    }
}

#[test]
fn a_new_operation_without_siblings_gets_the_family_of_its_directory() {
    let copy = Copy::small();
    tree::write(&copy.path("CHANGELOG.md"), "# Changelog\n\n## Unreleased\n\n### Service metadata\n\n").unwrap();
    copy.import_widgets(&["--family", "widgets"]).unwrap();
    let newer = WIDGETS.replace("\"apis\": {", "\"apis\": {\"PingThing\": {\"methods\": [\"post\"]},");
    let directories = "\"directories\": [{\"title\": \"Health\", \"children\": [\"PingThing\"]}],";
    let newer = newer.replacen('{', &format!("{{{directories}"), 1);
    let report = update_widgets(&copy, &newer, false).unwrap();
    let line = "PingThing has no siblings: its family is `health` unless --families says another\n";
    assert!(report.contains(line), "{report}");
    assert!(copy.path("specs/widgets/health/PingThing.yaml").exists());
}

/// The operations that ICE had in the middle of 2024, a line each.
const ICE_2024: &str = include_str!("ice_2024.txt");

/// A tree as JSON.
fn json(node: &Node) -> Value {
    match &node.value {
        Tree::Null => Value::Null,
        Tree::Scalar { text, quoted: true } => text.as_str().into(),
        Tree::Scalar { text, quoted: false } => serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()),
        Tree::List(elements) => elements.iter().map(json).collect(),
        Tree::Map(entries) => entries.iter().map(|entry| (entry.key.clone(), json(&entry.node))).collect(),
    }
}

#[test]
fn an_update_of_ice_from_2024_finds_every_operation_that_is_new() {
    let copy = Copy::new();
    let specs = tree::read_specs(copy.0.path(), "specs/ice").unwrap();
    let parsed = |path: &str| json(&Node::parse(path, &specs[path]).unwrap());
    let product = parsed("product.yaml");
    let operation = |path: &String| Some((path.split_once('/')?.1.strip_suffix(".yaml")?.to_owned(), parsed(path)));
    let apis: serde_json::Map<_, _> = specs.keys().filter_map(operation).collect();
    let published = serde_json::json!({
        "info": product["info"], "components": product["components"], "endpoints": product["endpoints"], "apis": apis,
    });
    let known: Vec<&str> = ICE_2024.lines().collect();
    let is_new =
        |path: &str| path.split_once('/').is_some_and(|(_, file)| !known.contains(&file.trim_end_matches(".yaml")));
    // The overlay and the names know what is new.
    for path in specs.keys().filter(|path| is_new(path) || ["overlay.yaml", "names.lock"].contains(&path.as_str())) {
        fs::remove_file(copy.path(&format!("specs/ice/{path}"))).unwrap();
    }
    let before = copy.files();
    let report = update(&copy, "ice", &published.to_string(), true).unwrap();
    let new = apis.len() - known.len();
    assert!(new > 200 && report.contains(&format!("\nminor: {new} operation-added: ")), "{report}");
    assert!(report.contains("  CreateMediaLiveChannel: ") && report.contains("\nsemver: minor\n"), "{report}");
    assert!(copy.files() == before);
}

#[test]
fn messages_for_programs_are_one_json_object_a_line() {
    let copy = Copy::new();
    let spec = "specs/ice/voice/GetCustomizedVoiceJob.yaml";
    copy.edit(spec, |text| text.replace("in: query", "in: querry").replace("title: ", "titel: "));
    let messages = copy.codegen(&["--message-format", "json"]).unwrap_err();
    let messages: Vec<serde_json::Value> = messages.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |code: &str| messages.iter().find(|message| message["code"]["code"] == code).unwrap();
    let location = of("unknown-location");
    assert_eq!(location["level"], "error");
    assert_eq!(location["path"], "GetCustomizedVoiceJob.request.JobId");
    let text = tree::read(&copy.path(spec)).unwrap();
    let span = &location["spans"][0];
    let [start, end] = ["byte_start", "byte_end"].map(|key| usize::try_from(span[key].as_u64().unwrap()).unwrap());
    assert_eq!((span["file_name"].as_str(), &text[start..end]), (Some(spec), "querry"));
    let line = text[..start].matches('\n').count() + 1;
    assert_eq!(
        (&span["line_start"], &span["line_end"], &span["column_start"]),
        (&line.into(), &line.into(), &9.into())
    );
    assert_eq!(
        span["text"][0],
        serde_json::json!({"text": "    in: querry", "highlight_start": 9, "highlight_end": 15})
    );
    assert_eq!(location["fix"]["section"], "corrections");
    assert!(location["fix"]["entry"].as_str().unwrap().contains("set: {in: query}"), "{location:#}");
    assert!(location["rendered"].as_str().unwrap().starts_with("error[unknown-location]"), "{location:#}");
    assert_eq!(of("unknown-key")["level"], "warning");
    for (command, arguments) in
        [("import", &["--message-format", "jsno", "a.json"][..]), ("lint", &["--message-format", "jsno"])]
    {
        assert_eq!(copy.run(command, arguments).unwrap_err(), "unknown message format `jsno`: human or json");
    }
}
