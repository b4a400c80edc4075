//! Prose as Markdown: rustdoc shows it as it is written. Nothing in it becomes a tag, a broken link, a heading or a test.

use std::borrow::Cow;

/// Prose as lines of Markdown. Code, lists, tables, `**strong**` words and links to an address stay as they are; whatever else
/// Markdown takes for more than a character is escaped. Bare addresses and numbers of pages become links.
pub(super) fn lines(prose: &str) -> Vec<String> {
    // The backticks that the code at hand has around it.
    let mut fence = None;
    // Where the text of a list item starts, as long as the item goes on.
    let mut item = None;
    let mut after_blank = true;
    let prose = prose.trim().replace("\r\n", "\n").replace('\r', "\n");
    let lines = prose.lines().map(|line| {
        let line = visible(line);
        let (ticks, info) = ticks(line.trim_start());
        if let Some(open) = fence {
            if ticks < open || !info.trim().is_empty() {
                return line;
            }
            fence = None;
            return "`".repeat(open);
        }
        if ticks >= 3 && !info.contains('`') {
            (fence, item) = (Some(ticks), None);
            return format!("{}{}", "`".repeat(ticks), language(info.trim()));
        }
        let (mut before, mut text) = split(&line);
        // Of numbers, only the first starts a list within a paragraph.
        if !after_blank && is_later(&before) && item.is_none_or(|column| indent(&before) >= column) {
            (before, text) = (before[..indent(&before)].to_owned(), line.trim_start());
        }
        let starts_item = !before.trim().is_empty();
        // After a blank line, only what is indented still belongs to it.
        let belongs = text.is_empty() || !after_blank || !before.is_empty();
        after_blank = text.is_empty();
        item = starts_item.then_some(before.len()).or(item.filter(|_| belongs));
        match item {
            _ if text.is_empty() => String::new(),
            Some(column) if !starts_item => format!("{:column$}{}", "", escape(text)),
            _ => format!("{before}{}", escape(text)),
        }
    });
    let mut lines: Vec<String> = lines.collect();
    lines.extend(fence.map(|open| "`".repeat(open)));
    lines
}

/// How many backticks a text starts with, and what follows them.
fn ticks(text: &str) -> (usize, &str) {
    let rest = text.trim_start_matches('`');
    (text.len() - rest.len(), rest)
}

/// The language of code that is no test: rustdoc takes code without one, and with a word of its own, for Rust.
fn language(info: &str) -> &str {
    let plain = !info.is_empty() && info.chars().all(|character| character.is_ascii_alphabetic());
    if plain && !["custom", "ignore", "rust"].contains(&info) { info } else { "text" }
}

/// What a line starts with, indentation and markers of list items, and its text. Four spaces before either would make the
/// text code, and a test.
fn split(line: &str) -> (String, &str) {
    let mut text = line.trim_start_matches(' ');
    let mut before = " ".repeat(indent(line).min(3));
    // `- 1. a` starts two.
    while let Some(length) = marker(text) {
        before.push_str(&text[..=length]);
        text = text[length..].trim_start_matches(' ');
    }
    (before, text)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether the first marker that a line starts with is a number other than one.
fn is_later(before: &str) -> bool {
    let marker = before.trim_start();
    marker.starts_with(|first: char| first.is_ascii_digit()) && !marker.starts_with("1.") && !marker.starts_with("1)")
}

/// The length of the marker of a list item that the text starts with.
fn marker(text: &str) -> Option<usize> {
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let after = if digits == 0 { text.strip_prefix(['-', '*', '+']) } else { text[digits..].strip_prefix(['.', ')']) };
    let after = after.filter(|after| after.starts_with(' ') && !is_rule(text))?;
    Some(text.len() - after.len())
}

/// Whether a line has one mark alone, which makes it a line across the page, or the line above a heading.
fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|character| !character.is_whitespace());
    marks.next().is_some_and(|mark| "*-_=".contains(mark) && marks.all(|next| next == mark))
}

/// A cell of a table, on one line.
pub(super) fn cell(prose: &str) -> String {
    lines(prose).join(" ").replace('|', "\\|")
}

/// A text as code in a cell of a table.
pub(super) fn code_cell(code: &str) -> String {
    let code = visible(code);
    // Code without a character would be none.
    if code.is_empty() { "(empty)".to_owned() } else { format!("`{}`", code.replace('`', "'").replace('|', "\\|")) }
}

/// A text as code within a line, which may have backticks and line breaks of its own.
pub(super) fn code_span(text: &str) -> String {
    let text = text.replace(char::is_whitespace, " ").replace(is_hidden, "");
    let runs = text.split(|character| character != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default() + 1);
    let apart = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{apart}{text}{apart}{fence}")
}

/// Without the characters that no comment can hold.
fn visible(line: &str) -> String {
    let mut line = line.trim_end().replace('\t', " ");
    line.retain(|character| !is_hidden(character));
    line
}

/// A line of documentation that may hold anything, such as a sample response: the characters that no comment can hold are
/// escaped.
pub(super) fn shown(line: &str) -> Cow<'_, str> {
    if !line.contains(is_hidden) {
        return Cow::Borrowed(line);
    }
    let shown = line.chars().map(|character| match character {
        '\t' => "    ".to_owned(),
        hidden if is_hidden(hidden) => format!("\\u{:04x}", u32::from(hidden)),
        character => character.to_string(),
    });
    Cow::Owned(shown.collect())
}

/// Whether rustc refuses a character in a comment (a carriage return, or one that turns the direction of text), or
/// nobody sees it there.
fn is_hidden(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut rest = line;
    loop {
        // Most of a line means nothing to Markdown.
        let plain = rest.bytes().position(|byte| b"[]<>`~*_\\&#=-h".contains(&byte)).unwrap_or(rest.len());
        escaped.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let Some(first) = rest.chars().next() else { return escaped };
        let whole = code(rest).or_else(|| link(rest));
        let length = if let Some(length) = whole {
            escaped.push_str(&rest[..length]);
            length
        } else if let Some(length) = address(rest) {
            escaped.push_str(&format!("<{}>", &rest[..length]));
            length
        } else if let Some((page, length)) = page(rest) {
            escaped.push_str(&page);
            length
        } else if let Some((words, is_sure)) = strong(&line[..line.len() - rest.len()], rest) {
            let marks = if is_sure { "**" } else { "\\*\\*" };
            escaped.push_str(&format!("{marks}{}{marks}", escape(words)));
            words.len() + 4
        } else {
            if is_markup(&line[..line.len() - rest.len()], first, &rest[first.len_utf8()..]) {
                escaped.push('\\');
            }
            escaped.push(first);
            first.len_utf8()
        };
        rest = &rest[length..];
    }
}

/// Whether Markdown takes a character for more than itself, between what is before and after it on its line.
fn is_markup(before: &str, character: char, after: &str) -> bool {
    let first = before.trim_start().is_empty();
    let apart = before.chars().next_back().is_none_or(char::is_whitespace)
        && after.chars().next().is_none_or(char::is_whitespace);
    match character {
        '[' | ']' | '<' | '>' | '`' | '~' => true,
        '*' | '-' | '_' | '=' if first && is_rule(&format!("{character}{after}")) => true,
        // A marker of a list stands apart, and so does a sign of multiplication.
        '*' => !apart,
        // Within a word it is one of its characters.
        '_' if before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric) => false,
        '_' => !apart,
        '\\' => after.is_empty() || after.starts_with(|next: char| next.is_ascii_punctuation()),
        '&' => after
            .find(';')
            .is_some_and(|end| after[..end].trim_start_matches('#').chars().all(|next| next.is_ascii_alphanumeric())),
        '#' => first && after.trim_start_matches('#').chars().next().is_none_or(char::is_whitespace),
        _ => false,
    }
}

/// The length of a code span that the text starts with.
fn code(text: &str) -> Option<usize> {
    let (ticks, _) = ticks(text);
    if ticks == 0 {
        return None;
    }
    let fence = &text[..ticks];
    let length = text[ticks..].find(fence)? + 2 * ticks;
    // A longer run of backticks does not close it.
    (!text[length..].starts_with('`')).then_some(length)
}

/// The length of a `[text](https://…)` that the text starts with.
fn link(text: &str) -> Option<usize> {
    let (label, target) = text.strip_prefix('[')?.split_once("](")?;
    let length = address(target)?;
    let plain = is_label(label) && target[length..].starts_with(')');
    plain.then_some(1 + label.len() + 2 + length + 1)
}

/// The link of a `[text](~~ID~~)` that the text starts with, a page of the published documentation, and its length there.
fn page(text: &str) -> Option<(String, usize)> {
    let (label, target) = text.strip_prefix('[')?.split_once("](~~")?;
    let (id, _) = target.split_once("~~)")?;
    // An address in it would be a link in a link.
    let plain = is_label(label) && !label.contains("://");
    let plain = plain && !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_digit());
    let link = || format!("[{}](https://help.aliyun.com/document_detail/{id}.html)", escape(label));
    plain.then(|| (link(), 1 + label.len() + 4 + id.len() + 3))
}

fn is_label(text: &str) -> bool {
    !text.contains(['[', ']', '<', '>', '`'])
}

/// The words of a `**strong**` that the text after `before` starts with, and whether Markdown is sure to take them for that.
fn strong<'a>(before: &str, text: &'a str) -> Option<(&'a str, bool)> {
    let (words, after) = text.strip_prefix("**")?.split_once("**")?;
    let ends = words.ends_with(char::is_alphanumeric)
        || !words.ends_with(char::is_whitespace) && !after.starts_with(char::is_alphanumeric);
    let apart = !before.ends_with('*') && !after.starts_with('*');
    // Code that begins in them may hold the marks behind them.
    let whole = words.matches('`').count() % 2 == 0;
    whole.then_some((words, apart && ends && words.starts_with(char::is_alphanumeric)))
}

/// The length of an address that the text starts with.
fn address(text: &str) -> Option<usize> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    if !host.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return None;
    }
    let end = text.find(|character: char| !character.is_ascii_graphic() || "<>\"`()[]{}|\\^".contains(character));
    let address = &text[..end.unwrap_or(text.len())];
    Some(address.trim_end_matches(['.', ',', ';', ':', '\'', '*', '!', '?']).len())
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

    use super::*;

    #[test]
    fn what_rustdoc_would_take_for_something_else_is_escaped() {
        for (prose, markdown) in [
            ("a [b] <c> d", "a \\[b\\] \\<c\\> d"),
            ("`Vec<T>` and ``a`b``", "`Vec<T>` and ``a`b``"),
            ("an `open <span>", "an \\`open \\<span\\>"),
            ("see https://x.invalid/a.", "see <https://x.invalid/a>."),
            ("(https://x.invalid/a)", "(<https://x.invalid/a>)"),
            ("[a](https://x.invalid/b)", "[a](https://x.invalid/b)"),
            ("[a](b)", "\\[a\\](b)"),
            ("见[a_b*](~~12~~)。", "见[a_b\\*](https://help.aliyun.com/document_detail/12.html)。"),
            ("[a](~~b~~)", "\\[a\\](\\~\\~b\\~\\~)"),
            ("**是**（x）", "**是**（x）"),
            ("a**b <c>** d", "a**b \\<c\\>** d"),
            ("**a（b）**c**d**e", "\\*\\*a（b）\\*\\*c**d**e"),
            ("**a `b** c` d**", "\\*\\*a `b** c` d\\*\\*"),
            ("** a ** ***b*** **c", "\\*\\* a \\*\\* \\*\\*\\*b\\*\\*\\* \\*\\*c"),
            ("~~123~~", "\\~\\~123\\~\\~"),
            ("1920*1080 or 1280*720", "1920\\*1080 or 1280\\*720"),
            ("a * b", "a * b"),
            ("_a_ b_c", "\\_a\\_ b_c"),
            ("a &lt; b & c", "a \\&lt; b & c"),
            ("# a", "\\# a"),
            ("#a", "#a"),
            ("---", "\\---"),
            ("\u{202e}a\u{0}b", "ab"),
            ("https://", "https://"),
            ("https://é", "https://é"),
        ] {
            assert_eq!(lines(prose), [markdown], "{prose}");
        }
        assert_eq!(lines("a\r\nb\rc\nd"), ["a", "b", "c", "d"]);
    }

    #[test]
    fn code_is_no_test() {
        assert_eq!(lines("a\n```\n<b>\n```"), ["a", "```text", "<b>", "```"]);
        assert_eq!(lines("a\n\n    let b;"), ["a", "", "   let b;"]);
        assert_eq!(lines("```json\n{"), ["```json", "{", "```"]);
        // Words that rustdoc knows make it a test, and so does a fence of another length.
        for info in ["rust", "no_run", "should_panic", "ignore", "edition2021", "E0308", "rust,json"] {
            assert_eq!(lines(&format!("```{info}\nlet b;\n```")), ["```text", "let b;", "```"], "{info}");
        }
        assert_eq!(lines("````\n```\nb\n````\nc"), ["````text", "```", "b", "````", "c"]);
        assert_eq!(lines("```a``` b"), ["```a``` b"]);
    }

    #[test]
    fn a_value_is_code_whatever_it_holds() {
        for text in ["a", "`", "``a`", "a`b", "a\nb", "```\nlet b;\n```", "a *b* <c>", "\u{202e}a"] {
            let line = lines(&format!("Default {}.", code_span(text))).join("\n");
            let shown = text.replace('\n', " ").replace('\u{202e}', "");
            assert_eq!(seen(&line), format!("Default Code(Borrowed({shown:?}))."), "{line}");
        }
    }

    #[test]
    fn a_line_of_a_list_item_stands_below_its_text() {
        assert_eq!(lines("* a\nb\n\nc\n1. d\n      e\n- f"), ["* a", "  b", "", "c", "1. d", "   e", "- f"]);
        assert_eq!(lines("- 1. a\nb\n\n c\nd"), ["- 1. a", "     b", "", "     c", "     d"]);
        // Five spaces after a marker would make it code, and a number within a paragraph starts no list.
        assert_eq!(lines("-     let b;\n1.      # c"), ["- let b;", "1. \\# c"]);
        assert_eq!(lines("a\n10. b\n\n  let c;"), ["a", "10. b", "", "  let c;"]);
        assert_eq!(lines("a\n\n10. b\nc"), ["a", "", "10. b", "    c"]);
    }

    #[test]
    fn a_cell_stands_on_one_line() {
        assert_eq!(cell("a | b\nc"), "a \\| b c");
        assert_eq!(code_cell("a|`b"), "`a\\|'b`");
    }

    /// The text that an independent parser sees, with the extensions that rustdoc turns on; anything but text in
    /// paragraphs is shown as the parser names it.
    fn seen(markdown: &str) -> String {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS;
        let text = Parser::new_ext(markdown, options).map(|event| match event {
            Event::Text(text) => text.into_string(),
            Event::SoftBreak => "\n".to_owned(),
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => String::new(),
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => "**".to_owned(),
            other => format!("{other:?}"),
        });
        text.collect()
    }

    #[test]
    fn prose_reads_as_it_is_written() {
        let parts = [
            "a", "B", "9", "é", " ", " ", "*", "**", "_", "__", "~", "~~", "[", "]", "[x]", "<", ">", "<b>", "&",
            "&amp;", "&#38;", ";", "\\", "|", "#", "!", "(", ")", "-", "+", "=", "\"", "'", "$", "^", ":", "{", "}",
            "`",
        ];
        let mut state = 13_u64;
        let mut draw = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % limit
        };
        for _ in 0..2000 {
            let length = 1 + draw(12);
            let prose: String = (0..length).map(|_| parts[draw(parts.len())]).collect();
            // Code is meant to be code.
            let prose = format!("x{}", if prose.matches('`').count() == 1 { prose } else { prose.replace('`', "") });
            assert_eq!(seen(&lines(&prose).join("\n")), prose.trim_end(), "{prose}");
        }
        for start in
            ["# a", "## a", "#", "> a", "=", "===", "--", "---", "***", "___", "a\n---", "a\n=", "* * *", "-- -"]
        {
            assert_eq!(seen(&lines(start).join("\n")), start);
        }
    }

    #[test]
    fn lines_together_are_no_heading_code_or_rule() {
        let parts = [
            "a",
            "let b;",
            " ",
            "    ",
            "\n",
            "\n",
            "\n\n",
            "\n    ",
            "- ",
            "- - ",
            "+ ",
            "1. ",
            "12) ",
            "-     ",
            "* * *",
            "_ _ _",
            "-",
            "=",
            "# ",
            "<b>",
            "[x]",
            "|",
            "a|b",
            "\n--|--\n",
            "~~~\n",
            "```rust\n",
            "`",
            "\t",
            "\u{3000}",
        ];
        let mut state = 7_u64;
        let mut draw = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % limit
        };
        for _ in 0..5000 {
            let length = 1 + draw(12);
            let prose: String = (0..length).map(|_| parts[draw(parts.len())]).collect();
            let markdown = lines(&prose).join("\n");
            for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES) {
                let is_text = match &event {
                    Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => !info.is_empty() && &**info != "rust",
                    Event::Start(Tag::CodeBlock(_) | Tag::Heading { .. }) | Event::Html(_) | Event::Rule => false,
                    _ => true,
                };
                assert!(is_text, "{event:?} in {markdown:?} of {prose:?}");
            }
        }
    }
}
