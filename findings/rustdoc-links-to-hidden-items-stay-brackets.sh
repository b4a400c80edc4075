#!/usr/bin/env bash
# rustdoc 1.95.0: a link to an item that is `#[doc(hidden)]` is not a broken one, whatever lints are denied.
#
# Expected: the item has no page, so `rustdoc::broken_intra_doc_links` or `rustdoc::private_intra_doc_links` says so, as for a
# private item.
# What happens: no word, and the page shows the brackets: `[Hidden]`. A crate that hides an item later breaks its pages and
# passes its checks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export RUSTUP_TOOLCHAIN=1.95.0
page() {
    printf '//! See [`Item`].\npub struct Shown;\n%s\n' "$1" >finding.rs
    if rustdoc -D rustdoc::broken_intra_doc_links -D rustdoc::private_intra_doc_links --crate-name finding finding.rs -o doc 2>/dev/null; then
        grep -o 'class="docblock"><p>See .*</p>' doc/finding/index.html | sed 's/.*<p>//; s/<[^>]*>//g'
    else
        echo refused
    fi
}
seen=$(
    echo "public: $(page 'pub struct Item;')"
    echo "private: $(page 'struct Item;')"
    echo "hidden: $(page '#[doc(hidden)] pub struct Item;')"
)
echo "$seen"
[ "$seen" = "public: See Item.
private: refused
hidden: See [Item]." ]
