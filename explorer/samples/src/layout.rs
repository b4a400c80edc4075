//! Literals on one line where they fit, and otherwise an element a line.

/// The widest line.
const WIDTH: usize = 100;

/// A literal.
#[derive(Debug, Clone)]
pub(crate) enum Literal {
    /// What is never broken.
    Plain(String),
    /// Elements between brackets, each behind a label that may be empty: `{`, `"a": `, …, `}`.
    Group {
        /// What begins it.
        open: String,
        /// Labels and elements.
        elements: Vec<(String, Literal)>,
        /// What ends it.
        close: &'static str,
    },
}

impl Literal {
    pub(crate) fn group(
        open: impl Into<String>,
        elements: impl IntoIterator<Item = (String, Literal)>,
        close: &'static str,
    ) -> Self {
        Self::Group { open: open.into(), elements: elements.into_iter().collect(), close }
    }

    /// The text, where the first line begins in the column `start`, the last line has `after` columns behind it, and
    /// every other line is indented by `indent`.
    pub(crate) fn print(&self, start: usize, indent: usize, after: usize) -> String {
        let line = self.line();
        let Self::Group { open, elements, close } = self else { return line };
        if elements.is_empty() || !line.contains('\n') && start + line.chars().count() + after <= WIDTH {
            return line;
        }
        let inner = indent + 4;
        let mut text = format!("{open}\n");
        for (label, element) in elements {
            let printed = element.print(inner + label.chars().count(), inner, 1);
            text.push_str(&format!("{:inner$}{label}{printed},\n", ""));
        }
        text.push_str(&format!("{:indent$}{close}", ""));
        text
    }

    fn line(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Group { open, elements, close } => {
                let elements = elements.iter().map(|(label, element)| format!("{label}{}", element.line()));
                format!("{open}{}{close}", elements.collect::<Vec<_>>().join(", "))
            }
        }
    }
}
