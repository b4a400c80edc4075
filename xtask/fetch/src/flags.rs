//! The options. What `--help` prints is made from these comments.

use std::path::PathBuf;

xflags::xflags! {
    /// Download the metadata of a product: its `api-docs.json`.
    cmd fetch {
        /// The product code, for example ICE.
        required product: String
        /// The version of the API. Default: the one that the service lists.
        optional version: String
        /// Where to write the document; `-` prints it. Default: <product>-<version>.json in this folder.
        optional --out file: PathBuf
        /// Scheme and host of the service. Default: https://api.aliyun.com
        optional --base-url url: String
        /// The bytes that a document may have. Default: 67108864
        optional --limit bytes: u64
        /// The seconds that the download may take. Default: 120
        optional --timeout seconds: u64
    }
}
