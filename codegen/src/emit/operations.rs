//! The table of all operations, and what finds them by name.

use quote::quote;

use super::print::{File, Printed, ident};
use crate::model::{Family, Service};
use crate::names::Names;

/// `src/operations.rs`.
pub(super) fn table(service: &Service) -> Printed {
    let mut file = File::new(&service.folder);
    file.module_docs(&["The table of operations, and sending by name.".to_owned()]);
    file.items(quote! {
        use alibabacloud_runtime as runtime;
        use alibabacloud_runtime::{Client, PendingCall, Value};
    });
    let facts = service.families.iter().map(|family| {
        let (name, module) = (&family.name, ident(&family.name));
        quote!(#[cfg(feature = #name)] crate::#module::OPERATIONS)
    });
    let names = service.families.iter().map(|family| {
        let (name, operations) = (&family.name, family.operations.iter().map(|&id| &service[id].name));
        quote!((#name, &[#(#operations),*]))
    });
    file.items(quote! {
        /// The table of all operations whose families are compiled in: name, parameters with their locations and styles, RAM
        /// action, whether it is read-only, pagination, waiter, and the path of its type.
        pub static OPERATIONS: runtime::Operations = runtime::Operations::new(&[#(#facts),*], &[#(#names),*]);
    });
    file.items(quote! {
        /// Sends operations by name, with parameters and output as JSON: for tools that learn the operation at run time.
        /// Sealed: clients alone implement it.
        ///
        /// Programs that call certain operations use their types and [`Client::send`], which are checked at compile time.
        pub trait Call: sealed::Sealed {
            /// A call of the operation of this name with these parameters, a JSON object with their names on the wire: await it
            /// for the response, after any [options](PendingCall) of this one call.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::InvalidRequest`](runtime::ErrorKind::InvalidRequest) if [`OPERATIONS`] has no such operation (if its
            /// family is not compiled in, the error names the feature to turn on), or if a parameter is unknown, missing, or of
            /// another type. Otherwise those of [`Client::send`].
            fn call(&self, name: &str, parameters: Value) -> PendingCall<'_, Value>;
        }
    });
    file.items(quote! {
        impl Call for Client {
            fn call(&self, name: &str, parameters: Value) -> PendingCall<'_, Value> {
                self.call_by_name(&OPERATIONS, name, parameters)
            }
        }
    });
    file.items(quote! {
        pub(crate) mod sealed {
            pub trait Sealed {}
        }
    });
    file.items(quote! {
        impl sealed::Sealed for Client {}
    });
    file.finish()
}

/// `src/blocking.rs`.
pub(super) fn blocking(service: &Service) -> Printed {
    let mut file = File::new(&service.folder);
    file.module_docs(&[
        "Calls that block their thread: made by [`Client::blocking`](crate::Client::blocking).".to_owned()
    ]);
    file.items(quote! {
        use alibabacloud_runtime::{Error, Response, Value};
    });
    file.items(quote! {
        use crate::operations::OPERATIONS;
        use crate::operations::sealed::Sealed;
    });
    file.items(quote! {
        #[doc(inline)]
        pub use alibabacloud_runtime::blocking::{Client, Items, Pages, States, Wait};
    });
    file.items(quote! {
        /// Sends operations by name, with parameters and output as JSON: the blocking counterpart of [`Call`](crate::Call).
        /// Sealed: clients alone implement it.
        pub trait Call: Sealed {
            /// Sends the operation of this name with these parameters, a JSON object with their names on the wire, and returns the
            /// response.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) as for [`Call::call`](crate::Call::call).
            /// Otherwise those of [`Client::send`].
            fn call(&self, name: &str, parameters: Value) -> Result<Response<Value>, Error>;
        }
    });
    file.items(quote! {
        impl Call for Client {
            fn call(&self, name: &str, parameters: Value) -> Result<Response<Value>, Error> {
                self.call_by_name(&OPERATIONS, name, parameters)
            }
        }
    });
    file.items(quote! {
        impl Sealed for Client {}
    });
    file.finish()
}

/// The facts of a family's operations, for its module.
pub(super) fn of_family(service: &Service, names: &Names, family: &Family, file: &mut File) {
    let names = family.operations.iter().map(|&id| ident(&names[service[id].request].ident));
    file.items(quote! {
        pub(crate) const OPERATIONS: &[alibabacloud_runtime::OperationInfo] =
            &[#(<#names as alibabacloud_runtime::Operation>::INFO),*];
    });
}
