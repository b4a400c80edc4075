//! The commands and their options. What `--help` prints is made from these comments.

xflags::xflags! {
    /// The maintainers' commands.
    cmd xtask {
        /// List the crates whose types are in public signatures of the runtime. Fails at one that is not meant to be there.
        cmd api {}

        /// Run everything that has to pass, step by step; the first step that fails ends it. Print how long each took and how
        /// many tests it ran.
        cmd ci {
            /// The steps to run, by name. Default: all.
            repeated step: String
            /// Run nothing; list the steps.
            optional --list
        }

        /// Write a crate for each product in specs/, its OpenAPI documents, and the data of the fake. Generated files that
        /// no spec accounts for any more are deleted.
        cmd codegen {
            /// Write nothing; print what is missing, changed or stale, and fail if anything is.
            optional --check
            /// How messages are printed: human (the default), or json, one object a line.
            optional --message-format format: String
        }

        /// Compare two versions of a product: what is added, removed and changed, the public paths that it touches, the version
        /// number that follows and why, and an entry for CHANGELOG.md.
        cmd diff {
            /// The version before: a folder of specs, `REVISION:FOLDER`, a published document or an exported OpenAPI document.
            required old: String
            /// The version after.
            required new: String
            /// Print JSON.
            optional --json
        }

        /// Try the whole way over a folder of published documents: generate, check all crates in one workspace, send every operation
        /// with all its parameters to a recorder, decode every sample response. Print a table. Fails where something is worse
        /// than a baseline. Everything is compiled in target/corpus.
        cmd corpus {
            /// The folder with the documents.
            required folder: String
            /// The numbers to compare with.
            optional --baseline file: String
            /// Write the numbers to the baseline instead.
            optional --write
            /// Generate and check only, without the programs that send and decode.
            optional --only-check
        }

        /// Explain a diagnostic by its code, for example `cargo xtask explain unknown-style`: what it means, with an example
        /// of wrong and right. Without a code, list all.
        cmd explain {
            /// The code, as it stands in brackets.
            optional code: String
        }

        /// Run any operation in the browser, on this machine alone: its form, its signature, its response, its code and its
        /// reference. `cargo xtask explorer --help` lists its options.
        cmd explorer {}

        /// Print a product of specs/ in a form that other tools read.
        cmd export {
            /// Standard OpenAPI. What it has no word for stands in keys that begin with `x-acs-`, so that `import` gives back
            /// the same specs.
            cmd openapi {
                /// 3.1 (the default), to show, mock, test and type; 3.0, to generate clients.
                optional --version version: String
                /// The folder below specs/; needed when there are several.
                optional --product name: String
            }
        }

        /// Run a local copy of the service; with `--docs` also Swagger UI, in which every operation can be tried.
        /// `cargo xtask fake --help` lists the other options.
        cmd fake {}

        /// Download the published metadata of a product. `cargo xtask fetch --help` lists its options.
        cmd fetch {}

        /// Write complete crates for products of which there are published documents (`api-docs.json`), with their README,
        /// an example that sends any operation, data for the fake, and OpenAPI. What of a document cannot be used is
        /// corrected or left out, with a warning each. Nothing is written on an error, and nothing outside the folder.
        cmd generate {
            /// A published document; several, for several crates. Where there are several versions of a product, its crates
            /// are named after product and version.
            repeated document: String
            /// The folder to write to: a workspace, with a folder for each crate.
            required --out folder: String
            /// The name of the crate, where there is one document. Default: alibabacloud-<product>.
            optional --name name: String
            /// Where crates get the runtime from: a folder, or a version. Default: the folder of this work tree.
            optional --runtime source: String
            /// Keep published titles, descriptions and samples as documentation. They belong to their publisher: keep such a
            /// crate to yourself.
            optional --published-words
        }

        /// Merge published metadata (an `api-docs.json`, or one operation of it; JSON or YAML) into specs/. Facts are
        /// taken, words are not, and words that are already there stay. Or take the specs of an exported OpenAPI document,
        /// words included. Only files that change are written; on any problem none is.
        cmd import {
            /// The published document.
            required file: String
            /// Merge this operation alone; may be given again. Needed when the file is one operation.
            repeated --operation name: String
            /// The file with the families of new operations: lines `Operation: family`, as YAML or JSON.
            optional --families file: String
            /// The family of new operations that the families file does not name.
            optional --family name: String
            /// The folder below specs/, when it is not the product's name in lower case; the crate, the folder and the
            /// host prefix of a new product follow it.
            optional --product name: String
            /// How messages are printed: human (the default), or json, one object a line.
            optional --message-format format: String
        }

        /// Count and list the sentences on fields, and the lines on documented values, that say no more than the name of
        /// the field or the value. Fails where they are a tenth or more, and where a family, an operation or a field is
        /// undocumented. Proposes entries of the overlay, with what speaks for each: documented values, times, JSON, secrets,
        /// required parameters, paging and waiters.
        cmd lint {
            /// How messages are printed: human (the default), or json, one object a line.
            optional --message-format format: String
        }

        /// Print the RAM policy document that allows these operations and nothing else, for example
        /// `cargo xtask policy GetCustomizedVoiceJob ListCustomizedVoices > policy.json`. Notes, such as actions that the
        /// metadata does not state, go to stderr.
        cmd policy {
            /// An operation; may be given again.
            repeated operation: String
            /// All operations of a family, that is a folder of specs/; may be given again.
            repeated --all-of family: String
        }

        /// Take over what the metadata service publishes now: compare it with specs/, import it, note the change in each
        /// operation, generate, and add to CHANGELOG.md. A new operation gets the family of its siblings, or the one that its
        /// directory in the document would be. On any problem nothing is written.
        cmd update {
            /// The folder below specs/.
            required product: String
            /// Print what would change, and write nothing.
            optional --dry-run
            /// Scheme and host of the metadata service. Default: https://api.aliyun.com
            optional --base-url url: String
            /// The file with the families of new operations, as `import` reads it.
            optional --families file: String
            /// The family of new operations that have no siblings, whatever their directory.
            optional --family name: String
            /// The date of the change, as YYYY-MM-DD. Default: today (UTC).
            optional --date date: String
        }
    }
}
