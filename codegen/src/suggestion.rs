//! The known names that a person may have meant.

use strsim::osa_distance;

/// No name is longer. The distance of two takes the product of their lengths, and a broken document may hold anything.
const LONGEST: usize = 256;

/// At most three names that differ little from the given one, the nearest first.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = name.to_lowercase();
    let most = wanted.chars().count() / 3 + 1;
    let near = known.filter_map(|known| Some((edits(&wanted, &known.to_lowercase())?, known)));
    let mut near: Vec<_> = near.filter(|(edits, _)| *edits <= most).collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, known)| known).collect()
}

/// The same as text for a message; none where no name is near.
pub(crate) fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let near = nearest(name, known);
    (!near.is_empty()).then(|| format!("`{}`", near.join("` or `")))
}

/// The known word that a word most likely is a typo of: at most two edits away, and few against its length. In short
/// words, two edits make any word of any other.
pub(crate) fn typo<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const MOST_EDITS: usize = 2;
    let wanted = word.to_lowercase();
    let near = known.filter_map(|known| {
        let candidate = known.to_lowercase();
        let edits = edits(&wanted, &candidate)?;
        (edits <= MOST_EDITS && 2 * edits < candidate.chars().count()).then_some((edits, known))
    });
    near.min().map(|(_, known)| known)
}

/// How many edits two names are apart; none where one is too long to be a name.
fn edits(one: &str, other: &str) -> Option<usize> {
    (one.len().max(other.len()) <= LONGEST).then(|| osa_distance(one, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_come_first_and_far_ones_not_at_all() {
        let known = ["GetCustomizedVoiceJob", "GetCustomizedVoice", "ListMediaBasicInfos"];
        assert_eq!(nearest("getCustomisedVoice", known.into_iter()), ["GetCustomizedVoice", "GetCustomizedVoiceJob"]);
        assert!(nearest("Zzz", known.into_iter()).is_empty());
        let long = "x".repeat(1_000_000);
        assert!(nearest(&long, [long.as_str()].into_iter()).is_empty());
    }

    #[test]
    fn a_typo_is_a_few_edits_away() {
        let known = ["in", "type", "byte", "title", "summary", "example"];
        let cases = [
            ("sumary", Some("summary")),
            ("exmaple", Some("example")),
            ("Type", Some("type")),
            ("tpye", Some("type")),
            ("titel", Some("title")),
            ("id", None),
            ("date", None),
            ("visibility", None),
        ];
        for (word, expected) in cases {
            assert_eq!(typo(word, known.into_iter()), expected, "{word}");
        }
    }
}
