//! Variants of unions that are alike.

use super::{PLACES, ZOO, Zoo};

/// A zoo with these places, each the schema at it.
fn zoo(places: &[(&str, &str)]) -> String {
    let places = places.iter();
    let lines = places.map(|(place, schema)| format!("        {place}: {schema}\n"));
    ZOO.to_owned() + PLACES + &lines.collect::<String>()
}

const ANIMAL: &str = "{ type: object, properties: { name: { type: string } } }";
const EITHER: &str = "{ oneOf: [{ $ref: '#/components/schemas/Zoo/properties/hen' }, \
    { $ref: '#/components/schemas/Zoo/properties/ape' }] }";

impl Zoo {
    fn has_schemas(&self, places: &[(&str, &str)]) {
        self.client.spec(&zoo(places));
        self.client.passes();
    }
}

/// Two variants of one union are two types, unless they were one before there was the union.
#[test]
fn what_was_one_is_one_as_variants_too() {
    let (before, after) = (
        [("hen", ANIMAL), ("ape", ANIMAL)],
        [("hen", ANIMAL), ("ape", ANIMAL), ("either", EITHER)],
    );
    let zoo = Zoo::of(&[]);
    zoo.has_schemas(&after);
    assert!(zoo.shared().is_empty(), "each has its `From`");
    let zoo = Zoo::of(&[]);
    zoo.has_schemas(&before);
    assert_eq!(zoo.shared(), ["ZooHen = ZooApe"]);
    zoo.has_schemas(&after);
    assert_eq!(zoo.shared(), ["ZooHen = ZooApe"]);
    assert_eq!(zoo.lines(), ["hen same ZooApe"]);
    assert!(!zoo.client.model("zoo.rs").contains("impl From"));
}

#[test]
fn variants_of_two_unions_are_one_unless_they_were_two() {
    let pet = "{ oneOf: [{ title: cat, type: object, properties: { lives: { type: integer } } }, { type: string }] }";
    let pets = [("hen", pet), ("ape", pet)];
    let zoo = Zoo::of(&[]);
    zoo.has_schemas(&pets);
    let all = ["ZooHen = ZooApe", "ZooHenCat = ZooApeCat"];
    assert_eq!(zoo.shared(), all);
    let zoo = Zoo::apart(&[]);
    zoo.option("share_types = false\n");
    zoo.has_schemas(&pets);
    zoo.option("");
    zoo.has_schemas(&pets);
    assert!(zoo.shared().is_empty());
    // What is new joins, and a variant that gets another name is a type of its own.
    let zoo = Zoo::of(&[]);
    zoo.has_schemas(&pets[..1]);
    zoo.has_schemas(&pets);
    let all = ["ZooApe = ZooHen", "ZooApeCat = ZooHenCat"];
    assert_eq!(zoo.shared(), all);
    let lion = pet.replace("cat", "lion");
    zoo.has_schemas(&[("hen", pet), ("ape", &lion)]);
    assert!(zoo.shared().is_empty());
}

/// `diff` knows the types by the lock, as the client does.
#[test]
fn a_variant_that_is_one_with_another_costs_both_their_from() {
    let text = ", { type: string }";
    let hen = "{ $ref: '#/components/schemas/Zoo/properties/hen' }";
    let old = format!("{{ oneOf: [{hen}{text}] }}");
    let new = EITHER.replace(" }] }", &format!(" }}{text}] }}"));
    let [old, new] = [old.as_str(), new.as_str()]
        .map(|union| zoo(&[("hen", ANIMAL), ("ape", ANIMAL), ("either", union)]));
    let zoo = Zoo::of(&[]);
    zoo.client.spec(&old);
    zoo.client.passes();
    let changes = zoo.client.changes(&old, &new, &[]);
    let mut rules = changes.iter().map(|(rule, _)| rule.as_str());
    assert!(
        rules.any(|rule| rule == "union-conversion-lost"),
        "{changes:?}"
    );
}

/// What is new within two that were one is one too, also where a union names both.
#[test]
fn new_parts_of_what_was_one_are_one_as_variants_too() {
    let zoo = Zoo::of(&[]);
    zoo.has_schemas(&[("hen", ANIMAL), ("ape", ANIMAL)]);
    let fed = "{ type: object, properties: { name: { type: string }, meal: { type: object, properties: { size: { type: integer } } } } }";
    let either = EITHER.replace("hen'", "hen/properties/meal'");
    let either = either.replace("ape'", "ape/properties/meal'");
    zoo.has_schemas(&[("hen", fed), ("ape", fed), ("either", &either)]);
    assert_eq!(zoo.shared(), ["ZooHen = ZooApe", "ZooHenMeal = ZooApeMeal"]);
}
