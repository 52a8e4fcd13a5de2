//! Types that are alike are one, and which are is remembered by the lock.

mod compared;
mod unions;

use std::fs;

use crate::lock::Client;

/// A document that answers a zoo, up to its schemas.
pub(crate) const ZOO: &str = "\
openapi: 3.1.1
info: { title: Zoo, version: '1' }
paths:
  /zoo:
    get:
      operationId: getZoo
      responses: { '200': { description: It., content: { application/json: { schema: { $ref: '#/components/schemas/Zoo' } } } } }
";

/// What stands before the places of a zoo.
pub(crate) const PLACES: &str = "\
components:
  schemas:
    Zoo:
      type: object
      properties:
";

/// A schema with one object at each place, which has these members; `name=place` is one of
/// the type at that place.
fn zoo(places: &[(&str, &str)]) -> String {
    let mut text = ZOO.to_owned() + PLACES;
    for (place, members) in places {
        let members = members.split(' ').map(|name| match name.split_once('=') {
            Some((name, part)) => {
                format!("{name}: {{ $ref: '#/components/schemas/Zoo/properties/{part}' }}")
            }
            None => format!("{name}: {{ type: string }}"),
        });
        let members = members.collect::<Vec<_>>().join(", ");
        text += &format!("        {place}: {{ type: object, properties: {{ {members} }} }}\n");
    }
    text
}

/// A client of a zoo with a lock.
struct Zoo {
    client: Client,
}

impl Zoo {
    fn of(places: &[(&str, &str)]) -> Self {
        let zoo = Self {
            client: Client::new(),
        };
        zoo.has(places);
        zoo
    }

    /// The client of a zoo that shares nothing, which shares from now on.
    fn apart(places: &[(&str, &str)]) -> Self {
        let client = Client::new();
        let zoo = Self { client };
        zoo.option("share_types = false\n");
        zoo.has(places);
        zoo.option("");
        zoo
    }

    fn option(&self, line: &str) {
        let config = "spec = \"spec.yaml\"\nout = \"src\"\nnames_lock = \"names.lock\"\n";
        let path = self.client.path("codegen.toml");
        fs::write(path, format!("{config}{line}")).unwrap();
    }

    fn has(&self, places: &[(&str, &str)]) {
        self.client.spec(&zoo(places));
        self.client.passes();
    }

    /// The lines of the lock about which types are one, without what all places begin with.
    fn lines(&self) -> Vec<String> {
        let lock = self.client.lock();
        let lines = lock.lines().filter(|line| !line.starts_with('#'));
        let shared = lines.filter(|line| line.contains(" same ") || line.contains(" apart "));
        let short = shared.map(|line| {
            line.trim_start_matches("/components/schemas/Zoo/properties/")
                .to_owned()
        });
        short.collect()
    }

    /// The types that are only another name of one, as `ZooHen = ZooApe`.
    fn shared(&self) -> Vec<String> {
        let model = self.client.model("zoo.rs");
        let names = model
            .lines()
            .filter_map(|line| line.strip_prefix("pub use self::"));
        let mut names: Vec<String> = names
            .map(|line| {
                let (defined, name) = line.trim_end_matches(';').split_once(" as ").unwrap();
                format!("{name} = {defined}")
            })
            .collect();
        names.sort();
        names
    }

    /// What `diff` says of types that were one or are one between two zoos, by the lock that is there.
    fn diff(&self, old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<String> {
        self.diff_by(old, new, &[])
    }

    /// The same by what `more` says.
    fn diff_by(&self, old: &[(&str, &str)], new: &[(&str, &str)], more: &[&str]) -> Vec<String> {
        let changes = self.client.changes(&zoo(old), &zoo(new), more).into_iter();
        let shared = changes.filter(|(rule, _)| rule == "type-split" || rule == "types-joined");
        shared.map(|(_, what)| what).collect()
    }
}

#[test]
fn the_lock_says_which_types_are_one() {
    let zoo = Zoo::of(&[("hen", "name"), ("ape", "name"), ("newt", "age")]);
    assert_eq!(zoo.shared(), ["ZooHen = ZooApe"]);
    assert_eq!(zoo.lines(), ["hen same ZooApe"]);
    let (lock, model) = (zoo.client.lock(), zoo.client.model("zoo.rs"));
    zoo.client.passes();
    assert_eq!(
        (lock, model),
        (zoo.client.lock(), zoo.client.model("zoo.rs"))
    );
}

/// An older specwright wrote no such lines, and had all types apart.
#[test]
fn what_was_two_stays_two() {
    let zoo = Zoo::apart(&[("hen", "name"), ("ape", "name"), ("newt", "age")]);
    let lock = zoo.client.lock();
    zoo.client.passes();
    assert!(zoo.shared().is_empty(), "{:?}", zoo.shared());
    assert_eq!(lock, zoo.client.lock());
    // What comes to look alike later does not become one either.
    zoo.has(&[("hen", "name"), ("ape", "name"), ("newt", "name")]);
    assert!(zoo.shared().is_empty(), "{:?}", zoo.shared());
    assert!(zoo.lines().is_empty(), "{:?}", zoo.lines());
}

#[test]
fn what_is_new_joins_the_shortest_name() {
    let zoo = Zoo::apart(&[("hen", "name"), ("newt", "name"), ("ape", "name")]);
    // The new name is shorter than all.
    let more = [
        ("hen", "name"),
        ("newt", "name"),
        ("ape", "name"),
        ("ox", "name"),
    ];
    zoo.has(&more);
    assert_eq!(zoo.shared(), ["ZooOx = ZooApe"]);
    assert_eq!(zoo.lines(), ["ox same ZooApe"]);
    // Nor is it defined instead when all is written anew.
    zoo.has(&more);
    assert_eq!(zoo.shared(), ["ZooOx = ZooApe"]);
}

/// Who is made of two that are two is not one: the names of what they are made of would be one type.
#[test]
fn what_is_new_makes_no_two_one() {
    let zoo = Zoo::apart(&[("hen", "name"), ("ape", "name")]);
    zoo.has(&[
        ("hen", "name"),
        ("ape", "name"),
        ("coop", "beast=hen"),
        ("cage", "beast=ape"),
        ("crate", "beast=ape"),
    ]);
    assert_eq!(zoo.shared(), ["ZooCrate = ZooCage"]);
}

#[test]
fn what_came_apart_stays_apart() {
    let one = [("hen", "name"), ("ape", "name"), ("newt", "name")];
    let zoo = Zoo::of(&one);
    assert_eq!(zoo.lines(), ["hen same ZooApe", "newt same ZooApe"]);
    let two = [("hen", "name age"), ("ape", "name"), ("newt", "name age")];
    zoo.has(&two);
    assert_eq!(zoo.shared(), ["ZooNewt = ZooHen"]);
    assert_eq!(zoo.lines(), ["hen apart ZooApe", "newt same ZooHen"]);
    // Also by the new lock the old document is known to have had one.
    let said = "one type is 2 now: `models::ZooApe` apart from `models::ZooHen`, `models::ZooNewt`";
    assert_eq!(zoo.diff(&one, &two), [said]);
    zoo.has(&one);
    assert_eq!(zoo.shared(), ["ZooNewt = ZooHen"]);
    assert_eq!(zoo.lines(), ["hen apart ZooApe", "newt same ZooHen"]);
    assert!(zoo.diff(&one, &one).is_empty());
}

/// The others stay one, and what comes back is one with them again.
#[test]
fn the_defined_type_goes_and_comes_back() {
    let all = [("hen", "name"), ("ape", "name"), ("newt", "name")];
    let zoo = Zoo::of(&all);
    zoo.has(&[("hen", "name"), ("newt", "name")]);
    assert_eq!(zoo.shared(), ["ZooNewt = ZooHen"]);
    assert_eq!(zoo.lines(), ["ape same ZooHen gone", "newt same ZooHen"]);
    // Another branch has added a name of the one that is gone.
    let lock = zoo.client.lock()
        + "/components/schemas/Zoo/properties/yak type ZooYak\n/components/schemas/Zoo/properties/yak same ZooApe\n";
    fs::write(zoo.client.path("names.lock"), lock).unwrap();
    let mut more = all.to_vec();
    more.push(("yak", "name"));
    zoo.has(&more);
    assert_eq!(
        zoo.shared(),
        ["ZooApe = ZooHen", "ZooNewt = ZooHen", "ZooYak = ZooHen"]
    );
    zoo.has(&[("newt", "name")]);
    let lines = [
        "ape same ZooHen gone",
        "hen same ZooNewt gone",
        "yak same ZooHen gone",
    ];
    assert_eq!(zoo.lines(), lines);
    zoo.has(&all);
    assert_eq!(zoo.shared(), ["ZooApe = ZooNewt", "ZooHen = ZooNewt"]);
}

/// Two branches may each have made one the other's name.
#[test]
fn a_circle_is_one_type() {
    let zoo = Zoo::of(&[("hen", "name"), ("ape", "name"), ("newt", "name")]);
    let lock = zoo.client.lock() + "/components/schemas/Zoo/properties/ape same ZooHen\n";
    fs::write(zoo.client.path("names.lock"), lock).unwrap();
    zoo.client.passes();
    assert_eq!(zoo.shared(), ["ZooHen = ZooApe", "ZooNewt = ZooApe"]);
    assert_eq!(zoo.lines(), ["hen same ZooApe", "newt same ZooApe"]);
}

#[test]
fn lines_that_contradict_each_other_are_an_error() {
    let zoo = Zoo::of(&[("hen", "name"), ("ape", "name"), ("newt", "name")]);
    let lock = zoo.client.lock() + "/components/schemas/Zoo/properties/newt same ZooHen\n";
    fs::write(zoo.client.path("names.lock"), lock).unwrap();
    let (status, stderr) = zoo.client.generate(&[]);
    assert_eq!(status, 1, "{stderr}");
    let said = "cannot be both `ZooApe` and `ZooHen`";
    assert!(stderr.contains(said), "{stderr}");
}

/// Who turns it off has types of their own, which stay so.
#[test]
fn off_is_apart_for_good() {
    let all = [("hen", "name"), ("ape", "name")];
    let zoo = Zoo::of(&all);
    zoo.option("share_types = false\n");
    zoo.has(&all);
    assert!(zoo.shared().is_empty(), "{:?}", zoo.shared());
    assert!(zoo.lines().is_empty(), "{:?}", zoo.lines());
    zoo.option("");
    zoo.has(&all);
    assert!(zoo.shared().is_empty(), "{:?}", zoo.shared());
}

/// A type that moved is what it was, and no name of what was taken for its like.
#[test]
fn what_moved_is_what_it_was() {
    let zoo = Zoo::apart(&[("hen", "name"), ("ape", "name")]);
    zoo.has(&[("fowl", "name"), ("chick", "name"), ("ape", "name")]);
    assert_eq!(zoo.shared(), ["ZooChick = ZooApe", "ZooFowl = ZooApe"]);
    let place = "/components/schemas/Zoo/properties";
    let lock = format!("{}{place}/fowl was {place}/hen\n", zoo.client.lock());
    fs::write(zoo.client.path("names.lock"), lock).unwrap();
    zoo.client.passes();
    assert_eq!(zoo.shared(), ["ZooChick = ZooApe"]);
    // What was another name of the moved one before that line is so still.
    let zoo = Zoo::of(&[("hen", "name")]);
    zoo.has(&[("fowl", "age"), ("ape", "size"), ("bird", "age")]);
    assert_eq!(zoo.shared(), ["ZooFowl = ZooBird"]);
    let lock = format!("{}{place}/bird was {place}/hen\n", zoo.client.lock());
    fs::write(zoo.client.path("names.lock"), lock).unwrap();
    zoo.client.passes();
    assert_eq!(zoo.shared(), ["ZooFowl = ZooHen"]);
}

/// A name of `codegen.toml` may take the one of a type that others are names of, also of those that are gone.
#[test]
fn what_is_gone_follows_the_defined_type_to_another_name() {
    let all = [("hen", "name"), ("ape", "name"), ("newt", "name")];
    let zoo = Zoo::of(&all);
    zoo.has(&[("hen", "name"), ("newt", "name")]);
    assert_eq!(zoo.lines(), ["ape same ZooHen gone", "newt same ZooHen"]);
    zoo.option("rename.schemas = { Fowl = \"ZooHen\" }\n");
    let fowl =
        "    Fowl: { type: object, properties: { zoo: { $ref: '#/components/schemas/Zoo' } } }\n";
    let with_fowl = |places: &[(&str, &str)]| {
        let schema = "schema: { $ref: '#/components/schemas/Zoo' }";
        let text = self::zoo(places).replace(schema, &schema.replace("Zoo", "Fowl"));
        zoo.client.spec(&format!("{text}{fowl}"));
        zoo.client.passes();
    };
    with_fowl(&[("hen", "name"), ("newt", "name")]);
    assert_eq!(zoo.shared(), ["ZooNewt = ZooHen2"]);
    assert_eq!(zoo.lines(), ["ape same ZooHen2 gone", "newt same ZooHen2"]);
    with_fowl(&all);
    assert_eq!(zoo.shared(), ["ZooApe = ZooHen2", "ZooNewt = ZooHen2"]);
    // What came apart from it did so from the one that it is now.
    with_fowl(&[("hen", "name"), ("ape", "name age"), ("newt", "name")]);
    assert_eq!(zoo.lines(), ["ape apart ZooHen2", "newt same ZooHen2"]);
    zoo.option("rename.schemas = { Fowl = \"ZooHen2\" }\n");
    with_fowl(&[("hen", "name"), ("ape", "name age")]);
    assert_eq!(zoo.lines(), ["ape apart ZooHen3", "newt same ZooHen3 gone"]);
}

/// What is sent of two schemas with names is two types, as the schemas are, and both are variants.
#[test]
fn what_is_sent_of_named_schemas_stays_two() {
    let client = Client::new();
    let pet = "type: object, properties: { id: { type: string, readOnly: true }, name: { type: string } }";
    let either =
        "oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]";
    client.spec(&format!(
        "\
openapi: 3.1.1
info: {{ title: Zoo, version: '1' }}
paths:
  /zoo:
    post:
      operationId: postZoo
      requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Pet' }} }} }} }}
      responses: {{ '200': {{ description: It., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Pet' }} }} }} }} }}
components:
  schemas:
    Cat: {{ {pet} }}
    Dog: {{ {pet} }}
    Pet: {{ {either} }}
"
    ));
    client.passes();
    let models = ["cat.rs", "dog.rs", "pet.rs"]
        .map(|file| client.model(file))
        .concat();
    for found in [
        "pub struct CatInput",
        "pub struct DogInput",
        "From<CatInput>",
        "From<DogInput>",
    ] {
        assert!(models.contains(found), "{found} in {models}");
    }
    assert!(!client.lock().contains(" same "), "{}", client.lock());
}
