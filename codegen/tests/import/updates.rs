//! What an update takes from what is there: families of siblings, and the history of operations.

use std::collections::BTreeMap;

use codegen::import::{families_of_new, record};
use codegen::tree::Node;

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_new_operation_gets_the_family_of_its_directory_or_of_its_name() {
    let document = Node::parse(
        "test.json",
        r#"{"directories": [{"children": ["GetVoice", "TrainIt", {"children": ["GetFlow", "StopIt"]}]}],
            "apis": {"GetVoice": {}, "TrainIt": {}, "StopIt": {}, "DeleteFlowInputs": {}, "GetWeather": {}}}"#,
    );
    let known = map(&[("GetVoice", "voice"), ("GetFlow", "flow"), ("ListFlowInput", "input")]);
    let expected = map(&[("TrainIt", "voice"), ("StopIt", "flow"), ("DeleteFlowInputs", "input")]);
    assert_eq!(families_of_new(&document.unwrap(), &known), expected);
}

#[test]
fn the_newest_change_comes_first_and_other_files_stay_as_they_are() {
    let spec = "title: Get a voice\nchangeSet:\n  - date: \"2029-01-01\"\n    description: Older.\n";
    let mut files =
        map(&[("voice/GetVoice.yaml", spec), ("voice/ListVoices.yaml", "title: [\n"), ("product.yaml", "")]);
    record(&mut files, &map(&[("GetVoice", "Newer."), ("Gone", "Nothing.")]), "2030-01-01").unwrap();
    assert_eq!(
        files["voice/GetVoice.yaml"],
        "title: Get a voice\nchangeSet:\n  - date: \"2030-01-01\"\n    description: Newer.\n  - date: \"2029-01-01\"\n    \
         description: Older.\n"
    );
    assert_eq!(files["voice/ListVoices.yaml"], "title: [\n");
    assert!(record(&mut files, &map(&[("ListVoices", "Newer.")]), "2030-01-01").is_err());
}
