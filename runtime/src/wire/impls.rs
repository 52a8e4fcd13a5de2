//! What is the same for all types that say by `Wire` what they are.

/// Implements traits for a type by its `Wire`.
///
/// In: a list of traits, and the type. A union has `Debug, Deserialize, Serialize`; an object `PartialEq` besides,
/// which a union derives; and an enum `Display, Eq, Hash` besides, with `FromStr` if it is one of text, where `by`
/// names the method that gives its value.
///
/// Out: `Debug` shows the pieces of a value, and by them two values are equal; values are read and written as `Wire`
/// says; one of an enum is shown, read from text and hashed as the text or the integer that it stands for.
///
/// It is called where the names of `__private::v1::wire` are imported: rustc keeps each part of the paths that would
/// stand in thousands of impls else, of GitHub's client 12 MB.
#[doc(hidden)]
#[macro_export]
macro_rules! __implement {
    (
        Debug, Deserialize, Serialize
        $(, $PartialEq:ident $(, $Display:ident, $Eq:ident, $Hash:ident $(, $FromStr:ident)? by $value:ident)?)?
        for $ty:ty
    ) => {
        impl fmt::Debug for $ty {
            #[inline]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                debug(self, f)
            }
        }

        impl<'de> Deserialize<'de> for $ty {
            fn deserialize<D>(deserializer: D) -> Result<Self, D::Error>
            where
                D: Deserializer<'de>,
            {
                read(deserializer)
            }
        }

        impl Serialize for $ty {
            fn serialize<S>(&self, serializer: S) -> Result<S::Ok, S::Error>
            where
                S: Serializer,
            {
                serialize(self, serializer)
            }
        }

        $(
            impl $PartialEq for $ty {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    equal(self, other)
                }
            }

            $(
                impl fmt::$Display for $ty {
                    #[inline]
                    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        fmt::Display::fmt(&self.$value(), f)
                    }
                }

                impl $Eq for $ty {}

                impl $Hash for $ty {
                    #[inline]
                    fn hash<H: Hasher>(&self, state: &mut H) {
                        Hash::hash(&self.$value(), state);
                    }
                }

                $(
                    impl $FromStr for $ty {
                        type Err = Infallible;

                        #[inline]
                        fn from_str(value: &str) -> Result<Self, Infallible> {
                            Ok(Self::from(value))
                        }
                    }
                )?
            )?
        )?
    };
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, hash::DefaultHasher};

    use crate::{__private::v1::wire::*, UnknownValue};

    #[derive(Clone)]
    enum Mood {
        Happy,
        Unknown(UnknownValue),
    }

    impl Mood {
        const ALL: &'static [Self] = &[Self::Happy];

        fn as_str(&self) -> &str {
            match self {
                Self::Happy => "HPY",
                Self::Unknown(value) => value.as_str(),
            }
        }
    }

    impl Wire for Mood {
        fn empty() -> Self {
            Self::Happy
        }

        fn shape() -> Shape {
            Shape::String(&["HPY"])
        }

        fn slot(&mut self) -> Slot<'_> {
            Slot::Listed(self)
        }

        fn piece(&self) -> Piece<'_> {
            Piece::String(self.as_str())
        }
    }

    crate::__implement!(
        Debug, Deserialize, Serialize, PartialEq, Display, Eq, Hash, FromStr by as_str for Mood
    );

    impl From<&str> for Mood {
        fn from(value: &str) -> Self {
            listed(value, Self::ALL, Self::Unknown)
        }
    }

    struct Level(i64);

    impl Level {
        fn as_i64(&self) -> i64 {
            self.0
        }
    }

    impl From<i64> for Level {
        fn from(value: i64) -> Self {
            Self(unknown_integer(value))
        }
    }

    impl Wire for Level {
        fn empty() -> Self {
            Self(0)
        }

        fn shape() -> Shape {
            Shape::Integer
        }

        fn slot(&mut self) -> Slot<'_> {
            Slot::Number(self)
        }

        fn piece(&self) -> Piece<'_> {
            Piece::Signed(self.0)
        }
    }

    crate::__implement!(
        Debug, Deserialize, Serialize, PartialEq, Display, Eq, Hash by as_i64 for Level
    );

    fn hash(value: impl Hash) -> u64 {
        let mut state = DefaultHasher::new();
        value.hash(&mut state);
        state.finish()
    }

    #[test]
    fn an_enum_of_strings_is_its_text() {
        let (happy, odd): (Mood, Mood) = ("HPY".parse().unwrap(), Mood::from("odd"));
        assert!(matches!(happy, Mood::Happy) && matches!(odd, Mood::Unknown(_)));
        assert_eq!(format!("{happy:>4} {odd} {happy:?}"), " HPY odd \"HPY\"");
        assert!(happy == Mood::Happy && happy != odd);
        assert_eq!(hash(&happy), hash("HPY"));
        let hashes = [&happy, &odd].map(hash);
        assert_eq!(BTreeSet::from(hashes).len(), 2);
        let read: Vec<Mood> = serde_json::from_str(r#"["HPY","odd"]"#).unwrap();
        assert!(read == [happy, odd]);
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"["HPY","odd"]"#);
    }

    #[test]
    fn an_enum_of_integers_is_its_number() {
        let read: Level = serde_json::from_str("-3").unwrap();
        assert!(read == Level(-3) && read != Level(3));
        assert_eq!(format!("{read:>4} {read:?}"), "  -3 -3");
        assert_eq!(hash(&read), hash(-3_i64));
        assert_eq!(serde_json::to_string(&read).unwrap(), "-3");
    }
}
