//! Telling names apart. Who comes first does not matter: a name that several could have is given to none of them, unless
//! it is the whole name of one.

use std::collections::{BTreeMap, BTreeSet};

/// The most characters of a name, before a number or a word is appended: files and pages of the documentation are called
/// by it, and no file system takes more than 255.
const LONGEST: usize = 200;

/// Something that wants a name among its siblings.
#[derive(Debug)]
pub(super) struct Contender {
    /// What it is called in the metadata, which decides where nothing else does.
    pub(super) wire: String,
    /// The names that it may have, the best one first.
    pub(super) names: Vec<String>,
    /// Which of them is its whole name, that it may have though others could be called so for short.
    pub(super) whole: usize,
    /// Which of them is as good as its whole name, unless that is the whole name of another.
    pub(super) nearly_whole: Option<usize>,
    /// Which of them gets a number where none is free.
    pub(super) stem: usize,
    /// What is appended to its name to make the names that come with it.
    pub(super) suffix: Option<&'static str>,
    /// The name that it has had so far.
    pub(super) locked: Option<String>,
}

impl Contender {
    /// One that is called so, or the same with a word for its capitals: `key` beside `Key` is `key_lower`.
    pub(super) fn new(wire: &str, name: String, style: Style) -> Self {
        let letters = || wire.chars().filter(char::is_ascii_alphabetic);
        let word = if letters().next().is_some_and(|first| first.is_ascii_lowercase()) {
            Some(["_lower", "Lower", "_LOWER"])
        } else if letters().next().is_some() && letters().all(|letter| letter.is_ascii_uppercase()) {
            Some(["_upper", "Upper", "_UPPER"])
        } else {
            None
        };
        let with_case = word.map(|word| format!("{}{}", bare(&name), word[style as usize]));
        let names: Vec<String> = [name].into_iter().chain(with_case).collect();
        Self {
            wire: wire.to_owned(),
            whole: names.len() - 1,
            nearly_whole: None,
            stem: 0,
            names,
            suffix: None,
            locked: None,
        }
    }

    /// What is taken with one of its names.
    fn with(&self, name: &str) -> Vec<String> {
        [name.to_owned()].into_iter().chain(self.suffix.map(|suffix| followed_by(name, suffix))).collect()
    }
}

/// How a name is written, which is how a number or a word is appended to it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Style {
    /// `key_2`
    Snake,
    /// `Key2`
    Camel,
    /// `KEY_2`
    Shouty,
}

/// Gives each contender the first of its names that no other one could have; where there is none, one with a
/// number. What is `reserved` or locked is taken.
pub(super) fn tell_apart(contenders: &mut [Contender], reserved: &[&str], style: Style) -> Vec<String> {
    for name in contenders.iter_mut().flat_map(|contender| &mut contender.names) {
        // Identifiers are ASCII.
        name.truncate(LONGEST);
    }
    let contenders = &*contenders;
    let mut taken: BTreeSet<String> = reserved.iter().map(|&name| name.to_owned()).collect();
    let (mut wanted, mut whole, mut nearly) = (Count::default(), Count::default(), Count::default());
    for contender in contenders {
        wanted.add(contender.names.iter().flat_map(|name| contender.with(name)));
        whole.add(contender.with(&contender.names[contender.whole]));
        nearly.add(contender.nearly_whole.iter().flat_map(|&index| contender.with(&contender.names[index])));
        taken.extend(contender.locked.iter().flat_map(|name| contender.with(name)));
    }
    let choose = |contender: &Contender| {
        let mut names = contender.names.iter().enumerate();
        let own = |index: usize, name: &String| {
            wanted.of(name) == 1
                || (index == contender.whole && whole.of(name) == 1)
                || (Some(index) == contender.nearly_whole && whole.of(name) == 0 && nearly.of(name) == 1)
        };
        let free = |&(index, name): &(usize, &String)| {
            contender.with(name).iter().all(|name| own(index, name) && !taken.contains(name))
        };
        names.find(free).map(|(_, name)| name.clone())
    };
    let mut chosen: Vec<Option<String>> =
        contenders.iter().map(|contender| contender.locked.clone().or_else(|| choose(contender))).collect();
    for (contender, name) in contenders.iter().zip(&chosen) {
        taken.extend(name.iter().flat_map(|name| contender.with(name)));
    }
    let mut left: Vec<usize> = (0..contenders.len()).filter(|&index| chosen[index].is_none()).collect();
    left.sort_by_key(|&index| &contenders[index].wire);
    for index in left {
        let contender = &contenders[index];
        let name = numbered(&contender.names[contender.stem], style)
            .find(|name| contender.with(name).iter().all(|name| !taken.contains(name)));
        taken.extend(name.iter().flat_map(|name| contender.with(name)));
        chosen[index] = name;
    }
    chosen.into_iter().map(Option::unwrap_or_default).collect()
}

/// A name made of another one: `Self_` and `Output` are `SelfOutput`.
pub(super) fn followed_by(name: &str, suffix: &str) -> String {
    format!("{}{suffix}", bare(name))
}

/// The name of a path. A word that is no name by itself may be part of one: `Self_` and `Self_` are `SelfSelf`.
pub(super) fn joined(parts: &[String]) -> String {
    match parts {
        [only] => only.clone(),
        _ => parts.iter().map(|part| bare(part)).collect(),
    }
}

/// How many contenders could have a name.
#[derive(Default)]
struct Count(BTreeMap<String, usize>);

impl Count {
    /// Counts each of a contender's names once.
    fn add(&mut self, names: impl IntoIterator<Item = String>) {
        for name in names.into_iter().collect::<BTreeSet<_>>() {
            *self.0.entry(name).or_insert(0) += 1;
        }
    }

    fn of(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or(0)
    }
}

/// A name, and the same with a number from 2 on.
fn numbered(name: &str, style: Style) -> impl Iterator<Item = String> {
    let separator = if matches!(style, Style::Camel) { "" } else { "_" };
    let stem = bare(name);
    [name.to_owned()].into_iter().chain((2..).map(move |number: u64| format!("{stem}{separator}{number}")))
}

/// A name without what made a word that is none an identifier.
fn bare(name: &str) -> &str {
    name.trim_start_matches("r#").trim_end_matches('_')
}
