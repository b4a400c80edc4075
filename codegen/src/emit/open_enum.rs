//! An open enum: its variants, the list of them, and their text.

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
    let to = variants.iter().map(|variant| {
        let (wire, ident_) = (&variant.wire, ident(&variant.ident));
        let name = variant.ident.trim_start_matches("r#");
        quote!(Self::#ident_ => (#wire, #name),)
    });
    let count = proc_macro2::Literal::usize_unsuffixed(variants.len());
    let values = variants.iter().map(|variant| ident(&variant.ident));
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
