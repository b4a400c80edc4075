//! Links between Markdown files, and the table of contents of the guide.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::{files, read, root};

/// Links of a page, and the anchors of its headings.
#[derive(Debug, Default, PartialEq)]
struct Page {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

impl Page {
    fn parse(text: &str) -> Self {
        let (mut page, mut heading) = (Self::default(), None::<String>);
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.into_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let anchor = anchor(&heading.take().unwrap_or_default());
                    let numbered = (1..).map(|number| format!("{anchor}-{number}"));
                    let free = std::iter::once(anchor.clone()).chain(numbered).find(|it| !page.anchors.contains(it));
                    page.anchors.extend(free);
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        page
    }
}

/// The anchor that GitHub and mdBook make of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|char| char.is_alphanumeric() || [' ', '-', '_'].contains(char));
    kept.map(|char| if char == ' ' { '-' } else { char.to_ascii_lowercase() }).collect()
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(normal.pop()),
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}

/// What is wrong with the links of a page.
fn problems(path: &Path) -> Vec<String> {
    let page = Page::parse(&read(path));
    // Pages of the guide are also read as a book, which has no other file.
    let guide = root().join("guide/src");
    let book = path.starts_with(&guide).then_some(guide);
    let mut problems = Vec::new();
    for link in page.links.iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:")) {
        let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
        let target = if target.is_empty() { path.to_owned() } else { normal(&path.with_file_name("").join(target)) };
        let mut report = |problem: &str| problems.push(format!("{}: {link}: {problem}", path.display()));
        if !target.exists() {
            report("there is no such file");
        } else if book.as_ref().is_some_and(|book| !target.starts_with(book)) {
            report("is outside of the book");
        } else if !anchor.is_empty() && !Page::parse(&read(&target)).anchors.contains(anchor) {
            report("there is no such heading");
        }
    }
    problems
}

#[test]
fn every_relative_link_leads_to_a_file_and_every_anchor_to_a_heading() {
    let pages = files(root(), "md");
    assert!(pages.iter().any(|page| page.ends_with("README.md")), "{pages:?}");
    let problems: Vec<_> = pages.iter().flat_map(|page| problems(page)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn headings_and_links_are_read_as_they_are_rendered() {
    let page = Page::parse(
        "# `None` in lists, e.g. *here*\n\n[a](b.md#c) ![d](e.png)\n\n```\n[no](link)\n```\n\n## Twice\n\n## Twice\n",
    );
    assert_eq!(page.links, ["b.md#c", "e.png"]);
    let anchors = ["none-in-lists-eg-here", "twice", "twice-1"];
    assert_eq!(page.anchors.iter().map(String::as_str).collect::<Vec<_>>(), anchors);
}

#[test]
fn every_page_of_the_guide_is_in_its_contents_and_its_examples_are_compiled() {
    let contents = Page::parse(&read(&root().join("guide/src/SUMMARY.md"))).links;
    let compiled = read(&root().join("tests/src/guide.rs"));
    for page in files(&root().join("guide/src"), "md") {
        let name = page.file_name().unwrap().to_str().unwrap();
        if name != "SUMMARY.md" {
            assert!(contents.iter().any(|link| link == name), "{name} is not in SUMMARY.md");
            assert!(compiled.contains(&format!("{name:?};")), "{name} is not in tests/src/guide.rs");
        }
    }
}
