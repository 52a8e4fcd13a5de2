//! Tuples: lists with an item of each of some types (JSON Schema 2020-12, Applicator, §10.3.1.1).

use std::{fmt, marker::PhantomData};

use serde::{
    Deserializer,
    de::{Error as _, SeqAccess, Visitor},
};

use crate::wire::{Read, Shape, read::Seed};

macro_rules! tuples {
    ($($count:literal: $($name:ident),+;)*) => {
        $(impl<$($name: Read),+> Read for ($($name,)+) {
            fn empty() -> Self {
                ($($name::empty(),)+)
            }

            fn shape() -> Shape {
                Shape::Tuple(const { &[$($name::shape),+] })
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct TupleVisitor<$($name),+>(PhantomData<($($name,)+)>);

                impl<'de, $($name: Read),+> Visitor<'de> for TupleVisitor<$($name),+> {
                    type Value = ($($name,)+);

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("a list of ", $count))
                    }

                    fn visit_seq<Items: SeqAccess<'de>>(self, mut items: Items) -> Result<Self::Value, Items::Error> {
                        let mut read = 0;
                        let tuple = ($(
                            match items.next_element_seed(Seed::<$name>::new())? {
                                Some(item) => { read += 1; item }
                                None => return Err(Items::Error::invalid_length(read, &self)),
                            },
                        )+);
                        match items.next_element::<serde::de::IgnoredAny>()? {
                            Some(_) => Err(Items::Error::invalid_length(read + 1, &self)),
                            None => Ok(tuple),
                        }
                    }
                }

                deserializer.deserialize_tuple($count, TupleVisitor(PhantomData))
            }
        })*
    };
}

tuples! {
    1: A;
    2: A, B;
    3: A, B, C;
    4: A, B, C, E;
    5: A, B, C, E, F;
    6: A, B, C, E, F, G;
    7: A, B, C, E, F, G, H;
    8: A, B, C, E, F, G, H, I;
    9: A, B, C, E, F, G, H, I, J;
    10: A, B, C, E, F, G, H, I, J, K;
    11: A, B, C, E, F, G, H, I, J, K, L;
    12: A, B, C, E, F, G, H, I, J, K, L, M;
}

#[cfg(test)]
mod tests {
    use crate::wire::read::tests::read;

    #[test]
    fn tuples_have_their_length() {
        assert_eq!(read::<(i64, String)>("[1, \"a\"]"), Ok((1, "a".to_owned())));
        assert!(read::<(i64, String)>("[1]").is_err());
        assert!(read::<(i64, String)>("[1, \"a\", 2]").is_err());
    }
}
