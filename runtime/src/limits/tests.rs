use super::{Bound, Limit, Limited, Limits, check};

struct Pet;

impl Limited for Pet {
    fn limits() -> &'static Limits {
        static LIMITS: Limits = Limits::new(&[]).members(&[
            (
                "name",
                Limits::new(&[Limit::MinLength(1), Limit::MaxLength(3)]),
            ),
            (
                "toys",
                Limits::new(&[Limit::MaxItems(2)]).items(&Limits::new(&[Limit::MinLength(1)])),
            ),
            ("friend", Limits::new(&[]).of::<Pet>()),
            (
                "marks",
                Limits::new(&[]).values(&Limits::new(&[Limit::Maximum(Bound::Int(5))])),
            ),
        ]);
        &LIMITS
    }
}

#[test]
fn what_is_broken_is_named_with_its_place_and_without_the_value() {
    let limits = Limits::new(&[]).of::<Pet>();
    for (json, expected) in [
        (r#"{"name":"Ada"}"#, ""),
        (r#"{"name":null,"other":""}"#, ""),
        ("null", ""),
        (
            r#"{"name":""}"#,
            "`body.name` breaks the document's limit `minLength: 1`",
        ),
        // Characters are counted, not octets.
        (r#"{"name":"äöü"}"#, ""),
        (
            r#"{"name":"äöüß"}"#,
            "`body.name` breaks the document's limit `maxLength: 3`",
        ),
        (
            r#"{"toys":["a","b","c"]}"#,
            "`body.toys` breaks the document's limit `maxItems: 2`",
        ),
        (
            r#"{"toys":["a",""]}"#,
            "`body.toys[1]` breaks the document's limit `minLength: 1`",
        ),
        (
            r#"{"friend":{"friend":{"name":""}}}"#,
            "`body.friend.friend.name` breaks the document's limit `minLength: 1`",
        ),
        (
            r#"{"marks":{"a":1,"b":6}}"#,
            "`body.marks.b` breaks the document's limit `maximum: 5`",
        ),
    ] {
        let found = check("body", json, &limits);
        let text = found.err().map(|error| error.to_string());
        assert_eq!(text.unwrap_or_default(), expected, "{json}");
    }
}

#[test]
fn numbers() {
    use Bound::{Float, Int};
    for (limit, allowed, refused) in [
        (Limit::Minimum(Int(3)), ["3", "3.5"], ["2", "2.99"]),
        (Limit::Maximum(Int(3)), ["3", "-7"], ["4", "3.01"]),
        (
            Limit::ExclusiveMinimum(Float(0.5)),
            ["0.6", "1"],
            ["0.5", "0"],
        ),
        (Limit::ExclusiveMaximum(Int(1)), ["0.99", "0"], ["1", "2"]),
        (Limit::MultipleOf(Int(3)), ["9", "-6"], ["10", "4.5"]),
        (
            Limit::MultipleOf(Float(0.01)),
            ["19.99", "4"],
            ["0.005", "1.001"],
        ),
        (
            Limit::Maximum(Int(9_007_199_254_740_992)),
            ["9007199254740992", "0"],
            ["9007199254740993", "18446744073709551615"],
        ),
    ] {
        let own: &'static [Limit] = Box::leak(Box::new([limit]));
        for json in allowed {
            assert!(
                check("it", json, &Limits::new(own)).is_ok(),
                "{limit}: {json}"
            );
        }
        for json in refused {
            assert!(
                check("it", json, &Limits::new(own)).is_err(),
                "{limit}: {json}"
            );
        }
        assert!(
            check("it", "\"text\"", &Limits::new(own)).is_ok(),
            "{limit} is about numbers"
        );
    }
}

#[test]
fn lists_and_members() {
    let unique = Limits::new(&[Limit::UniqueItems, Limit::MinItems(1)]);
    assert!(check("it", "[1,2]", &unique).is_ok());
    assert!(check("it", r#"[{"a":1},{"a":1}]"#, &unique).is_err());
    assert!(check("it", "[]", &unique).is_err());
    let few = Limits::new(&[Limit::MinProperties(1), Limit::MaxProperties(2)]);
    assert!(check("it", r#"{"a":1}"#, &few).is_ok());
    assert!(check("it", "{}", &few).is_err());
    assert!(check("it", r#"{"a":1,"b":2,"c":3}"#, &few).is_err());
}

#[test]
fn kinds_are_told_by_their_tag() {
    const LONG: Limits = Limits::new(&[]).members(&[("name", Limits::new(&[Limit::MinLength(3)]))]);
    const NONE: Limits = Limits::new(&[]);
    let kinds = Limits::new(&[]).kinds("type", &[("dog", LONG), ("cat", NONE)]);
    assert!(check("it", r#"{"type":"cat","name":"A"}"#, &kinds).is_ok());
    assert!(check("it", r#"{"type":"fish","name":"A"}"#, &kinds).is_ok());
    assert!(check("it", r#"{"name":"A"}"#, &kinds).is_ok());
    assert!(check("it", r#"{"type":"dog","name":"A"}"#, &kinds).is_err());
}

#[cfg(feature = "pattern")]
#[test]
fn patterns_are_those_of_ecma_262() {
    for (pattern, text, fits) in [
        ("^[a-z]+$", "abc", true),
        ("^[a-z]+$", "abc1", false),
        // Not anchored.
        ("b", "abc", true),
        (r"^\p{L}+$", "äöü", true),
        ("^(?!no)", "no", false),
        (r"^\d{2}$", "\u{663}\u{664}", false),
        // Not an expression with `u`, but one without.
        (r"^a\-b$", "a-b", true),
        // No expression at all allows everything.
        ("(", "x", true),
    ] {
        let own: &'static [Limit] = Box::leak(Box::new([Limit::Pattern(pattern)]));
        let json = serde_json::to_string(text).unwrap();
        assert_eq!(
            check("it", &json, &Limits::new(own)).is_ok(),
            fits,
            "{pattern} {text}"
        );
    }
}
