//! Search over names, titles and descriptions, which forgives typos.
//!
//! Words are compared, not letters in their order: each word of a query finds the words that it is, begins, or differs from
//! by a letter or two, and a word counts the more the fewer operations have it.

use std::collections::HashMap;

use strsim::osa_distance;

use crate::catalog::Catalog;

/// What is found is cut here.
pub(crate) const MOST: usize = 40;
/// Words of a query beyond these are ignored.
const MOST_WORDS: usize = 12;
/// Longer words have no typo that is worth the time.
const LONGEST_WORD: usize = 64;

/// The words of all operations.
#[derive(Debug)]
pub struct Index {
    /// A word, and the operations that have it, with its weight there.
    words: Vec<(String, Vec<(usize, f64)>)>,
    names: Vec<String>,
}

impl Index {
    /// The words of a catalog.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let mut words: HashMap<String, HashMap<usize, f64>> = HashMap::new();
        let mut names = Vec::new();
        for (index, operation) in catalog.operations().enumerate() {
            names.push(operation.name.to_owned());
            let texts = [(operation.name, 4.0), (operation.title(), 2.0), (operation.description(), 1.0)];
            let of_texts =
                texts.into_iter().flat_map(|(text, weight)| words_of(text).into_iter().map(move |it| (it, weight)));
            for (word, weight) in of_texts.chain([(operation.name.to_lowercase(), 8.0)]) {
                let known = words.entry(word).or_default().entry(index).or_insert(0.0);
                *known = known.max(weight);
            }
        }
        let count = names.len() as f64;
        let weighed = words.into_iter().map(|(word, found)| {
            let rarity = (1.0 + count / found.len() as f64).ln();
            (word, found.into_iter().map(|(index, weight)| (index, weight * rarity)).collect())
        });
        Self { words: weighed.collect(), names }
    }

    /// The names of the operations that fit a query, the best first. A query without words finds nothing.
    #[must_use]
    pub fn find(&self, query: &str) -> Vec<&str> {
        let mut wanted = words_of(query);
        wanted.truncate(MOST_WORDS);
        let mut scores: Vec<(f64, usize)> = self.names.iter().map(|_| (0.0, 0)).collect();
        let whole = query.split_whitespace().collect::<String>().to_lowercase();
        let whole = (wanted.len() > 1 && whole.len() <= LONGEST_WORD).then_some(whole);
        for word in wanted.iter().chain(&whole) {
            // Of several words that a word finds in an operation, the best one counts.
            let mut best: HashMap<usize, f64> = HashMap::new();
            for (known, found) in &self.words {
                let likeness = likeness(word, known);
                if likeness > 0.0 {
                    for (index, weight) in found {
                        let score = best.entry(*index).or_insert(0.0);
                        *score = score.max(likeness * weight);
                    }
                }
            }
            for (index, score) in best {
                if let Some(total) = scores.get_mut(index) {
                    *total = (total.0 + score, total.1 + 1);
                }
            }
        }
        // An operation that has all words comes before those that have some.
        let total = |(score, words): (f64, usize)| score * words as f64;
        let mut found: Vec<_> = self.names.iter().zip(scores).filter(|(_, score)| score.1 > 0).collect();
        found.sort_by(|(a, a_score), (b, b_score)| total(*b_score).total_cmp(&total(*a_score)).then(a.cmp(b)));
        found.into_iter().take(MOST).map(|(name, _)| name.as_str()).collect()
    }
}

/// How well a word of a query fits a known one: 1 for the same word, 0 for another.
fn likeness(wanted: &str, known: &str) -> f64 {
    if wanted == known {
        return 1.0;
    }
    let (wanted_length, known_length) = (wanted.chars().count(), known.chars().count());
    if wanted_length >= 2 && known.starts_with(wanted) {
        return 0.6 + 0.3 * wanted_length as f64 / known_length as f64;
    }
    let typos = match wanted_length {
        0..4 => return 0.0,
        4..8 => 1,
        8..20 => 2,
        _ => 3,
    };
    if wanted_length.abs_diff(known_length) > typos || wanted_length > LONGEST_WORD {
        return 0.0;
    }
    match osa_distance(wanted, known) {
        distance if distance <= typos => 0.7 - 0.15 * distance as f64,
        _ => 0.0,
    }
}

/// The words of a text in lower case; `GetVoiceJob` has three.
fn words_of(text: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let signs: Vec<char> = text.chars().collect();
    for (index, sign) in signs.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|it| signs.get(it));
        let after = signs.get(index + 1);
        // Also before the last capital of an abbreviation: `AIAgent`.
        let begins = sign.is_uppercase()
            && (before.is_some_and(|it| it.is_lowercase() || it.is_numeric())
                || (before.is_some_and(|it| it.is_uppercase()) && after.is_some_and(|it| it.is_lowercase())));
        if begins || !sign.is_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        if sign.is_alphanumeric() {
            word.extend(sign.to_lowercase());
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(words_of("GetCustomizedVoiceJob"), ["get", "customized", "voice", "job"]);
        assert_eq!(words_of("ListAIAgents, by page."), ["list", "ai", "agents", "by", "page"]);
    }

    #[test]
    fn typos_are_forgiven_in_long_words_only() {
        assert!(likeness("custmoized", "customized") > 0.0);
        assert!(likeness("voise", "voice") > 0.0);
        assert_eq!(likeness("get", "set"), 0.0);
        assert!(likeness("voice", "voice") > likeness("voic", "voice"));
    }
}
