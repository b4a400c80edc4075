//! Hosts that are reached without a proxy: what `NO_PROXY` says, and what is given with a proxy.

use std::net::IpAddr;

use ipnet::IpNet;

/// A list of hosts, separated by commas or white space. Programs read such lists differently; this is the union of what
/// they do, so that a host which any of them reaches directly is reached directly here as well:
///
/// * `example.com` is that name and every name below it, and so are `.example.com` (below it alone in Go) and
///   `*.example.com` (unknown to curl). Case does not matter.
/// * Any other `*` stands for any text, as in `192.168.*` or `*-internal.example.com`. Alone it is every host.
/// * `10.1.2.3`, `fd00::1` and `[fd00::1]` are addresses, `10.0.0.0/8` and `fd00::/8` networks. Names are not resolved.
/// * A dot at the end of a name, which says that it is complete, counts for nothing.
/// * Quotation marks, which some files of variables keep, count for nothing.
/// * A port after any of these, as in `example.com:8443` or `[fd00::1]:8443`, restricts it to that port.
#[derive(Debug, Clone, Default)]
pub(super) struct Exceptions(Vec<Exception>);

#[derive(Debug, Clone)]
struct Exception {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Debug, Clone)]
enum Hosts {
    Network(IpNet),
    /// The name, without a dot before it.
    Below(String),
    Pattern(String),
}

impl Exceptions {
    pub(super) fn parse(list: &str) -> Self {
        let entries = list.split(|character: char| matches!(character, ',' | '"' | '\'') || character.is_whitespace());
        Self(entries.filter(|entry| !entry.is_empty()).map(|entry| Exception::parse(&entry.to_lowercase())).collect())
    }

    /// Whether a host, in lower case and an IPv6 address with or without brackets, is reached directly.
    pub(super) fn contain(&self, host: &str, port: u16) -> bool {
        let host = complete(host.trim_start_matches('[').trim_end_matches(']'));
        let address = host.parse::<IpAddr>().ok().map(|address| address.to_canonical());
        let applies = |exception: &Exception| exception.port.is_none_or(|only| only == port);
        self.0.iter().filter(|exception| applies(exception)).any(|exception| exception.hosts.contain(host, address))
    }
}

impl Exception {
    fn parse(entry: &str) -> Self {
        if let Some(network) = network(entry) {
            return Self { hosts: Hosts::Network(network), port: None };
        }
        let (host, port) = match entry.rsplit_once(':').map(|(host, port)| (host, port.parse())) {
            Some((host, Ok(port))) => (host, Some(port)),
            _ => (entry, None),
        };
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let name = complete(bare.strip_prefix("*.").unwrap_or_else(|| bare.trim_start_matches('.')));
        let hosts = match network(complete(bare)) {
            Some(network) => Hosts::Network(network),
            None if name.contains('*') => Hosts::Pattern(complete(bare).to_owned()),
            None => Hosts::Below(name.to_owned()),
        };
        Self { hosts, port }
    }
}

impl Hosts {
    fn contain(&self, host: &str, address: Option<IpAddr>) -> bool {
        match self {
            Hosts::Network(network) => address.is_some_and(|address| network.contains(&address)),
            Hosts::Below(name) => {
                let above = host.strip_suffix(name.as_str());
                address.is_none() && above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
            }
            Hosts::Pattern(pattern) => matches(pattern, host).is_some(),
        }
    }
}

/// A name without the dot that may end it.
fn complete(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

/// A network; an address is one of a single host.
fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(|address| address.to_canonical().into()))
}

/// Whether a text is what a pattern with at least one `*` says.
fn matches(pattern: &str, text: &str) -> Option<()> {
    let (start, rest) = pattern.split_once('*')?;
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let mut text = text.strip_prefix(start)?.strip_suffix(end)?;
    for part in middle.split('*') {
        text = text.split_once(part)?.1;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contain(list: &str, hosts: &[(&str, u16)]) -> Vec<bool> {
        let exceptions = Exceptions::parse(list);
        hosts.iter().map(|(host, port)| exceptions.contain(host, *port)).collect()
    }

    #[test]
    fn a_name_stands_for_itself_and_everything_below_it_however_it_is_written() {
        for list in [
            "aliyuncs.com",
            ".aliyuncs.com",
            "*.aliyuncs.com",
            "*.AliYunCS.com",
            " a.test ,\t*.aliyuncs.com , ",
            "a.test *.aliyuncs.com",
            "aliyuncs.com:443",
            "*.aliyuncs.com:443",
            ".aliyuncs.com:443",
            "*",
            "*:443",
            "*aliyuncs.com",
            "\"aliyuncs.com\"",
            "'a.test,.aliyuncs.com'",
            "aliyuncs.com.",
            ".aliyuncs.com.",
            "*.aliyuncs.com.",
            "*aliyuncs.com.",
            ".aliyuncs.com.:443",
            "..aliyuncs.com",
        ] {
            let below = [("aliyuncs.com", 443), ("ice.cn-shanghai.aliyuncs.com", 443), ("ice.aliyuncs.com.", 443)];
            assert_eq!(contain(list, &below), [true; 3], "{list}");
        }
        let others = [("notaliyuncs.com", 443), ("aliyuncs.com.test", 443), ("com", 443), ("127.0.0.1", 443)];
        for list in [
            "aliyuncs.com.",
            ".aliyuncs.com",
            "*.aliyuncs.com",
            "",
            ",",
            ".",
            "*.",
            "*.*.aliyuncs.com:443",
            "liyuncs.com",
        ] {
            assert_eq!(contain(list, &others), [false; 4], "{list}");
        }
    }

    #[test]
    fn a_port_restricts_an_entry_to_itself() {
        for (list, host) in [
            ("service.test:8443", "service.test"),
            ("*.test:8443", "service.test"),
            ("10.0.0.0/8:8443", "10.1.2.3"),
            ("10.1.2.3:8443", "10.1.2.3"),
            ("[fd00::1]:8443", "[fd00::1]"),
            ("*:8443", "service.test"),
        ] {
            assert_eq!(contain(list, &[(host, 8443), (host, 443)]), [true, false], "{list}");
        }
        assert_eq!(contain("service.test:port", &[("service.test", 443)]), [false]);
    }

    #[test]
    fn addresses_and_networks_are_compared_as_such() {
        for (list, host, expected) in [
            ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.30", false),
            ("10.1.2.3", "0.10.1.2.3", false),
            ("2.3", "10.1.2.3", false),
            ("10.0.0.0/8", "10.200.0.1", true),
            ("10.9.9.9/8", "10.200.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "service.test", false),
            ("fd00::/8", "[fdaa::1]", true),
            ("[FD00::1]", "[fd00::1]", true),
            ("fd00:0:0::1", "[fd00::1]", true),
            ("fd00::1", "[fd00::2]", false),
            ("10.0.0.0/8", "[::ffff:10.1.2.3]", true),
            ("::ffff:10.1.2.3", "10.1.2.3", true),
            ("*", "[fd00::1]", true),
            ("192.168.*", "192.168.7.1", true),
            ("192.168.*", "192.16.7.1", false),
        ] {
            assert_eq!(contain(list, &[(host, 443)]), [expected], "{list} {host}");
        }
    }

    #[test]
    fn a_star_elsewhere_stands_for_any_text() {
        for (list, host, expected) in [
            ("ice.*.aliyuncs.com", "ice.cn-shanghai.aliyuncs.com", true),
            ("ice.*.aliyuncs.com", "oss.cn-shanghai.aliyuncs.com", false),
            ("ice*.aliyuncs.com", "ice-vpc.cn-shanghai.aliyuncs.com", true),
            ("*.cn-*.aliyuncs.com", "ice.cn-shanghai.aliyuncs.com", true),
            ("*.cn-*.aliyuncs.com", "ice.ap-southeast-1.aliyuncs.com", false),
            ("ab*ba", "aba", false),
            ("a**a", "aa", true),
        ] {
            assert_eq!(contain(list, &[(host, 443)]), [expected], "{list} {host}");
        }
    }
}
