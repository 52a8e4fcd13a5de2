//! What is the same for all types that say by `Wire` what they are.

/// Implements traits for a type by its `Wire`: as many as objects and enums have, or fewer, as unions are compared by
/// a derive.
///
/// In: the traits as one of the lists below has them, and a type; `by` names the method of an enum that gives its
/// value. Out: `Debug` shows what is written of a value, two values are equal if the same is, and they are read and
/// written as `Wire` says; a value of an enum is shown, read from text and hashed as the text or the integer that it
/// stands for.
#[doc(hidden)]
#[macro_export]
macro_rules! __implement {
    (Debug, Deserialize, Serialize for $ty:ty) => {
        impl ::core::fmt::Debug for $ty {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::v1::wire::debug(self, f)
            }
        }

        impl<'de> $crate::__private::v1::wire::Deserialize<'de> for $ty {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::__private::v1::wire::Deserializer<'de>,
            {
                $crate::__private::v1::wire::read(deserializer)
            }
        }

        impl $crate::__private::v1::wire::Serialize for $ty {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::__private::v1::wire::Serializer,
            {
                $crate::__private::v1::wire::serialize(self, serializer)
            }
        }
    };
    (Debug, Deserialize, PartialEq, Serialize for $ty:ty) => {
        $crate::__implement!(Debug, Deserialize, Serialize for $ty);

        impl ::core::cmp::PartialEq for $ty {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::v1::wire::equal(self, other)
            }
        }
    };
    (Debug, Deserialize, Display, Eq, Hash, PartialEq, Serialize by $value:ident for $ty:ty) => {
        $crate::__implement!(Debug, Deserialize, PartialEq, Serialize for $ty);

        impl ::core::fmt::Display for $ty {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.$value(), f)
            }
        }

        impl ::core::cmp::Eq for $ty {}

        impl ::core::hash::Hash for $ty {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.$value(), state);
            }
        }
    };
    (Debug, Deserialize, Display, Eq, FromStr, Hash, PartialEq, Serialize by $value:ident for $ty:ty) => {
        $crate::__implement!(
            Debug, Deserialize, Display, Eq, Hash, PartialEq, Serialize by $value for $ty
        );

        impl ::core::str::FromStr for $ty {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(value))
            }
        }
    };
}
