//! The options. What `--help` prints is made from these comments.

xflags::xflags! {
    /// Runs any operation in the browser: its form, its signature on the wire, its response and its reference. Calls go to
    /// a fake of the service in this program, or with `--live` to the cloud.
    cmd alibabacloud-explorer {
        /// The port on 127.0.0.1. Default: a free one.
        optional --port port: u16
        /// Print the address, and do not open it in the browser.
        optional --no-open
        /// Call the cloud, signed with the keys of this machine, from where the official SDKs take them. It may cost money.
        optional --live
        /// The region to call, with `--live`.
        optional --region region: String
        /// How many seconds a job of the fake stays in each of its states. Default: 2.
        optional --step seconds: f64
    }
}
