//! The impls that every generated type has, one line a type.
//!
//! All are `#[inline]`: a shim that nobody calls is then not compiled, so a crate that uses five operations pays for
//! five.

/// Makes [`Fields`](crate::model::Fields) a [`Model`](crate::model::Model), and gives it `Serialize`, `Deserialize`,
/// `Debug` and `PartialEq`.
///
/// `strict` types (operations, and what only they hold) refuse unknown keys and wrong types when they are read;
/// `lenient` ones (replies) bend as the service does. A type with required fields names them, then the others:
/// `model!(strict Job { id; name, size })`. Any other type has a `Default`.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    (strict $type:ident) => {
        $crate::model!(@ $type, $crate::model::Mode::Strict, ::std::default::Default::default());
    };
    (strict $type:ident { $($required:ident),+; $($optional:ident),* }) => {
        $crate::model!(@ $type, $crate::model::Mode::Strict, Self {
            $($required: $crate::model::Place::blank(),)+
            $($optional: ::std::option::Option::None,)*
        });
    };
    (lenient $type:ident) => {
        $crate::model!(@ $type, $crate::model::Mode::Lenient, ::std::default::Default::default());
    };
    (@ $type:ident, $mode:expr, $blank:expr) => {
        impl $crate::model::Model for $type {
            #[inline]
            fn name(&self) -> &'static str {
                ::std::stringify!($type)
            }
            #[inline]
            fn blank() -> Self {
                $blank
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::deserialize(deserializer, $mode)
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

/// Gives an [`OpenEnum`](crate::model::OpenEnum) its conversions from and to text, and its place in models.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($type:ident) => {
        impl $type {
            /// The text as it stands on the wire.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                $crate::model::OpenEnum::as_text(self)
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
                $crate::model::deserialize_enum(deserializer)
            }
        }
        impl $crate::serde::Serialize for $type {
            #[inline]
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(self.as_str(), formatter)
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
                Ok($crate::model::OpenEnum::from_text(text))
            }
        }
        impl ::std::convert::From<&str> for $type {
            #[inline]
            fn from(text: &str) -> Self {
                $crate::model::OpenEnum::from_text(text)
            }
        }
        impl ::std::convert::From<::std::string::String> for $type {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                $crate::model::OpenEnum::from_text(&text)
            }
        }
        impl ::std::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }
        impl ::std::cmp::Eq for $type {}
        impl ::std::hash::Hash for $type {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }
    };
}
