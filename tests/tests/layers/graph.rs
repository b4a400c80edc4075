//! Which file uses which, and the circles among them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::source::{Module, Segments, Source};

/// A path that ends here.
#[derive(Clone)]
enum Target {
    /// A module.
    Module(Module),
    /// An item that this module defines.
    Item(Module),
    /// Something of another crate, or nothing that is known.
    Elsewhere,
}

/// The files of a crate and what they use.
pub struct Graph {
    /// From each file to the files that it uses.
    pub uses: BTreeMap<String, BTreeSet<String>>,
    /// Paths that lead into other crates, such as `std::thread::spawn`, by file.
    pub foreign: BTreeMap<String, BTreeSet<Segments>>,
    /// Paths of the crate that lead nowhere, and names that a file has from the facade above it.
    pub complaints: BTreeSet<String>,
}

impl Graph {
    pub fn of(source: &Source) -> Self {
        let (mut uses, mut foreign) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeMap::<_, BTreeSet<_>>::new());
        let mut complaints = BTreeSet::new();
        for (module, contents) in source.0.iter().filter(|(_, contents)| !contents.is_facade) {
            let file = &contents.file;
            let (uses, foreign) = (uses.entry(file.clone()).or_default(), foreign.entry(file.clone()).or_default());
            for path in &contents.paths {
                let (target, facades) = source.resolve(module, path);
                let shown = path.join("::");
                for facade in facades.iter().filter(|facade| module.starts_with(facade) && path[0] != "$crate") {
                    let facade = &source.0[facade].file;
                    complaints
                        .insert(format!("{file}: `{shown}` is a re-export of {facade}, which is above this file"));
                }
                match target {
                    Target::Item(defining) => drop(uses.insert(source.0[&defining].file.clone())),
                    Target::Module(module) if source.0[&module].is_facade => {}
                    Target::Module(module) => drop(uses.insert(source.0[&module].file.clone())),
                    Target::Elsewhere if ["crate", "super", "self"].contains(&&*path[0]) => {
                        complaints.insert(format!("{file}: `{shown}` leads nowhere"));
                    }
                    Target::Elsewhere => drop(foreign.insert(source.expanded(module, path))),
                }
            }
            uses.remove(file);
        }
        Self { uses, foreign, complaints }
    }

    /// The shortest circle through this file, as a chain that begins and ends with it.
    fn circle(&self, file: &str) -> Option<Vec<String>> {
        let mut circles: Vec<_> = self.uses[file].iter().filter_map(|next| self.chain(next, file)).collect();
        circles.sort_by_key(Vec::len);
        let circle = circles.into_iter().next()?;
        Some([vec![file.to_owned()], circle].concat())
    }

    /// The shortest chain of uses between two files, both included.
    pub fn chain(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let mut before = BTreeMap::from([(from, from)]);
        let mut queue = VecDeque::from([from]);
        while let Some(file) = queue.pop_front() {
            if file == to {
                let mut chain = vec![file.to_owned()];
                let mut at = file;
                while at != from {
                    at = before[at];
                    chain.push(at.to_owned());
                }
                chain.reverse();
                return Some(chain);
            }
            for next in self.uses.get(file).into_iter().flatten() {
                if !before.contains_key(next.as_str()) {
                    before.insert(next, file);
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// A circle for each file that is in one, each circle once.
    pub fn circles(&self) -> BTreeSet<Vec<String>> {
        self.uses.keys().filter_map(|file| self.circle(file)).map(rotated).collect()
    }

    /// The same without some uses.
    pub fn without(&self, left_out: &[(&str, &str)]) -> Self {
        let mut uses = self.uses.clone();
        for (file, used) in left_out {
            uses.get_mut(*file).map(|uses| uses.remove(*used));
        }
        Self { uses, foreign: self.foreign.clone(), complaints: self.complaints.clone() }
    }

    /// The same between groups of files; a use within a group is none.
    pub fn between(&self, group: impl Fn(&str) -> String) -> Self {
        let mut uses = BTreeMap::<_, BTreeSet<_>>::new();
        for (file, used) in &self.uses {
            let of = group(file);
            let others = used.iter().map(|used| group(used)).filter(|used| *used != of).collect::<BTreeSet<_>>();
            uses.entry(of).or_default().extend(others);
        }
        Self::with(uses)
    }

    /// A graph of these uses alone.
    pub const fn with(uses: BTreeMap<String, BTreeSet<String>>) -> Self {
        Self { uses, foreign: BTreeMap::new(), complaints: BTreeSet::new() }
    }

    /// The uses that do not follow from others, where there is no circle.
    pub fn reduced(&self) -> BTreeSet<(String, String)> {
        let follows = |file: &str, used: &str| {
            let others = self.uses[file].iter().filter(|other| *other != used);
            others.into_iter().any(|other| self.chain(other, used).is_some())
        };
        let uses = self.uses.iter().flat_map(|(file, used)| used.iter().map(move |used| (file.clone(), used.clone())));
        uses.filter(|(file, used)| !follows(file, used)).collect()
    }

    /// Whether there is such a use, and it closes a circle.
    pub fn closes_circle(&self, file: &str, used: &str) -> bool {
        self.uses.get(file).is_some_and(|uses| uses.contains(used)) && self.chain(used, file).is_some()
    }
}

/// The same circle from its first file in alphabetical order.
fn rotated(mut circle: Vec<String>) -> Vec<String> {
    circle.pop();
    let first = circle.iter().enumerate().min_by_key(|(_, file)| (*file).clone()).map_or(0, |(index, _)| index);
    circle.rotate_left(first);
    circle.extend(circle.first().cloned());
    circle
}

impl Source {
    /// Where a path of this module ends, and the facades that it goes through.
    fn resolve(&self, module: &Module, path: &[String]) -> (Target, Vec<Module>) {
        let mut facades = Vec::new();
        let target = self.follow(module, path, &mut facades, 0);
        (target, facades)
    }

    fn follow(&self, module: &Module, path: &[String], facades: &mut Vec<Module>, depth: usize) -> Target {
        assert!(depth < 32, "{path:?} leads from one `use` to the next for ever");
        let Some((first, rest)) = path.split_first() else { return Target::Module(module.clone()) };
        let start = match first.as_str() {
            "crate" | "$crate" => Target::Module(Module::new()),
            "self" => Target::Module(module.clone()),
            "super" => Target::Module(module[..module.len().saturating_sub(1)].to_vec()),
            name => self.look_up(module, name, facades, depth),
        };
        rest.iter().fold(start, |target, segment| match target {
            Target::Module(module) if segment == "super" => Target::Module(module[..module.len() - 1].to_vec()),
            Target::Module(module) => self.look_up(&module, segment, facades, depth),
            // What follows an item is a variant or an associated item of it.
            item => item,
        })
    }

    fn look_up(&self, module: &Module, name: &str, facades: &mut Vec<Module>, depth: usize) -> Target {
        let contents = &self.0[module];
        if contents.children.contains(name) {
            return Target::Module([module.as_slice(), &[name.to_owned()]].concat());
        }
        if contents.definitions.contains(name) {
            return Target::Item(module.clone());
        }
        // `use quote::quote` begins with the name of a crate: an import does not lead through itself.
        if let Some(path) = contents.imports.get(name).filter(|path| path[0] != name) {
            if contents.is_facade {
                facades.push(module.clone());
            }
            return self.follow(module, path, facades, depth + 1);
        }
        let from_globs = contents.globs.iter().map(|glob| match self.follow(module, glob, facades, depth + 1) {
            Target::Module(module) => self.look_up(&module, name, facades, depth + 1),
            target => target,
        });
        from_globs.into_iter().find(|target| !matches!(target, Target::Elsewhere)).unwrap_or(Target::Elsewhere)
    }

    /// A path into another crate from the name of that crate on.
    fn expanded(&self, module: &Module, path: &Segments) -> Segments {
        match self.0[module].imports.get(&path[0]) {
            Some(import) if import.len() > 1 => [import.as_slice(), &path[1..]].concat(),
            _ => path.clone(),
        }
    }
}
