//! Every operation's response with every field of its spec: nothing is unknown, bent or lost.

use std::collections::BTreeSet;

use alibabacloud_runtime::model::Mode;

use crate::spec::SPECS;
use crate::synthetic::response;
use crate::table::OPERATIONS;
use crate::{fields, written};

#[test]
fn a_response_with_every_field_is_read_without_a_note_and_written_back_equal() {
    for entry in OPERATIONS {
        let made = response(&SPECS, entry.name);
        for mode in [Mode::Strict, Mode::Lenient] {
            let read = (entry.read_response)(made.to_string().as_bytes(), mode);
            let read = read.unwrap_or_else(|error| panic!("{}: {error}", entry.name));
            assert_eq!((&*read.drift, &*read.unknown), (&[][..], &[][..]), "{}", entry.name);
            assert_eq!(written(&*read.output), made, "{}", entry.name);
        }
    }
}

/// Otherwise a type could have a field that no response has, or the values above could skip one.
#[test]
fn the_fields_of_a_response_are_those_of_its_spec() {
    let mut count = 0;
    for entry in OPERATIONS {
        let (mut described, mut typed) = (BTreeSet::new(), BTreeSet::new());
        fields::of_schema(&SPECS, SPECS.response(entry.name), "", &mut Vec::new(), &mut described);
        let made = response(&SPECS, entry.name).to_string();
        let read = (entry.read_response)(made.as_bytes(), Mode::Strict).unwrap();
        fields::of_model(&*read.output, "", &mut typed);
        assert_eq!(typed, described, "{}", entry.name);
        count += described.len();
    }
    println!("{count} fields");
    assert!(count > 5_000, "only {count} fields");
}
