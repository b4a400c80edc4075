//! An open enum: its variants, and the pair of functions to and from text.

use quote::quote;

use super::object::wire;
use super::print::{File, alias, doc_sentence, ident};
use crate::model::{TypeDef, Variant};

/// Prints an enum.
pub(super) fn emit(definition: &TypeDef, variants: &[Variant], file: &mut File) {
    let name = ident(&definition.ident);
    let docs = doc_sentence(&definition.docs);
    let alias = alias(wire(definition), &definition.ident);
    let declared = variants.iter().map(|variant| {
        let ident_ = ident(&variant.ident);
        let meaning = match variant.docs.as_str() {
            "" => String::new(),
            meaning => format!(": {meaning}"),
        };
        let docs = doc_sentence(&format!("`{}`{meaning}", variant.wire));
        quote!(#docs #ident_)
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
    let (from, to): (Vec<_>, Vec<_>) = variants
        .iter()
        .map(|variant| {
            let (wire, ident_) = (&variant.wire, ident(&variant.ident));
            (quote!(#wire => Self::#ident_,), quote!(Self::#ident_ => #wire,))
        })
        .unzip();
    file.items(quote! {
        impl #name {
            /// The text as it stands on the wire.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(#to)*
                    Self::UnknownValue(text) => text,
                }
            }
        }
    });
    file.items(quote! {
        impl<T: AsRef<str>> From<T> for #name {
            #[inline]
            fn from(text: T) -> Self {
                match text.as_ref() {
                    #(#from)*
                    unknown => Self::UnknownValue(unknown.to_owned()),
                }
            }
        }
    });
    file.items(quote!(runtime::open_enum!(#name);));
}
