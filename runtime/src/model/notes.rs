//! What a decoding notices: misfits and unknown keys, counted by their place and bounded in number.

use std::fmt;

use super::json_path::Path;

/// A place where a response did not fit its published type, and how often.
///
/// Indices of lists are left out of the path, so that a misfit of every entry is one note. There are at most 64 notes; where
/// there were other misfits, the last note counts them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DriftNote {
    /// Where, for example `Data.Items[].Size`; empty for the whole document.
    pub path: String,
    /// What the metadata says is there, for example `an integer`.
    pub expected: &'static str,
    /// What was there the first time, for example `text "12"`; of a sensitive field only its kind, for example `text`.
    pub found: String,
    /// How often, at least 1.
    pub count: usize,
    /// Whether what was there is missing from the output; otherwise it was bent until it fitted.
    pub left_out: bool,
}

impl DriftNote {
    /// A note on the whole document, which is there in spite of it.
    pub(crate) fn on_document(expected: &'static str, found: &str, count: usize) -> Self {
        Self { path: String::new(), expected, found: found.to_owned(), count, left_out: false }
    }

    /// How many entries of the list at this path (`Data.Items`) are missing from the output.
    #[must_use]
    pub fn entries_left_out(notes: &[Self], list: &str) -> usize {
        let of_list = |note: &&Self| note.left_out && note.path.strip_suffix("[]") == Some(list);
        notes.iter().filter(of_list).map(|note| note.count).sum()
    }

    /// Whether the list at this path, or an object on the way to it, is missing from the output as a whole. What comes in
    /// place of a list is read as its only element; where it is none, it may have been a wrapper of many.
    pub(crate) fn is_left_out(notes: &[Self], list: &str) -> bool {
        let above = |path: &str| list.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let is_in_place = |note: &Self| note.expected == A_LIST && note.found != WITHIN_TEXT;
        let is_one = notes.iter().any(|note| note.path == list && is_in_place(note));
        is_one && Self::entries_left_out(notes, list) > 0
            || notes.iter().any(|note| note.left_out && !note.path.is_empty() && above(&note.path))
    }

    /// Whether two notes count as one. On the whole document there are notes of several kinds.
    fn is_like(&self, other: &Self) -> bool {
        let is_of_kind = !self.path.is_empty() || self.found == other.found;
        self.path == other.path && self.expected == other.expected && self.left_out == other.left_out && is_of_kind
    }

    /// Adds the notes on another response of the same operation. Notes of one kind are counted together, and those for which
    /// there is no room in the last note.
    pub(crate) fn add_all(notes: &mut Vec<Self>, others: &[Self]) {
        for other in others {
            let room = if other.left_out { MOST - 1 } else { MOST_BENT };
            let last = notes.iter().position(Self::is_rest).unwrap_or(notes.len());
            if let Some(note) = notes.iter_mut().find(|note| note.is_like(other)) {
                note.count += other.count;
            } else if last < room && !other.is_rest() {
                notes.insert(last, other.clone());
            } else if let Some(rest) = notes.get_mut(last) {
                rest.count += other.count;
                rest.left_out |= other.left_out;
            } else {
                notes.push(Self::rest(other.count, other.left_out));
            }
        }
    }

    /// The note on all misfits without a note of their own.
    fn rest(count: usize, left_out: bool) -> Self {
        let note = Self::on_document("no other misfits", "some without a note of their own", count);
        Self { left_out, ..note }
    }

    fn is_rest(&self) -> bool {
        self.is_like(&Self::rest(1, self.left_out))
    }
}

impl fmt::Display for DriftNote {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => formatter.write_str("the document")?,
            path => write!(formatter, "`{path}`")?,
        }
        write!(formatter, ": expected {}, found {}", self.expected, self.found)?;
        match self.count {
            1 => Ok(()),
            count => write!(formatter, " (the first of {count})"),
        }
    }
}

/// What is expected where a list is documented.
pub(super) const A_LIST: &str = "a list";
/// What is found where an object or a list comes as JSON within text.
pub(super) const WITHIN_TEXT: &str = "its JSON within text";

/// The most notes, and the most unknown keys, that are kept.
const MOST: usize = 64;
/// The most notes on what was bent. The rest is for what is missing from the output, which matters more.
const MOST_BENT: usize = 48;
/// What stands for further unknown keys.
const MORE: &str = "…";

/// The notes of a decoding so far.
#[derive(Default)]
pub(super) struct Notes {
    drift: Vec<DriftNote>,
    unknown: Vec<String>,
    /// Misfits without a note of their own, and whether one of them was left out.
    others: (usize, bool),
    /// The path at hand, kept for its capacity.
    path: String,
}

impl Notes {
    /// Counts a misfit. What was found is written only for the first of its kind.
    pub(super) fn add(&mut self, path: &Path<'_>, expected: &'static str, found: &dyn fmt::Display, left_out: bool) {
        path.collapse_into(&mut self.path);
        let alike =
            |note: &&mut DriftNote| note.path == self.path && note.left_out == left_out && note.expected == expected;
        if let Some(note) = self.drift.iter_mut().find(alike) {
            note.count += 1;
        } else if self.drift.len() < if left_out { MOST - 1 } else { MOST_BENT } {
            let (path, found) = (self.path.clone(), found.to_string());
            self.drift.push(DriftNote { path, expected, found, count: 1, left_out });
        } else {
            self.others = (self.others.0 + 1, self.others.1 || left_out);
        }
    }

    /// Lists an unknown key.
    pub(super) fn add_unknown(&mut self, path: &Path<'_>) {
        path.collapse_into(&mut self.path);
        if self.unknown.len() == MOST || self.unknown.contains(&self.path) {
            return;
        }
        let is_last = self.unknown.len() == MOST - 1;
        self.unknown.push(if is_last { MORE.to_owned() } else { self.path.clone() });
    }

    /// The notes and the unknown keys.
    pub(super) fn finish(mut self) -> (Vec<DriftNote>, Vec<String>) {
        if let (count @ 1.., left_out) = self.others {
            self.drift.push(DriftNote::rest(count, left_out));
        }
        (self.drift, self.unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_a_list_that_were_left_out_are_counted() {
        let mut notes = Notes::default();
        let (data, items) = (Path::ROOT.key("Data"), "Items");
        let items = data.key(items);
        for index in 0..1000 {
            let entry = items.index(index);
            notes.add(&entry, "an object", &"text", index % 2 == 0);
            notes.add(&entry.key("Size"), "an integer", &"text", true);
        }
        let (drift, _) = notes.finish();
        assert_eq!(drift.len(), 3);
        assert_eq!(DriftNote::entries_left_out(&drift, "Data.Items"), 500);
        assert_eq!(DriftNote::entries_left_out(&drift, "Items"), 0);
        assert_eq!(drift[1].to_string(), "`Data.Items[].Size`: expected an integer, found text (the first of 1000)");
    }

    #[test]
    fn however_much_is_odd_there_are_64_notes() {
        let mut notes = Notes::default();
        for index in 0..1000 {
            let name = format!("Name{index}");
            notes.add(&Path::ROOT.key(&name), "text", &"null", false);
            notes.add_unknown(&Path::ROOT.key(&name));
        }
        for index in 0..1000 {
            notes.add(&Path::ROOT.key(&format!("Lost{index}")), "text", &"null", true);
        }
        let (drift, unknown) = notes.finish();
        assert_eq!((drift.len(), unknown.len()), (64, 64));
        assert_eq!(drift.iter().map(|note| note.count).sum::<usize>(), 2000);
        assert_eq!((drift[48].path.as_str(), unknown[63].as_str()), ("Lost0", "…"));
    }

    #[test]
    fn notes_on_many_responses_lose_nothing_that_is_left_out() {
        let note =
            |name: String, left_out| DriftNote { path: name, left_out, ..DriftNote::on_document("text", "null", 1) };
        let mut all = Vec::new();
        for page in 0..10 {
            let bent = (0..20).map(|index| note(format!("Page{page}Name{index}"), false));
            DriftNote::add_all(&mut all, &bent.chain([note("Items[]".to_owned(), true)]).collect::<Vec<_>>());
        }
        let lost = (0..100).map(|index| note(format!("Lost{index}"), true));
        DriftNote::add_all(&mut all, &lost.collect::<Vec<_>>());
        assert_eq!((all.len(), DriftNote::entries_left_out(&all, "Items")), (64, 10));
        assert_eq!(all.iter().map(|note| note.count).sum::<usize>(), 10 * 21 + 100);
        assert!(all[63].is_rest() && all[63].left_out);
    }
}
