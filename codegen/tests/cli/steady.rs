//! Types that the lock has as one stay one while places come to differ in what is no other type.

use std::fs;

use crate::{
    lock::Client,
    sharing::{PLACES, ZOO},
};

/// Two objects without a name, by what their member is, and the operations that send one of them.
struct Zoo {
    client: Client,
}

/// What a place is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Answered,
    Sent,
}

/// A place: what its member is, and whether an operation sends it too.
type Beast<'a> = (&'a str, Way);

fn zoo(hen: Beast<'_>, ape: Beast<'_>) -> String {
    let mut text = ZOO.to_owned();
    for (name, (_, way)) in [("hen", hen), ("ape", ape)] {
        if way == Way::Sent {
            text += &format!(
                "  /{name}:\n    post:\n      operationId: send_{name}\n      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Zoo/properties/{name}' }} }} }} }}\n      responses: {{ '204': {{ description: Done. }} }}\n"
            );
        }
    }
    text += PLACES;
    for (name, (member, _)) in [("hen", hen), ("ape", ape)] {
        text += &format!(
            "        {name}: {{ type: object, properties: {{ food: {{ {member} }} }} }}\n"
        );
    }
    text
}

const PLAIN: &str = "type: string";

fn plain() -> Beast<'static> {
    (PLAIN, Way::Answered)
}

impl Zoo {
    /// A client whose lock says that both are one type.
    fn new(option: &str, member: &str) -> Self {
        let client = Client::new();
        let config = "spec = \"spec.yaml\"\nout = \"src\"\nnames_lock = \"names.lock\"\n";
        fs::write(client.path("codegen.toml"), format!("{config}{option}")).unwrap();
        let zoo = Self { client };
        zoo.has((member, Way::Answered), (member, Way::Answered));
        zoo.is_one();
        zoo
    }

    fn has(&self, hen: Beast<'_>, ape: Beast<'_>) {
        self.client.spec(&zoo(hen, ape));
        self.client.passes();
    }

    fn is_shared(&self) -> bool {
        let shared = "pub use self::ZooApe as ZooHen;";
        self.models().contains(shared)
    }

    fn is_one(&self) {
        assert!(self.is_shared(), "{}", self.models());
        let line = "/components/schemas/Zoo/properties/hen same ZooApe";
        assert!(self.client.has(line), "{}", self.client.lock());
    }

    fn is_two(&self) {
        assert!(!self.is_shared(), "{}", self.models());
        let line = "/components/schemas/Zoo/properties/hen apart ZooApe";
        assert!(self.client.has(line), "{}", self.client.lock());
    }

    fn models(&self) -> String {
        self.client.model("zoo.rs")
    }

    fn wire(&self) -> String {
        fs::read_to_string(self.client.path("src/wire/zoo.rs")).unwrap()
    }

    /// Whether food of `ZooApe` may have no more than `most` letters.
    fn is_checked(&self, most: u8) -> bool {
        let wire = self.wire();
        wire.contains("impl Limited for models::ZooApe")
            && wire.contains(&format!("Limit::MaxLength({most})"))
    }

    /// The rules of all changes that `diff` finds between two zoos by the lock that is there.
    fn diff(&self, old: [Beast<'_>; 2], new: [Beast<'_>; 2]) -> Vec<String> {
        let changes = self
            .client
            .changes(&zoo(old[0], old[1]), &zoo(new[0], new[1]), &[]);
        changes.into_iter().map(|(rule, _)| rule).collect()
    }
}

/// The words of the place that is defined are said.
#[test]
fn words_part_nothing() {
    let zoo = Zoo::new("", PLAIN);
    let worded = "type: string, description: Corn., example: maize, maxLength: 9, default: oats, readOnly: true";
    zoo.has((worded, Way::Answered), plain());
    zoo.is_one();
    assert!(!zoo.models().contains("Corn."), "{}", zoo.models());
    zoo.has(plain(), (worded, Way::Answered));
    zoo.is_one();
    assert!(zoo.models().contains("Corn."), "{}", zoo.models());
    let was = [plain(), plain()];
    let is = [(worded, Way::Answered), plain()];
    let rules = zoo.diff(was, is);
    assert!(!rules.contains(&"type-split".to_owned()), "{rules:?}");
    // Without a lock words count, as they would be lost.
    fs::remove_file(zoo.client.path("names.lock")).unwrap();
    zoo.client.passes();
    assert!(!zoo.is_shared(), "{}", zoo.models());
}

/// What is another type parts it, as ever.
#[test]
fn another_type_parts() {
    let zoo = Zoo::new("", PLAIN);
    zoo.has(("type: integer", Way::Answered), plain());
    zoo.is_two();
}

/// What an operation sends can be made, whichever name of the type it sends.
#[test]
fn what_one_place_sends_can_be_made() {
    let zoo = Zoo::new("mock = true\n", PLAIN);
    let is_made = || zoo.models().contains("impl ZooApe {");
    let makers = || fs::read_to_string(zoo.client.path("src/mock/models/zoo.rs"));
    assert!(!is_made(), "{}", zoo.models());
    assert!(makers().unwrap().contains("impl models::ZooApe"));
    zoo.has((PLAIN, Way::Sent), plain());
    zoo.is_one();
    assert!(is_made(), "{}", zoo.models());
    assert!(!makers().unwrap().contains("impl models::ZooApe"));
    // The one that is sent may be the one that is defined, too.
    zoo.has(plain(), (PLAIN, Way::Sent));
    zoo.is_one();
    assert!(is_made(), "{}", zoo.models());
    let (plain, sent) = (plain(), (PLAIN, Way::Sent));
    let rules = zoo.diff([plain, plain], [sent, plain]);
    let is_sent = |rule: &&String| *rule == "type-became-sent";
    assert_eq!(rules.iter().filter(is_sent).count(), 2, "{rules:?}");
    // What can be made still is none the worse, and what cannot is.
    let lost = "type-stopped-being-sent".to_owned();
    assert!(!zoo.diff([sent, sent], [sent, plain]).contains(&lost));
    assert!(zoo.diff([sent, plain], [plain, plain]).contains(&lost));
}

/// A setter warns only where nobody may use it.
#[test]
fn deprecated_is_what_all_places_deprecate() {
    let zoo = Zoo::new("", PLAIN);
    let old = "type: string, deprecated: true";
    zoo.has((PLAIN, Way::Sent), (old, Way::Sent));
    zoo.is_one();
    assert!(!zoo.models().contains("deprecated"), "{}", zoo.models());
    zoo.has((old, Way::Sent), (old, Way::Sent));
    zoo.is_one();
    assert!(zoo.models().contains("#[deprecated]"), "{}", zoo.models());
}

/// What is sent is held against the limits of its own place.
#[test]
fn limits_part_only_where_both_are_checked() {
    let short = "type: string, maxLength: 5";
    let long = "type: string, maxLength: 9";
    let zoo = Zoo::new("check_limits = [\"path:/*\"]\n", short);
    assert!(!zoo.wire().contains("Limited"), "{}", zoo.wire());
    zoo.has((short, Way::Sent), (short, Way::Answered));
    zoo.is_one();
    assert!(zoo.is_checked(5), "{}", zoo.wire());
    // Answers are not checked.
    zoo.has((short, Way::Sent), (long, Way::Answered));
    zoo.is_one();
    assert!(zoo.is_checked(5), "{}", zoo.wire());
    // What is sent without a limit is not held against another's.
    zoo.has((short, Way::Sent), (PLAIN, Way::Sent));
    zoo.is_two();
    assert!(!zoo.is_checked(5), "{}", zoo.wire());
    let zoo = Zoo::new("check_limits = [\"path:/*\"]\n", short);
    zoo.has((short, Way::Sent), (long, Way::Sent));
    zoo.is_two();
    assert!(zoo.is_checked(9), "{}", zoo.wire());
}

/// Values that one place allows are no news at the other.
#[test]
fn an_enum_allows_what_any_place_allows() {
    let closed = "type: string, enum: [corn, oats]";
    let open = "anyOf: [{ type: string }, { type: string, enum: [corn, oats] }]";
    let client = Client::new();
    let zoo = |hen: &str, ape: &str| {
        client.spec(
            &zoo(plain(), plain())
                .replace("{ food: { type: string } }", "{ food: FOOD }")
                .replacen("FOOD", &format!("{{ {hen} }}"), 1)
                .replacen("FOOD", &format!("{{ {ape} }}"), 1),
        );
        client.passes();
        let wire = fs::read_to_string(client.path("src/wire/zoo.rs")).unwrap();
        let is_shared = client
            .model("zoo.rs")
            .contains("pub use self::ZooApeFood as ZooHenFood;");
        assert!(is_shared, "{}", client.model("zoo.rs"));
        wire.contains("listed_or_allowed(value, Self::ALL, Self::Unknown)")
    };
    assert!(!zoo(closed, closed));
    assert!(zoo(open, closed));
    assert!(zoo(closed, open));
    assert!(zoo(open, open));
    assert!(!zoo(closed, closed));
}

/// What types are made of stays one with them, also what is new in them.
#[test]
fn what_is_new_within_is_one_too() {
    let zoo = Zoo::new("", PLAIN);
    let deep = |words: &str| {
        format!("type: object, properties: {{ kind: {{ type: string, description: {words} }} }}")
    };
    let (hen, ape) = (deep("Of corn."), deep("Of fruit."));
    // Each has had a member more since.
    let more = |food: &str| format!("{PLAIN} }}, meal: {{ {food}");
    let (hen, ape) = (more(&hen), more(&ape));
    zoo.has((&hen, Way::Sent), (&ape, Way::Answered));
    zoo.is_one();
    let models = zoo.models();
    assert!(
        models.contains("pub use self::ZooApeMeal as ZooHenMeal;"),
        "{models}"
    );
    assert!(models.contains("Of fruit.") && !models.contains("Of corn."));
    assert!(models.contains("impl ZooApeMeal {"), "{models}");
    let lock = zoo.client.lock();
    zoo.client.passes();
    assert_eq!(lock, zoo.client.lock());
}

/// What is new joins the type whose words are said, and no other.
#[test]
fn what_is_new_joins_by_words() {
    let zoo = Zoo::new("", PLAIN);
    let worded = "type: string, description: Corn.";
    let newt = |member: &str| {
        let text = self::zoo((worded, Way::Answered), plain());
        let line =
            format!("        newt: {{ type: object, properties: {{ food: {{ {member} }} }} }}\n");
        zoo.client.spec(&(text + &line));
        zoo.client.passes();
        zoo.is_one();
        let lines = ["same ZooApe", "same ZooHen", "apart ZooApe"];
        let lines = lines.map(|end| format!("/components/schemas/Zoo/properties/newt {end}"));
        lines.map(|line| zoo.client.has(&line))
    };
    let before = zoo.client.lock();
    assert_eq!(newt(PLAIN), [true, false, false]);
    // What it says later parts it no more than others.
    assert_eq!(newt(worded), [true, false, false]);
    fs::write(zoo.client.path("names.lock"), before).unwrap();
    assert_eq!(newt(worded), [false, false, false]);
    assert!(zoo.models().contains("pub struct ZooNewt"));
}

/// Of what is new within types that are one, the words are those of the type that is defined.
#[test]
fn what_is_new_joins_what_is_said_within() {
    let zoo = Zoo::new("", PLAIN);
    let (ape, hen) = ("/properties/ape same ZooHen", "/properties/hen same ZooApe");
    let lock = zoo.client.lock().replace(hen, ape);
    fs::write(zoo.client.path("names.lock"), lock).unwrap();
    let deep = |words: &str| {
        format!("type: object, properties: {{ kind: {{ type: string, description: {words} }} }}")
    };
    let meal = |words: &str| format!("{PLAIN} }}, meal: {{ {}", deep(words));
    let (hen, ape) = (meal("Of corn."), meal("Of fruit."));
    let text = self::zoo((&hen, Way::Answered), (&ape, Way::Answered));
    let newts = format!(
        "        salamander: {{ {} }}\n        turtledove: {{ {} }}\n",
        deep("Of fruit."),
        deep("Of corn.")
    );
    zoo.client.spec(&(text + &newts));
    zoo.client.passes();
    let models = zoo.models();
    assert!(
        models.contains("pub use self::ZooHen as ZooApe;"),
        "{models}"
    );
    assert!(models.contains("pub struct ZooTurtledove"), "{models}");
    assert!(
        models.contains("pub use self::ZooApeMeal as ZooSalamander;"),
        "{models}"
    );
    let once = models.matches("Of fruit.").count();
    assert_eq!(
        (once, models.matches("Of corn.").count()),
        (1, 1),
        "{models}"
    );
}
