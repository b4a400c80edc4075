//! The name of one element of a list. Only a plural that has one possible singular loses its ending: `Voices` hold a
//! `Voice`, but `Aliases`, `Movies` or `Axes` hold what they say, because a rule would as often be wrong as right.

/// The ending of a plural and that of its singular. The first that fits counts; none: the word is kept.
const ENDINGS: [(&str, Option<&str>); 48] = [
    // The same in both, or no plural.
    ("series", None),
    ("species", None),
    ("news", None),
    ("lens", None),
    ("means", None),
    ("always", None),
    ("alories", None),
    ("ss", None),
    ("us", None),
    ("is", None),
    ("as", None),
    // `Metrics` has a singular, `Analytics` has none.
    ("tics", None),
    ("sics", None),
    ("hics", None),
    // Words in -y.
    ("cies", Some("cy")),
    ("gies", Some("gy")),
    ("lies", Some("ly")),
    ("nies", Some("ny")),
    ("phies", Some("phy")),
    ("ries", Some("ry")),
    ("ties", Some("ty")),
    ("xies", Some("xy")),
    ("ies", None),
    // Words that end in a hissing sound take -es, and words in -se take -s.
    ("sses", Some("ss")),
    ("statuses", Some("status")),
    ("nses", Some("nse")),
    ("auses", Some("ause")),
    ("tabases", Some("tabase")),
    ("cases", Some("case")),
    ("phases", Some("phase")),
    ("eases", Some("ease")),
    ("ses", None),
    ("boxes", Some("box")),
    ("fixes", Some("fix")),
    ("xes", None),
    ("zes", None),
    ("caches", Some("cache")),
    ("aches", None),
    ("ches", Some("ch")),
    ("shes", Some("sh")),
    // `Heroes` and `Shoes`, `Archives` and `Shelves`, `Indices` and `Devices`.
    ("oes", None),
    ("ves", None),
    ("ndices", None),
    ("rtices", None),
    ("trices", None),
    ("es", Some("e")),
    ("chaos", None),
    ("s", Some("")),
];

/// What an element of a list of this name is called: `VoiceList` and `Voices` hold a `Voice`.
pub(crate) fn singular(list: &str) -> String {
    let stem = list.strip_suffix("List").filter(|stem| !stem.is_empty());
    if let Some(stem) = stem {
        return stem.to_owned();
    }
    let lower = list.to_ascii_lowercase();
    let word = &lower[list.rfind(|character: char| character.is_ascii_uppercase()).unwrap_or(0)..];
    // `SMS` and `DNS` end in a capital; `Sms` and `Dns` are known by having no vowel, and `Os` by its length.
    let is_word = list.ends_with('s') && word.len() > 2 && word.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let plural_acronym = list.ends_with('s') && word.len() == 2;
    if !(is_word || plural_acronym && list.len() > 2) {
        return list.to_owned();
    }
    let fitting = ENDINGS.iter().find(|(ending, _)| lower.ends_with(ending));
    let Some((ending, Some(singular))) = fitting else {
        return list.to_owned();
    };
    // What both endings begin with stays as it is spelt.
    let same = ending.bytes().zip(singular.bytes()).take_while(|(one, other)| one == other).count();
    format!("{}{}", &list[..list.len() - ending.len() + same], &singular[same..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plural_with_one_singular_is_dropped() {
        for (list, element) in [
            ("VoiceList", "Voice"),
            ("List", "List"),
            ("Voices", "Voice"),
            ("Entries", "Entry"),
            ("Categories", "Category"),
            ("Policies", "Policy"),
            ("Boxes", "Box"),
            ("Prefixes", "Prefix"),
            ("Statuses", "Status"),
            ("Caches", "Cache"),
            ("Searches", "Search"),
            ("Batches", "Batch"),
            ("Addresses", "Address"),
            ("Dishes", "Dish"),
            ("Clauses", "Clause"),
            ("Licenses", "License"),
            ("Databases", "Database"),
            ("Services", "Service"),
            ("Employees", "Employee"),
            ("Videos", "Video"),
            ("Keys", "Key"),
            ("Metrics", "Metric"),
            ("InputURLs", "InputURL"),
            ("IDs", "ID"),
            ("Ids", "Id"),
            ("Urls", "Url"),
        ] {
            assert_eq!(singular(list), element);
        }
        for kept in [
            "Series",
            "MediaSeries",
            "Species",
            "Status",
            "Analysis",
            "Bus",
            "Canvas",
            "News",
            "Lens",
            "Aliases",
            "Analyses",
            "Movies",
            "Cookies",
            "Axes",
            "Shelves",
            "Knives",
            "Archives",
            "Heroes",
            "Indices",
            "Headaches",
            "Quizzes",
            "Analytics",
            "DNS",
            "Dns",
            "Sms",
            "Https",
            "Os",
            "Data",
            // The sign of kelvin, which is shorter in lower case.
            "\u{212a}\u{212a}As",
            "s",
            "",
        ] {
            assert_eq!(singular(kept), kept);
        }
    }
}
