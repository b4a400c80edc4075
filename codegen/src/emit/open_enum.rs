//! An open enum: its variants, the list of them, and their text.

use quote::quote;

use super::docs;
use super::print::{File, alias, doc, doc_sentence, ident};
use crate::model::{TypeDef, Variant};
use crate::names::TypeNames;

/// Prints an enum.
pub(super) fn emit(definition: &TypeDef, names: &TypeNames, variants: &[Variant], file: &mut File) {
    let name = ident(&names.ident);
    let docs = doc(&docs::definition(definition));
    let alias = alias(&definition.field, &names.ident);
    let declared = variants.iter().zip(&names.members).map(|(variant, name)| {
        let name = ident(name);
        let meaning = match variant.docs.as_str() {
            "" => String::new(),
            meaning => format!(": {meaning}"),
        };
        let docs = doc_sentence(&format!("`{}`{meaning}", variant.wire));
        quote!(#docs #name)
    });
    file.items(quote! {
        #docs
        #alias
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
            /// A value that this version does not know, as the service wrote it.
            UnknownValue(String),
        }
    });
    let to = variants.iter().zip(&names.members).map(|(variant, name)| {
        let (wire, ident, name) = (&variant.wire, ident(name), name.trim_start_matches("r#"));
        quote!(Self::#ident => (#wire, #name),)
    });
    let count = proc_macro2::Literal::usize_unsuffixed(variants.len());
    let values = names.members.iter().map(|name| ident(name));
    file.items(quote! {
        impl #name {
            /// The values that this version knows, in the order of declaration.
            pub const VALUES: [Self; #count] = [#(Self::#values),*];

            /// The text of this value in requests and responses.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                runtime::model::open_enum::text(self)
            }
        }
    });
    file.items(quote! {
        impl runtime::model::OpenEnum for #name {
            #[inline]
            fn names(&self) -> (&str, &'static str) {
                match self {
                    #(#to)*
                    Self::UnknownValue(text) => (text, ""),
                }
            }

            #[inline]
            fn from_text(text: &str) -> Self {
                runtime::model::known(Self::VALUES, Self::UnknownValue, text)
            }
        }
    });
    file.items(quote!(runtime::open_enum!(#name);));
}
