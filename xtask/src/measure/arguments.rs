//! What the command line of `cargo xtask measure` asks for.

pub(super) const USAGE: &str = "\
usage: cargo xtask measure [--runs N] [--families NAME,…] [--against-derive] [--write]

Prints a table of the generated crate: its size, and the seconds that cargo takes to check and to build it alone, with
all families and with each; then the seconds of codegen. Everything is compiled in target/measure.

  --runs N            compile each N times and take the median; otherwise 5 times with all families, 3 with one
  --families NAME,…   measure these alone; `all` stands for all together
  --against-derive    measure 500 structs with serde's derives as well, and compare
  --write             put the table into README.md
";

/// What the command line asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Arguments {
    /// How often each is compiled.
    pub(super) runs: Option<usize>,
    /// What to measure alone; everything where empty.
    pub(super) families: Vec<String>,
    /// Whether to compare with derives.
    pub(super) against_derive: bool,
    /// Whether the page gets the table.
    pub(super) write: bool,
}

/// Reads the command line; none where it asks for help.
pub(super) fn parse(arguments: &[String]) -> Result<Option<Arguments>, String> {
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        return Ok(None);
    }
    read(arguments).map(Some).map_err(|problem| format!("{problem}\n\n{USAGE}"))
}

fn read(arguments: &[String]) -> Result<Arguments, String> {
    let mut parsed = Arguments::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--runs" => {
                let text = value()?;
                let runs = text.parse().ok().filter(|runs| *runs > 0);
                parsed.runs = Some(runs.ok_or_else(|| format!("--runs needs a number from 1 on, and not `{text}`"))?);
            }
            "--families" => {
                let names = value()?.split(',').map(str::trim).filter(|name| !name.is_empty());
                parsed.families.extend(names.map(str::to_owned));
                if parsed.families.is_empty() {
                    return Err("--families needs a name".to_owned());
                }
            }
            "--against-derive" => parsed.against_derive = true,
            "--write" => parsed.write = true,
            unknown => return Err(format!("there is no option {unknown}")),
        }
    }
    let part = !parsed.families.is_empty();
    if part && parsed.write {
        return Err("--write needs the whole table, without --families".to_owned());
    }
    if part && parsed.against_derive && !parsed.families.iter().any(|name| name == super::ALL) {
        return Err("--against-derive compares all families together: add `all` to --families".to_owned());
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Arguments>, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read_in_any_order() {
        assert_eq!(parsed(""), Ok(Some(Arguments::default())));
        let families = vec!["all".to_owned(), "voice".to_owned(), "live".to_owned()];
        let expected = Arguments { runs: Some(7), families, against_derive: true, write: false };
        assert_eq!(parsed("--against-derive --families all,voice,live --runs 7"), Ok(Some(expected)));
        assert_eq!(parsed("--write"), Ok(Some(Arguments { write: true, ..Arguments::default() })));
    }

    #[test]
    fn help_is_no_problem() {
        assert_eq!(parsed("--help"), Ok(None));
        assert_eq!(parsed("--runs 3 -h"), Ok(None));
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_the_usage() {
        for (line, problem) in [
            ("--fast", "there is no option --fast"),
            ("--runs", "--runs needs a value"),
            ("--runs 0", "--runs needs a number from 1 on, and not `0`"),
            ("--runs many", "--runs needs a number from 1 on, and not `many`"),
            ("--families ,", "--families needs a name"),
            ("--families voice --write", "--write needs the whole table, without --families"),
            ("--families voice --against-derive", "--against-derive compares all families together"),
        ] {
            let told = parsed(line).unwrap_err();
            assert!(told.starts_with(problem) && told.ends_with(USAGE), "{told}");
        }
    }
}
