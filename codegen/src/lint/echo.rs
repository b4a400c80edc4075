//! Whether a sentence says no more than the name it explains.

use std::collections::BTreeSet;

use crate::names::Words;

/// Words that hold a sentence together and say nothing by themselves. Whatever narrows or adds stays out: `not`, `all`,
/// `only`, `how`, `where`, `can`, units, kinds.
const STOP_WORDS: [&str; 46] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "being", "by", "for", "from", "had", "has", "have", "id", "in",
    "into", "is", "it", "its", "itself", "of", "on", "or", "s", "that", "the", "their", "them", "there", "these",
    "they", "this", "those", "to", "was", "were", "what", "whether", "which", "who", "whom", "whose", "with", "your",
];

/// Other spellings of a word, most of them short forms in names.
const SPELLINGS: [(&str, &str); 22] = [
    ("addr", "address"),
    ("avg", "average"),
    ("conf", "configuration"),
    ("config", "configuration"),
    ("desc", "description"),
    ("dest", "destination"),
    ("dst", "destination"),
    ("identifier", "id"),
    ("img", "image"),
    ("info", "information"),
    ("lang", "language"),
    ("max", "maximum"),
    ("min", "minimum"),
    ("msg", "message"),
    ("num", "number"),
    ("param", "parameter"),
    ("pic", "picture"),
    ("pwd", "password"),
    ("seq", "sequence"),
    ("src", "source"),
    ("uri", "url"),
    ("when", "time"),
];

/// Endings of a verb's forms, so that `created`, `creating` and `creation` are `create`.
const ENDINGS: [&str; 3] = ["ing", "ion", "ed"];

/// Compares sentences with names.
pub(super) struct Echo {
    words: Words,
}

impl Echo {
    /// With a product's way to split names.
    pub(super) fn new(words: Words) -> Self {
        Self { words }
    }

    /// Whether a sentence has no word that the name has not.
    pub(super) fn repeats(&self, sentence: &str, name: &str) -> bool {
        let name: BTreeSet<String> = self.words.split(name).iter().map(|word| root(word)).collect();
        let words = self.words.split(sentence);
        words.iter().filter(|word| !is_stop_word(word)).all(|word| name.contains(&root(word)))
    }
}

fn is_stop_word(word: &str) -> bool {
    let stop = |word: &str| STOP_WORDS.contains(&word);
    stop(word) || stop(spelt_out(word)) || word.strip_suffix('s').is_some_and(|word| stop(spelt_out(word)))
}

/// The usual spelling of a word.
fn spelt_out(word: &str) -> &str {
    SPELLINGS.iter().find(|(other, _)| *other == word).map_or(word, |(_, usual)| usual)
}

/// What words of one stem have in common: `categories` and `category`, `boxes` and `box`, `file` and `files`. This is for
/// comparing alone, and need not be a word.
fn root(word: &str) -> String {
    let word = spelt_out(singular(word));
    let word = singular(word);
    let form = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.len() > 2));
    let stem = form.unwrap_or(word);
    let stem = stem.strip_suffix('e').filter(|stem| stem.len() > 1).unwrap_or(stem);
    match stem.strip_suffix('y') {
        Some(rest) if rest.len() > 1 => format!("{rest}i"),
        _ => stem.to_owned(),
    }
}

/// A word without the `s` of a plural; `status`, `address` and `basis` are none.
fn singular(word: &str) -> &str {
    let stem = word.strip_suffix('s').filter(|stem| stem.len() > 1);
    stem.filter(|stem| !stem.ends_with(['s', 'u', 'i'])).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeats(sentence: &str, name: &str) -> bool {
        Echo::new(Words::new(&[])).repeats(sentence, name)
    }

    #[test]
    fn a_sentence_out_of_the_words_of_the_name_repeats_it() {
        for (sentence, name) in [
            ("The voice name.", "VoiceName"),
            ("The name of the voice.", "VoiceName"),
            ("The ID of the job.", "JobId"),
            ("This is the identifier of that job.", "JobId"),
            ("`VoiceName`.", "VoiceName"),
            ("", "VoiceName"),
            ("Which it is.", "Type"),
        ] {
            assert!(repeats(sentence, name), "{name}: {sentence}");
        }
    }

    #[test]
    fn one_word_beyond_the_name_is_enough() {
        for (sentence, name) in [
            ("The name that users see.", "VoiceName"),
            ("The ID of the job that trains it.", "JobId"),
            ("The name of the voice, at most 32 characters.", "VoiceName"),
            ("Where the file is.", "File"),
            ("How many jobs there are.", "Jobs"),
            ("The size of the file in bytes.", "FileSize"),
            ("All jobs.", "Jobs"),
            ("Not a job.", "Job"),
            ("The job's state.", "Job"),
            ("The ID of the job.", "TaskId"),
        ] {
            assert!(!repeats(sentence, name), "{name}: {sentence}");
        }
    }

    #[test]
    fn names_are_split_at_capitals_digits_acronyms_and_signs() {
        for (sentence, name) in [
            ("The URL of the file.", "FileURL"),
            ("The url of the file.", "FileUrl"),
            ("The file URLs.", "FileURLs"),
            ("The OSS bucket.", "OSSBucket"),
            ("The IPv4 address.", "IPv4Address"),
            ("The 2nd line.", "Line2nd"),
            ("Track 1.", "Track1"),
            ("The average fps.", "Avg_fps"),
            ("The unit 1.", "Unit.1"),
        ] {
            assert!(repeats(sentence, name), "{name}: {sentence}");
        }
        assert!(!repeats("Track 2.", "Track1"));
    }

    #[test]
    fn endings_and_case_tell_nothing_new() {
        for (sentence, name) in [
            ("The voices.", "Voice"),
            ("The VOICE.", "Voices"),
            ("The boxes.", "Box"),
            ("A category.", "Categories"),
            ("The IDs of the jobs.", "JobIds"),
            ("The identifiers.", "Ids"),
            ("The creation time.", "CreateTime"),
            ("The time at which it was created.", "CreateTime"),
            ("When it was modified.", "ModifyTime"),
            ("The address.", "Addresses"),
            ("The statuses.", "Status"),
        ] {
            assert!(repeats(sentence, name), "{name}: {sentence}");
        }
        assert!(!repeats("The stats.", "Status"));
    }

    #[test]
    fn short_forms_spelt_out_tell_nothing_new() {
        for (sentence, name) in [
            ("The description of the voice.", "VoiceDesc"),
            ("The maximum number of jobs.", "MaxJobNum"),
            ("The parameters.", "Params"),
            ("The configuration.", "Config"),
            ("The job information.", "JobInfos"),
        ] {
            assert!(repeats(sentence, name), "{name}: {sentence}");
        }
    }

    #[test]
    fn a_line_that_spells_its_value_repeats_it() {
        assert!(repeats("Success.", "Success"));
        assert!(repeats("In progress.", "InProgress"));
        assert!(repeats("In progress.", "IN_PROGRESS"));
        assert!(!repeats("The job has succeeded.", "Success"));
    }

    #[test]
    fn the_lists_are_sorted_and_whole() {
        assert!(STOP_WORDS.is_sorted());
        assert!(SPELLINGS.is_sorted());
        let usual = |word: &str| SPELLINGS.iter().any(|(_, usual)| *usual == word);
        assert!(SPELLINGS.iter().all(|(other, _)| !usual(other)), "a spelling leads to another");
    }
}
