//! A crate whose build script generates its code, as the guide shows it.

use std::fs;
use std::path::Path;
use std::process::Command;

const DOCUMENT: &str = r#"{"version": "1.0", "info": {"style": "RPC", "product": "Shop", "version": "2020-01-02"},
    "directories": [], "components": {"schemas": {}}, "endpoints": [{"regionId": "cn-shanghai", "endpoint": "shop.aliyuncs.com"}],
    "apis": {"GetItem": {"methods": ["post"], "security": [{"AK": []}], "parameters": [
        {"name": "ItemId", "in": "query", "schema": {"type": "string", "required": true}}],
        "responses": {"200": {"schema": {"type": "object", "properties": {"Price": {"type": "integer"}}}}}},
        "GetOldItem": {"deprecated": true, "methods": ["post"], "security": [{"AK": []}], "parameters": [],
        "responses": {"200": {"schema": {"type": "object", "properties": {}}}}}}}"#;

/// How many shared schemas may hold one another, each in a box.
const SCHEMAS: usize = 19;

/// The document, with types that are as deep as they may be: a response holds lists in one another, and in them that many shared
/// schemas. One of the schemas would be any value otherwise, and one list more would leave out the operation.
fn document() -> String {
    let reference = |index: usize| format!(r##"{{"$ref": "#/components/schemas/S{index:02}"}}"##);
    let schemas = (0..SCHEMAS).map(|index| {
        let [next, first] = [(index + 1) % SCHEMAS, 0].map(reference);
        format!(r#""S{index:02}": {{"type": "object", "properties": {{"Next": {next}, "First": {first}}}}}"#)
    });
    let schemas = schemas.collect::<Vec<_>>().join(", ");
    let lists = (0..7).fold(reference(0), |inner, _| format!(r#"{{"type": "array", "items": {inner}}}"#));
    DOCUMENT
        .replace(r#""schemas": {}"#, &format!(r#""schemas": {{{schemas}}}"#))
        .replace(r#""Price": "#, &format!(r#""Deep": {lists}, "Price": "#))
}

/// The code block of the guide that begins with this line.
fn shown(first: &str) -> String {
    let page = include_str!("../../guide/src/another-product.md");
    let lines = page.lines().skip_while(|line| *line != first).skip(1);
    lines.take_while(|line| !line.starts_with("```")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_build_script_makes_a_crate_without_network_and_rustfmt() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build_script");
    drop(fs::remove_dir_all(folder.join("src")));
    fs::create_dir_all(folder.join("src")).unwrap();
    let write = |path: &str, text: &str| fs::write(folder.join(path), text).unwrap();
    write("api-docs.json", &document());
    write("build.rs", &shown("// build.rs"));
    write("src/lib.rs", &shown("// src/lib.rs"));
    let deepest = format!("shop::types::S{:02}::default()", SCHEMAS - 1);
    let request = "shop::shop::GetItem::new(\"1\")";
    write("src/main.rs", &format!("fn main() {{ let _ = {deepest}; println!(\"{{:?}}\", {request}); }}\n"));
    let dependency = |folder: &str| format!("{{ path = {:?} }}", root.join(folder).to_str().unwrap());
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nalibabacloud-runtime = {{ path = {:?}, default-features = false }}\n\n[build-dependencies]\ncodegen = {}\n\n[workspace]\n\n[profile.dev]\ndebug = false\n",
            root.join("runtime").to_str().unwrap(),
            dependency("codegen"),
        ),
    );
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("RUSTFMT", "/nowhere")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("GetItem"), "{output:?}");
}
