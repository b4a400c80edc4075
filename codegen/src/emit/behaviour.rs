//! Paging and waiting: the few lines that the engines of the runtime need.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, ident, optional};
use super::types::Scope;
use crate::model::{Cursor, Operation, Paging, Waiter};

/// Prints what an operation does beyond one call.
pub(super) fn emit(scope: &Scope<'_>, operation: &Operation, file: &mut File) {
    if let Some(paging) = &operation.paging {
        file.items(paged(scope, operation, paging));
    }
    if let Some(waiter) = &operation.waiter {
        file.items(waitable(operation, waiter));
    }
}

fn paged(scope: &Scope<'_>, operation: &Operation, paging: &Paging) -> TokenStream {
    let name = ident(operation.ident());
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
    let entries = entries(scope, operation, paging);
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

/// The entries of an output. On the way to them, places are optional and boxed at most; the list is plain.
fn entries(scope: &Scope<'_>, operation: &Operation, paging: &Paging) -> TokenStream {
    let fields = scope.service.along(operation, &paging.items).unwrap_or_default();
    let names: Vec<_> = fields.iter().map(|field| ident(&field.ident)).collect();
    let Some((list, way)) = names.split_last() else {
        return quote!(Vec::new());
    };
    let Some((first, way)) = way.split_first() else {
        return quote!(output.#list);
    };
    let mut holder = first;
    let mut found = quote!(output.#first);
    for next in way {
        found = quote!(#found.and_then(|#holder| #holder.#next));
        holder = next;
    }
    quote!(#found.map(|#holder| #holder.#list).unwrap_or_default())
}

fn waitable(operation: &Operation, waiter: &Waiter) -> TokenStream {
    let name = ident(operation.ident());
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
