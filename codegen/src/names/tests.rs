//! The hazards that published names are known to hold, each with what becomes of it.

use super::*;
use crate::model::{About, Home, TypeDef};

fn words() -> Words {
    Words::new(&["IProduction".to_owned()])
}

/// Field names of an object with these wire names.
fn field_names(wires: &[&str]) -> Vec<String> {
    let mut contenders: Vec<Contender> = wires.iter().map(|wire| field_name(wire, &words())).collect();
    tell_apart(&mut contenders, &[], Style::Snake)
}

/// Variant names of an enum with these values.
fn variant_names(values: &[&str]) -> Vec<String> {
    let mut contenders: Vec<Contender> =
        values.iter().map(|value| Contender::new(value, words().variant(value), Style::Camel)).collect();
    tell_apart(&mut contenders, &RESERVED_VARIANTS, Style::Camel)
}

/// Asserts names, in whatever order the contenders come.
fn assert_names(names: fn(&[&str]) -> Vec<String>, pairs: &[(&str, &str)]) {
    let (mut wires, mut idents): (Vec<&str>, Vec<&str>) = pairs.iter().copied().unzip();
    for _ in 0..2 {
        assert_eq!(names(&wires), idents, "{wires:?}");
        wires.reverse();
        idents.reverse();
    }
}

fn assert_snake(pairs: &[(&str, &str)]) {
    for (wire, ident) in pairs {
        assert_eq!(words().snake(wire), *ident, "{wire}");
    }
}

#[test]
fn keywords_are_raw_where_they_may_be() {
    assert_snake(&[
        ("Type", "r#type"),
        ("Loop", "r#loop"),
        ("Match", "r#match"),
        ("In", "r#in"),
        ("Where", "r#where"),
        ("ref", "r#ref"),
        ("Do", "r#do"),
        ("Async", "r#async"),
        ("gen", "r#gen"),
        ("self", "self_"),
        ("Super", "super_"),
        ("Crate", "crate_"),
    ]);
}

#[test]
fn a_word_that_is_no_name_may_be_part_of_one() {
    let joined = |parts: &[&str]| joined(&parts.iter().map(|part| words().type_name(part)).collect::<Vec<_>>());
    assert_eq!(joined(&["self"]), "Self_");
    assert_eq!(joined(&["self", "self"]), "SelfSelf");
    assert_eq!(joined(&["Flow", "self", "Id"]), "FlowSelfId");
}

#[test]
fn signs_become_underscores() {
    assert_snake(&[
        ("Tag.3.key", "tag_3_key"),
        ("Region.en", "region_en"),
        ("x-acs-airticket-language", "x_acs_airticket_language"),
        ("Content-Type", "content_type"),
        ("x-oss-meta-*", "x_oss_meta"),
        ("x‑oss‑tagging‑count", "x_oss_tagging_count"),
        ("__context", "context"),
        ("Codec_name", "codec_name"),
    ]);
}

#[test]
fn digits_do_not_come_first() {
    assert_snake(&[("5xxPv", "_5xx_pv"), ("499Pv", "_499pv"), ("1", "field_1"), ("_1", "field_1")]);
}

#[test]
fn a_name_without_letters_gets_one() {
    assert_snake(&[("_", "field"), ("*", "field"), ("", "field"), ("名", "field"), ("名前Id", "id")]);
}

#[test]
fn acronyms_stay_together() {
    assert_snake(&[
        ("DNADB", "dnadb"),
        ("AIAgent", "ai_agent"),
        ("M3u8", "m3u8"),
        ("ASRJob", "asr_job"),
        ("MediaURL", "media_url"),
        ("SHA256", "sha256"),
        ("InputURLs", "input_urls"),
        ("InstanceIDs", "instance_ids"),
        ("IDsOfAll", "ids_of_all"),
        ("IPv6Address", "ipv6_address"),
        ("VSwitchId", "vswitch_id"),
        ("AvatarChat3D", "avatar_chat3d"),
        ("BufferSizeGiB", "buffer_size_gib"),
        ("pageSIze", "page_size"),
        ("IProductionJob", "iproduction_job"),
        ("Last3Days", "last3_days"),
        ("Model3DUrl", "model3d_url"),
        ("IoTDevices", "iot_devices"),
    ]);
}

#[test]
fn siblings_of_one_name_are_told_apart_by_their_case_or_else_numbered() {
    assert_names(
        field_names,
        &[
            ("Key", "key"),
            ("key", "key_lower"),
            ("KEY", "key_upper"),
            ("id", "id_lower"),
            ("ID", "id_upper"),
            ("Type", "r#type"),
            ("type", "type_lower"),
            ("HealthCheckURL", "health_check_url"),
            ("HealthCheckUrl", "health_check_url_2"),
            ("a-b", "a_b"),
            ("a.b", "a_b_2"),
            ("only", "only"),
        ],
    );
}

#[test]
fn a_setter_hides_no_method_that_generated_code_calls() {
    assert_eq!(
        field_names(&["New", "Clone", "Default", "Slot", "View", ""]),
        ["new_", "clone_", "default_", "slot_", "view_", "body"]
    );
}

#[test]
fn types_keep_the_spelling_that_is_documented() {
    for (wire, ident) in [
        ("CreateDNADB", "CreateDNADB"),
        ("GetAIAgent", "GetAIAgent"),
        ("createInstance", "CreateInstance"),
        ("3DModel", "_3dModel"),
        ("ListenerConfig.1", "ListenerConfig1"),
        ("VoiceList[]", "Voice"),
        ("Entries[]", "Entry"),
        ("Status[]", "Status"),
        ("Boxes[]", "Box"),
        ("Statuses[]", "Status"),
        ("Series[]", "Series"),
        ("MediaSeries[]", "MediaSeries"),
        ("Species[]", "Species"),
        ("Caches[]", "Cache"),
        ("Searches[]", "Search"),
        ("Batches[]", "Batch"),
        ("Addresses[]", "Address"),
        ("Dishes[]", "Dish"),
        ("Pages[]", "Page"),
        ("Analysis[]", "Analysis"),
        ("Bus[]", "Bus"),
        ("Clauses[]", "Clause"),
        ("List[]", "List"),
        ("名[]", "Value"),
        ("", "Value"),
    ] {
        assert_eq!(words().type_name(wire), ident, "{wire}");
    }
}

#[test]
fn values_are_told_apart() {
    assert_names(variant_names, &[("SDR", "Sdr"), ("SDR+", "SdrPlus")]);
    assert_names(variant_names, &[("1", "_1"), ("-1", "Minus1"), ("+1", "Plus1")]);
    assert_names(variant_names, &[("8Core64GB", "_8Core64GB"), ("2K", "_2K"), ("4k", "_4k")]);
    assert_names(
        variant_names,
        &[
            ("IdempotentWrite", "IdempotentWrite"),
            ("IDEMPOTENT_WRITE", "IdempotentWriteUpper"),
            ("active", "ActiveLower"),
            ("Active", "Active"),
        ],
    );
    assert_names(variant_names, &[("CreationTime:Desc", "CreationTimeDesc"), ("a-b", "AB"), ("a.b", "AB2")]);
    assert_names(variant_names, &[("=", "Value"), (">", "Value2"), ("名", "Value3")]);
}

#[test]
fn values_take_no_name_that_is_needed() {
    assert_names(
        variant_names,
        &[
            ("Self", "Self_"),
            ("self", "SelfLower"),
            ("Unknown", "Unknown"),
            ("UnknownValue", "UnknownValue2"),
            ("Other", "Other"),
        ],
    );
}

/// The names of types at these paths within one module.
fn type_names(paths: &[&str]) -> Vec<String> {
    let definition = |path: &&str| TypeDef {
        wire: format!("GetJob.response.{path}"),
        names: ["Output"].into_iter().chain(path.split('.')).map(str::to_owned).collect(),
        field: String::new(),
        home: Home::Output,
        docs: String::new(),
        about: About::Itself,
        kind: TypeKind::Enum(Vec::new()),
    };
    let service = Service { types: paths.iter().map(definition).collect(), ..Service::default() };
    let ids: Vec<TypeId> = (0..paths.len()).map(TypeId).collect();
    let (words, lock, diagnostics) = (words(), &mut Lock::default(), &mut Diagnostics::default());
    let mut naming = Naming { service: &service, words, lock, diagnostics, names: Names::default() };
    naming.types("jobs::get_job::output", &[], &ids);
    ids.into_iter().map(|id| naming.names[id].ident.clone()).collect()
}

#[test]
fn a_type_gets_the_shortest_end_of_its_path_that_no_other_has() {
    assert_names(
        type_names,
        &[("Data", "Data"), ("Data.Job", "Job"), ("Data.Job.Status", "JobStatus"), ("Data.Task.Status", "TaskStatus")],
    );
    // What is whole is not taken for what it might be short for.
    assert_names(type_names, &[("Status", "Status"), ("Data.Status", "DataStatus")]);
    assert_names(type_names, &[("Jobs[]", "Job"), ("Data.Jobs[]", "DataJob")]);
    assert_names(type_names, &[("Voice", "Voice"), ("VoiceList[]", "VoiceList"), ("Voices[]", "Voices")]);
    assert_names(type_names, &[("Tags{}", "Tag"), ("Tags{}.Values[][]", "Value")]);
    assert_names(type_names, &[("A.BC", "BC"), ("AB.C", "C"), ("ABC", "ABC")]);
    assert_names(type_names, &[("Option", "OutputOption"), ("Data.Vec", "DataVec")]);
    assert_names(type_names, &[("A.B", "AB"), ("A.b", "AB2"), ("a.b", "AB3")]);
}

#[test]
fn a_type_leaves_room_for_the_struct_of_its_required_fields() {
    let contender = |name: &str, suffix| Contender { suffix, ..Contender::new(name, name.to_owned(), Style::Camel) };
    let mut contenders = [contender("Job", Some(REQUIRED)), contender("JobRequired", None)];
    assert_eq!(tell_apart(&mut contenders, &[], Style::Camel), ["Job", "JobRequired2"]);
}

#[test]
fn what_is_named_after_a_word_that_was_none_is_spelt_like_a_type() {
    assert_eq!(followed_by("Self_", REQUIRED), "SelfRequired");
    assert_eq!(followed_by("_3dModel", REQUIRED), "_3dModelRequired");
}

#[test]
fn a_name_is_not_longer_than_that_of_a_file_may_be() {
    let (one, other) = ("a".repeat(300), format!("{}b", "a".repeat(300)));
    let names = field_names(&[&one, &other]);
    assert!(names.iter().all(|name| name.len() < 220), "{names:?}");
    assert_ne!(names[0], names[1]);
}

#[test]
fn no_module_takes_the_file_of_its_folder_or_a_device() {
    let mut contenders =
        ["Mod", "Type", "Aux", "Com1"].map(|wire| Contender::new(wire, words().snake(wire), Style::Snake));
    assert_eq!(
        tell_apart(&mut contenders, &reserved_modules(&[]), Style::Snake),
        ["mod_2", "r#type", "aux_2", "com1_2"]
    );
}
