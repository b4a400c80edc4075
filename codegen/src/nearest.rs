//! What somebody may have meant.

/// At most three names that differ little from the given one, the nearest first.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = name.to_lowercase();
    let mut near: Vec<_> = known
        .map(|known| (distance(&wanted, &known.to_lowercase()), known))
        .filter(|(distance, _)| *distance <= wanted.chars().count() / 3 + 1)
        .collect();
    near.sort_unstable();
    near.truncate(3);
    near.into_iter().map(|(_, known)| known).collect()
}

/// The known word that a word most likely is a slip of: a few edits away, few against its length, or the same letters
/// in another order. In short words, two edits make any word of any other.
pub(crate) fn slip<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const MOST_EDITS: usize = 2;
    let wanted = word.to_lowercase();
    let near = known.filter_map(|known| {
        let candidate = known.to_lowercase();
        let edits = distance(&wanted, &candidate);
        let few = edits <= MOST_EDITS && 2 * edits < candidate.chars().count();
        (few || letters(&wanted) == letters(&candidate)).then_some((edits, known))
    });
    near.min().map(|(_, known)| known)
}

fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// How many characters must be inserted, deleted or replaced (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (line, from) in left.chars().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(right.chars()) {
            let replaced = diagonal + usize::from(from != to);
            diagonal = *cell;
            before = replaced.min(before + 1).min(*cell + 1);
            *cell = before;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        let cases =
            [("", "", 0), ("a", "", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("abc", "abc", 0), ("ab", "ba", 2)];
        for (left, right, expected) in cases {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }

    #[test]
    fn the_nearest_names_come_first_and_far_ones_not_at_all() {
        let known = ["GetCustomizedVoiceJob", "GetCustomizedVoice", "ListMediaBasicInfos"];
        assert_eq!(nearest("getCustomisedVoice", known.into_iter()), ["GetCustomizedVoice", "GetCustomizedVoiceJob"]);
        assert!(nearest("Zzz", known.into_iter()).is_empty());
    }

    #[test]
    fn a_slip_is_a_word_with_a_few_edits() {
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
            assert_eq!(slip(word, known.into_iter()), expected, "{word}");
        }
    }
}
