//! An open enum: its variants, and the pair of functions from and to text.

use quote::quote;

use super::docs;
use super::print::{File, doc, doc_sentence, ident};
use crate::model::{TypeDef, Variant};

/// Prints an enum.
pub(super) fn emit(definition: &TypeDef, variants: &[Variant], file: &mut File) {
    let name = ident(&definition.ident);
    let docs = doc_sentence(&definition.docs);
    let wire = definition.wanted.last().map_or("", |name| name.trim_end_matches("[]"));
    let alias = (wire != definition.ident).then(|| quote!(#[doc(alias = #wire)]));
    let declared = variants.iter().map(|variant| {
        let ident_ = ident(&variant.ident);
        let docs = match variant.docs.as_str() {
            "" => doc(&[format!("`{}`", variant.wire)]),
            meaning => {
                let mut lines = docs::lines(meaning);
                lines[0].insert_str(0, &format!("`{}`: ", variant.wire));
                doc(&lines)
            }
        };
        quote!(#docs #ident_)
    });
    file.items(quote! {
        #docs
        #alias
        #[derive(Clone)]
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
        impl runtime::OpenEnum for #name {
            #[inline]
            fn from_text(text: &str) -> Self {
                match text {
                    #(#from)*
                    _ => Self::UnknownValue(text.to_owned()),
                }
            }

            #[inline]
            fn as_text(&self) -> &str {
                match self {
                    #(#to)*
                    Self::UnknownValue(text) => text,
                }
            }
        }
    });
    file.items(quote!(runtime::open_enum!(#name);));
}
