//! The impls that every generated type has, one line a type.
//!
//! All are `#[inline]`: a shim that nobody calls is then not compiled, so a crate that uses five operations pays for
//! five.

/// Gives a [`Model`](crate::Model) `Clone`, `Debug`, `PartialEq`, `Serialize` and `Deserialize`.
///
/// `strict` types (operations, and what only they hold) refuse unknown keys and wrong types when they are read;
/// `lenient` ones (responses) bend as the service does. A type with required fields names them, then the others:
/// `model!(strict Job { id; name, size })`. Any other type has a `Default`. `model!(boxed Job)` is for types with
/// required fields that hold themselves.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    (strict $type:ident) => {
        $crate::model!(@ $type, Strict);
    };
    (lenient $type:ident) => {
        $crate::model!(@ $type, Lenient);
    };
    (strict $type:ident { $($required:ident),+; $($optional:ident),* }) => {
        impl $crate::model::Blank for $type {
            #[inline]
            fn blank() -> Self {
                Self {
                    $($required: $crate::model::Place::blank(),)+
                    $($optional: ::std::option::Option::None,)*
                }
            }
        }
        $crate::model!(@ $type, Strict);
    };
    (boxed $type:ident) => {
        impl $crate::model::Blank for ::std::boxed::Box<$type> {
            #[inline]
            fn blank() -> Self {
                ::std::boxed::Box::new($crate::model::Blank::blank())
            }
        }
    };
    (@ $type:ident, $mode:ident) => {
        impl ::std::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                $crate::model::copy(self)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::deserialize(deserializer, $crate::model::Mode::$mode)
            }
        }
        impl $crate::serde::Serialize for $type {
            #[inline]
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::model::serialize(self, serializer)
            }
        }
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::model::debug(self, formatter)
            }
        }
        impl ::std::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::model::equal(self, other)
            }
        }
    };
}

/// Gives an open enum, which has `as_str` and `VALUES`, its conversions from and to text, its order and equality by text,
/// and its place in models.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($type:ident) => {
        impl<T: $crate::EnumText> ::std::convert::From<T> for $type {
            #[inline]
            fn from(text: T) -> Self {
                $crate::model::known(Self::VALUES, text.as_ref(), Self::UnknownValue)
            }
        }
        impl $crate::model::Place for $type {
            #[inline]
            fn blank() -> Self {
                Self::UnknownValue(::std::string::String::new())
            }
            #[inline]
            fn slot(&mut self) -> $crate::model::Slot<'_> {
                $crate::model::Slot::Symbol(self)
            }
            #[inline]
            fn view(&self) -> $crate::model::View<'_> {
                $crate::model::View::Text(self.as_str())
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::deserialize_symbol(deserializer)
            }
        }
        impl $crate::serde::Serialize for $type {
            #[inline]
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl ::std::convert::AsRef<str> for $type {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }
        impl ::std::str::FromStr for $type {
            type Err = ::std::convert::Infallible;
            #[inline]
            fn from_str(text: &str) -> Result<Self, ::std::convert::Infallible> {
                Ok(text.into())
            }
        }
        impl ::std::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                self.as_str().into()
            }
        }
        impl ::std::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }
        impl ::std::cmp::Eq for $type {}
        impl ::std::cmp::PartialOrd for $type {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(self.cmp(other))
            }
        }
        impl ::std::cmp::Ord for $type {
            #[inline]
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }
        impl ::std::hash::Hash for $type {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }
    };
}
