//! The hazards that published names are known to hold, each with what becomes of it.

use super::*;

fn words() -> Words {
    Words::new(&["IProduction".to_owned()])
}

/// Field names of an object with these wire names.
fn field_names(wires: &[&str]) -> Vec<String> {
    let field = |wire: &&str| Field {
        wire: (*wire).to_owned(),
        ident: String::new(),
        docs: String::new(),
        bounds: Vec::new(),
        meanings: Vec::new(),
        limits: crate::model::Limits::default(),
        example: None,
        ty: crate::model::Type::Text,
        required: false,
        boxed: false,
        deprecated: false,
        sensitive: false,
    };
    let mut list: Vec<Field> = wires.iter().map(field).collect();
    fields(&mut list, &words());
    list.into_iter().map(|field| field.ident).collect()
}

/// Variant names of an enum with these values.
fn variant_names(values: &[&str]) -> Vec<String> {
    let variant = |value: &&str| Variant { wire: (*value).to_owned(), ident: String::new(), docs: String::new() };
    let mut list: Vec<Variant> = values.iter().map(variant).collect();
    variants(&mut list, &words());
    list.into_iter().map(|variant| variant.ident).collect()
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
fn siblings_of_one_name_are_numbered() {
    assert_eq!(
        field_names(&["Key", "key", "HealthCheckURL", "HealthCheckUrl", "Type", "type"]),
        ["key", "key_2", "health_check_url", "health_check_url_2", "r#type", "type_2"]
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
    assert_eq!(variant_names(&["SDR", "SDR+"]), ["Sdr", "SdrPlus"]);
    assert_eq!(variant_names(&["1", "-1", "+1"]), ["_1", "Minus1", "Plus1"]);
    assert_eq!(variant_names(&["8Core64GB", "2K", "4k"]), ["_8Core64GB", "_2K", "_4k"]);
    assert_eq!(
        variant_names(&["IdempotentWrite", "IDEMPOTENT_WRITE", "active", "Active"]),
        ["IdempotentWrite", "IdempotentWrite2", "Active", "Active2"]
    );
    assert_eq!(variant_names(&["CreationTime:Desc", "a.b", "a-b"]), ["CreationTimeDesc", "AB", "AB2"]);
    assert_eq!(variant_names(&[">", "=", "名"]), ["Value", "Value2", "Value3"]);
}

#[test]
fn values_take_no_name_that_is_needed() {
    assert_eq!(
        variant_names(&["Self", "self", "Unknown", "UnknownValue", "Other"]),
        ["Self_", "Self_2", "Unknown", "UnknownValue2", "Other"]
    );
}

#[test]
fn a_taken_name_is_tried_with_its_owner_before_it_is_numbered() {
    let mut taken = owned(&RESERVED_TYPES);
    let mut next = |names: &[&str]| free(&mut taken, names.iter().map(|&name| name.to_owned()));
    assert_eq!(next(&["Data", "ItemData"]), "Data");
    assert_eq!(next(&["Data", "ItemData"]), "ItemData");
    assert_eq!(next(&["Data", "ItemData"]), "ItemData2");
    assert_eq!(next(&["Option"]), "Option2");
    assert_eq!(next(&["BTreeMap"]), "BTreeMap2");
}

#[test]
fn a_type_leaves_room_for_the_struct_of_its_required_fields() {
    let mut taken = owned(&["JobRequired"]);
    assert_eq!(free_with(&mut taken, ["Job".to_owned()], &["", "Required"]), "Job2");
    assert!(taken.contains("Job2Required"));
}

#[test]
fn no_module_takes_the_file_of_its_folder() {
    let mut folder = Folder::default();
    assert_eq!(folder.module(words().snake("Mod")), "mod_2");
    assert_eq!(folder.module(words().snake("Type")), "r#type");
}
