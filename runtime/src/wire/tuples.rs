//! Tuples: lists with an item of each of some types (JSON Schema 2020-12, Applicator, §10.3.1.1).

use crate::wire::{Piece, Shape, Slot, Wire};

macro_rules! tuples {
    ($($count:literal: $($name:ident $index:tt),+;)*) => {
        $(impl<$($name: Wire),+> Wire for ($($name,)+) {
            fn empty() -> Self {
                ($($name::empty(),)+)
            }

            fn shape() -> Shape {
                Shape::Tuple(const { &[$($name::shape),+] })
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::Tuple(self, $count)
            }

            fn piece(&self) -> Piece<'_> {
                Piece::Tuple(self, $count)
            }

            fn field(&mut self, index: usize) -> Slot<'_> {
                match index {
                    $($index => self.$index.slot(),)+
                    _ => Slot::Ignored,
                }
            }

            fn member(&self, index: usize) -> Piece<'_> {
                match index {
                    $($index => self.$index.piece(),)+
                    _ => Piece::Absent,
                }
            }
        })*
    };
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, E 3;
    5: A 0, B 1, C 2, E 3, F 4;
    6: A 0, B 1, C 2, E 3, F 4, G 5;
    7: A 0, B 1, C 2, E 3, F 4, G 5, H 6;
    8: A 0, B 1, C 2, E 3, F 4, G 5, H 6, I 7;
    9: A 0, B 1, C 2, E 3, F 4, G 5, H 6, I 7, J 8;
    10: A 0, B 1, C 2, E 3, F 4, G 5, H 6, I 7, J 8, K 9;
    11: A 0, B 1, C 2, E 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10;
    12: A 0, B 1, C 2, E 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11;
}

#[cfg(test)]
mod tests {
    use crate::wire::{Piece, Wire as _, values::tests::read};

    #[test]
    fn tuples_have_their_length() {
        assert_eq!(read::<(i64, String)>("[1, \"a\"]"), Ok((1, "a".to_owned())));
        assert!(read::<(i64, String)>("[1]").is_err());
        assert!(read::<(i64, String)>("[1, \"a\", 2]").is_err());
        let tuple = (1_i64, "a".to_owned());
        assert!(matches!(tuple.piece(), Piece::Tuple(_, 2)));
        assert_eq!(serde_json::to_string(&tuple.piece()).unwrap(), r#"[1,"a"]"#);
    }
}
