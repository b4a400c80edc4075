//! Paging and waiting: the few lines that the engines of the runtime need.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, ident, optional};
use super::types::Scope;
use crate::model::{Cursor, Operation, Paging, Presence, Waiter};

/// Prints what an operation does beyond one call.
pub(super) fn emit(scope: &Scope<'_>, operation: &Operation, file: &mut File) {
    if let Some(paging) = &operation.paging {
        file.items(paged(scope, operation, paging));
    }
    if let Some(waiter) = &operation.waiter {
        file.items(waitable(scope, operation, waiter));
    }
}

fn paged(scope: &Scope<'_>, operation: &Operation, paging: &Paging) -> TokenStream {
    let name = ident(&scope.names[operation.request].ident);
    let (item, items) = (scope.ty(&paging.item), &paging.items);
    let cursors = paging.cursors.iter().map(|cursor| match cursor {
        Cursor::Number { parameter, size, total } => {
            let (size, total) = (optional(size.as_ref()), optional(total.as_ref()));
            quote!(runtime::Cursor::Number { parameter: #parameter, size: #size, total: #total })
        }
        Cursor::Token { parameter, size, next, total } => {
            let (size, total) = (optional(size.as_ref()), optional(total.as_ref()));
            quote!(runtime::Cursor::Token { parameter: #parameter, size: #size, next: #next, total: #total })
        }
    });
    let entries = entries(scope, paging);
    quote! {
        impl runtime::Paged for #name {
            type Item = #item;
            const PAGING: runtime::Paging = runtime::Paging::new(#items, &[#(#cursors),*]);
            fn items(output: Self::Output) -> Vec<Self::Item> {
                #entries
            }
        }
    }
}

/// The entries of an output. What is on the way to them is plain, unless it is in a box.
fn entries(scope: &Scope<'_>, paging: &Paging) -> TokenStream {
    let mut found = quote!(output);
    let mut optional = false;
    for &field in &paging.way {
        let (name, boxed) = (ident(scope.names.field(field)), scope.service[field].presence == Presence::Boxed);
        found = match (optional, boxed) {
            (false, _) => quote!(#found.#name),
            (true, false) => quote!(#found.map(|holder| holder.#name)),
            (true, true) => quote!(#found.and_then(|holder| holder.#name)),
        };
        optional |= boxed;
    }
    if optional { quote!(#found.unwrap_or_default()) } else { found }
}

fn waitable(scope: &Scope<'_>, operation: &Operation, waiter: &Waiter) -> TokenStream {
    let name = ident(&scope.names[operation.request].ident);
    let Waiter { id, status, success, failure, code, message } = waiter;
    let code = code.as_ref().map(|path| quote!(.code(#path)));
    let message = message.as_ref().map(|path| quote!(.message(#path)));
    quote! {
        impl runtime::Waitable for #name {
            const WAITER: runtime::Waiter = runtime::Waiter::new(#id, #status)
                .ends(&[#(#success),*], &[#(#failure),*])
                #code
                #message;
        }
    }
}
