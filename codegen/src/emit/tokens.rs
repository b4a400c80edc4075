//! Tokens to text that a person can read: a line for each member, statement, field and arm, and blank lines between the
//! members of an `impl`. How wide a line may be, and where it breaks, is rustfmt's business, which all of it passes.

use std::fmt::Write as _;
use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// How wide a line may be within a macro, which rustfmt leaves as it is.
const WIDTH: usize = 120;

/// Appends the lines of items.
pub(super) fn print(items: TokenStream, text: &mut String) {
    let mut printer = Printer { text, depth: 0, joint: false, flat: false };
    printer.lines(items);
    printer.end_line();
}

struct Printer<'a> {
    text: &'a mut String,
    /// How many braces are open.
    depth: usize,
    /// Whether the next token belongs to the punctuation before it.
    joint: bool,
    /// Whether braces begin no lines.
    flat: bool,
}

impl Printer<'_> {
    /// What stands at the top, between braces, or in a long list.
    fn lines(&mut self, tokens: TokenStream) {
        // Commas between `<` and `>` end no line.
        let mut angles = 0_usize;
        // Whether a chain of calls has begun, which stands deeper than what it belongs to.
        let mut chain = false;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let mark = mark_of(&token);
            match mark {
                Some('#') => {
                    self.attribute(&mut tokens);
                    self.end_line();
                    continue;
                }
                Some('<') => angles += 1,
                Some('>') if !self.joint => angles = angles.saturating_sub(1),
                Some('.') if (chain || self.depth == 1) && self.text.ends_with(')') => {
                    self.depth += usize::from(!chain);
                    chain = true;
                    self.end_line();
                }
                _ => {}
            }
            let goes_on = tokens.peek().and_then(mark_of).is_some_and(|next| next != '#');
            let member_ends = mark == Some(';') || (is_braces(&token) && !goes_on);
            self.token(token);
            if member_ends || (mark == Some(',') && angles == 0) {
                self.depth -= usize::from(chain);
                chain = false;
                self.end_line();
                if member_ends && self.depth == 1 && tokens.peek().is_some() {
                    self.text.push('\n');
                }
            }
        }
        self.depth -= usize::from(chain);
    }

    /// What stands in a line.
    fn inline(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match mark_of(&token) {
                Some('#') => self.attribute(&mut tokens),
                _ => self.token(token),
            }
        }
    }

    fn token(&mut self, token: TokenTree) {
        self.space(&token);
        self.joint = matches!(&token, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint);
        match token {
            TokenTree::Group(group) if self.text.ends_with('!') => self.macro_call(&group),
            TokenTree::Group(group) => self.group(&group),
            // Writing to a `String` cannot fail.
            token => drop(write!(self.text, "{token}")),
        }
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => ("", ""),
        };
        self.text.push_str(open);
        match group.delimiter() {
            Delimiter::Brace if self.flat => {
                self.text.push(' ');
                self.inline(group.stream());
                self.text.push(' ');
            }
            Delimiter::Brace => self.block(group.stream()),
            // A list of calls and the like.
            Delimiter::Bracket if group.stream().into_iter().any(|token| matches!(token, TokenTree::Group(_))) => {
                self.block(group.stream());
            }
            _ => self.inline(group.stream()),
        }
        self.text.push_str(close);
    }

    /// What is given to a macro, on one line if it fits.
    fn macro_call(&mut self, group: &Group) {
        let start = self.text.len();
        self.flat = true;
        self.group(group);
        self.flat = false;
        let line = self.text.rfind('\n').map_or(0, |end| end + 1);
        if self.text.len() - line >= WIDTH {
            self.text.truncate(start);
            self.group(group);
        }
    }

    /// What stands in lines of its own.
    fn block(&mut self, tokens: TokenStream) {
        if tokens.is_empty() {
            return;
        }
        self.depth += 1;
        self.end_line();
        self.lines(tokens);
        self.depth -= 1;
        self.end_line();
        self.indent();
    }

    /// An attribute after its `#`. Documentation becomes a comment, unless it has characters that a comment cannot show.
    fn attribute(&mut self, tokens: &mut Peekable<IntoIter>) {
        if self.text.ends_with('\n') {
            self.indent();
        }
        if tokens.next_if(|token| mark_of(token) == Some('!')).is_some() {
            self.text.push_str("#!");
        } else if let Some(TokenTree::Group(group)) = tokens.peek() {
            if let Some(line) = documentation(group) {
                self.text.push_str("///");
                self.text.push_str(&line);
                tokens.next();
                return;
            }
            self.text.push('#');
        }
        if let Some(TokenTree::Group(group)) = tokens.next() {
            self.text.push('[');
            self.inline(group.stream());
            self.text.push(']');
        }
    }

    fn end_line(&mut self) {
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("    ");
        }
    }

    /// What stands before a token: the indent of its line, a space, or nothing.
    fn space(&mut self, next: &TokenTree) {
        let Some(last) = self.text.chars().next_back() else {
            return;
        };
        if last == '\n' {
            self.indent();
        } else if !(self.joint || last == ' ' || after(self.text, last) || before(next, self.text, last)) {
            self.text.push(' ');
        }
    }
}

/// The character of a punctuation mark.
fn mark_of(token: &TokenTree) -> Option<char> {
    match token {
        TokenTree::Punct(punct) => Some(punct.as_char()),
        _ => None,
    }
}

fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Whether nothing follows at a distance.
fn after(text: &str, last: char) -> bool {
    matches!(last, '(' | '[' | '<' | '&' | '!' | '.' | '\'') || text.ends_with("::") || text.ends_with("(|")
}

/// Whether a token stands next to what is before it.
fn before(next: &TokenTree, text: &str, last: char) -> bool {
    let name = last.is_alphanumeric() || last == '_';
    match (mark_of(next), next) {
        (Some(',' | ';' | '.' | ':' | '?' | '>' | '!'), _) => true,
        (Some('<'), _) => name,
        (Some('|'), _) => name || last == ')',
        (None, TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            name || (last == '>' && !text.ends_with("=>") && !text.ends_with("->"))
        }
        _ => false,
    }
}

/// The text of `[doc = "…"]`.
fn documentation(attribute: &Group) -> Option<String> {
    let mut tokens = attribute.stream().into_iter();
    match (tokens.next()?, tokens.next()?, tokens.next()?) {
        (TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(literal)) if name == "doc" => {
            text(&literal.to_string())
        }
        _ => None,
    }
}

/// The text of a literal; none where it has escapes other than those of quotes and backslashes.
fn text(literal: &str) -> Option<String> {
    // That of a comment within `quote!`.
    if let Some(raw) = literal.strip_prefix('r') {
        let quoted = raw.trim_matches('#');
        return quoted.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    }
    let mut text = String::with_capacity(literal.len());
    let mut characters = literal.strip_prefix('"')?.strip_suffix('"')?.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => characters.next().filter(|escaped| matches!(escaped, '"' | '\\'))?,
            character => character,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn printed(items: TokenStream) -> String {
        let mut text = String::new();
        print(items, &mut text);
        text
    }

    #[test]
    fn documentation_is_a_comment_unless_a_comment_cannot_show_it() {
        let plain = r#" A "quoted" \ text: it's 1 °C."#;
        let (tab, lines) = (" Left\tright.", " Two\nlines.");
        let printed = printed(quote! {
            #[doc = #plain]
            /// As it is: "\".
            #[doc = #tab]
            #[doc = #lines]
            pub struct Empty {}
        });
        let expected = [
            r#"/// A "quoted" \ text: it's 1 °C."#,
            r#"/// As it is: "\"."#,
            r#"#[doc = " Left\tright."]"#,
            r#"#[doc = " Two\nlines."]"#,
            "pub struct Empty {}\n",
        ];
        assert_eq!(printed, expected.join("\n"));
    }

    #[test]
    fn a_macro_has_one_line_if_it_fits() {
        assert_eq!(
            printed(quote!(model!(strict Job { id; r#type, name });)),
            "model!(strict Job { id; r#type, name });\n"
        );
        let names = (0..20).map(|number| quote::format_ident!("place_{number}"));
        let long = printed(quote!(model!(strict Job { id; #(#names),* });));
        assert!(long.starts_with("model!(strict Job {\n    id;\n\n    place_0,\n"), "{long}");
    }

    #[test]
    fn members_of_an_impl_are_set_apart() {
        let printed = printed(quote! {
            impl A for B {
                type C = BTreeMap<String, Vec<D<'a>>>;
                const E: F = F::new("e").list(&[G { h: 1 }]).end();
                #[inline]
                fn i(&self) -> Option<(usize, &'static str)> {
                    self.j.map(|(_, k)| k.into())?
                }
            }
        });
        let expected = "impl A for B {\n    type C = BTreeMap<String, Vec<D<'a>>>;\n\n    const E: F = F::new(\"e\")\n        \
                        .list(&[\n            G {\n                h: 1\n            }\n        ])\n        .end();\n\n    \
                        #[inline]\n    fn i(&self) -> Option<(usize, &'static str)> {\n        \
                        self.j.map(|(_, k)| k.into())?\n    }\n}\n";
        assert_eq!(printed, expected);
    }
}
