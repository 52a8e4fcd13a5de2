//! What stands elsewhere than in the document: references, and whole sections.

use std::fs;

use super::{Desk, lints};

/// A document whose paths stand in another file.
const ELSEWHERE: &str = "openapi: 3.0.3\ninfo: { title: Kites, version: '1' }\nservers: [{ url: https://kites.example }]\npaths: { $ref: paths.yaml }\n";
const KITE: &str = "{ get: { operationId: kites, responses: { '204': { description: Done. } } } }";

#[test]
fn references_out_of_a_document_are_followed_or_named() {
    let desk = Desk::new();
    let schema = "{ $ref: '../common.yaml#/components/schemas/Pet' }";
    let operation = format!(
        "openapi: 3.1.1\ninfo: {{ title: A, version: '1' }}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200': {{ description: A., content: {{ application/json: {{ schema: {schema} }} }} }}\n"
    );
    desk.put("apps/a.yaml", &operation);
    let (status, text, stderr) = desk.import(&["apps/a.yaml"]);
    assert!(
        stderr.contains("[import/reference]: `../common.yaml#/components/schemas/Pet`"),
        "{stderr}"
    );
    assert!(status == 0 && !text.contains("$ref"), "{text}");
    desk.put("common.yaml", "components:\n  schemas:\n    Pet: { type: object, properties: { name: { type: string } } }\n");
    let (status, text, stderr) = desk.import(&["apps/a.yaml", "--allow-outside"]);
    assert!(
        status == 0 && text.contains("#/components/schemas/Pet"),
        "{stderr}{text}"
    );
    lints(&desk.put("spec.yaml", &text));
}

#[test]
fn references_are_followed_by_their_escapes_and_data_is_none() {
    let desk = Desk::new();
    let schema = "{ $ref: 'common.yaml#/components/schemas/A%20B' }";
    desk.put("a.yaml", &format!(
        "openapi: 3.1.1\ninfo: {{ title: A, version: '1' }}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200':\n          description: A.\n          content:\n            application/json:\n              schema: {schema}\n              example: {{ $ref: nowhere.yaml, x: 1 }}\n"
    ));
    desk.put(
        "common.yaml",
        "components:\n  schemas:\n    A B: { type: object, properties: { example: { $ref: '#/components/schemas/C' } } }\n    C: { type: string }\n",
    );
    let (status, text, stderr) = desk.import(&["a.yaml"]);
    assert_eq!(status, 0, "{stderr}");
    assert!(!stderr.contains("import/reference"), "{stderr}");
    assert!(
        text.contains("$ref: nowhere.yaml") && text.contains("type: string"),
        "{text}"
    );
}

#[test]
fn paths_that_stand_elsewhere_are_followed_or_refused() {
    let desk = Desk::new();
    desk.put("kites.yaml", ELSEWHERE);
    desk.put(
        "own.yaml",
        &format!(
            "{}x-all:\n  /kites: {KITE}\n",
            ELSEWHERE.replace("paths.yaml", "'#/x-all'")
        ),
    );
    desk.put(
        "page.yaml",
        &ELSEWHERE.replace("$ref: paths.yaml", &format!("/a: {KITE}")),
    );
    // Where they cannot be had, no operation is silently lost.
    let (status, printed, said) = desk.import(&["kites.yaml"]);
    assert_eq!((status, printed.as_str()), (1, ""), "{said}");
    assert!(said.contains("error[openapi/lost-operation]"), "{said}");
    assert!(said.contains("kites.yaml:4:16"), "{said}");
    desk.put("paths.yaml", &format!("/kites: {KITE}\n"));
    for name in ["kites.yaml", "own.yaml"] {
        let (status, printed, said) = desk.import(&[name]);
        assert_eq!(status, 0, "{said}");
        assert!(printed.contains("paths:\n  /kites:\n    get:"), "{printed}");
        assert!(said.contains("imported 1 operation; 0 errors, "), "{said}");
        let text = fs::read_to_string(desk.path(name)).unwrap();
        let (status, _, said) = desk.import(&["page.yaml", "--into", name]);
        assert_eq!(status, 1, "{said}");
        assert!(
            said.contains("error[import/layout]: all paths stand at `"),
            "{said}"
        );
        assert!(said.contains(&format!("{name}:4:16")), "{said}");
        assert_eq!(fs::read_to_string(desk.path(name)).unwrap(), text);
    }
    let (_, _, said) = desk.import(&["page.yaml", "page.yaml", "--into", "new.yaml"]);
    assert!(
        said.contains("1 added, 0 changed, 1 operation as before; it is new"),
        "{said}"
    );
}

#[test]
fn components_that_stand_elsewhere_are_followed_or_refused() {
    let desk = Desk::new();
    let answer = "{ description: A kite., content: { application/json: { schema: { $ref: '#/components/schemas/Kite' } } } }";
    let kites = format!(
        "openapi: 3.0.3\ninfo: {{ title: Kites, version: '1' }}\npaths:\n  /kites: {{ get: {{ operationId: kites, responses: {{ '200': {answer} }} }} }}\ncomponents: {{ $ref: all.yaml }}\n"
    );
    desk.put("kites.yaml", &kites);
    // Where they cannot be had, no schema silently becomes any JSON.
    let (status, printed, said) = desk.import(&["kites.yaml"]);
    assert_eq!((status, printed.as_str()), (1, ""), "{said}");
    assert!(said.contains("error[openapi/lost-components]"), "{said}");
    assert!(said.contains("kites.yaml:5:21"), "{said}");
    desk.put("all.yaml", "schemas:\n  Kite: { type: object, properties: { colour: { $ref: '#/schemas/Colour' } } }\n  Colour: { type: string, enum: [red] }\n");
    let (status, printed, said) = desk.import(&["kites.yaml"]);
    assert_eq!(status, 0, "{said}");
    let expected = "components:\n  schemas:\n    Kite:\n";
    assert!(printed.contains(expected), "{printed}");
    assert_eq!(printed.matches("Colour:").count(), 1, "{printed}");
    lints(&desk.put("spec.yaml", &printed));
    // Into one whose components stand elsewhere nothing is written.
    let (status, _, said) = desk.import(&["spec.yaml", "--into", "kites.yaml"]);
    assert_eq!(status, 1, "{said}");
    assert!(
        said.contains("error[import/layout]: all components stand at `all.yaml`"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(desk.path("kites.yaml")).unwrap(), kites);
}

/// A reference with members beside it says two things, of which neither is silently dropped.
#[test]
fn what_stands_beside_a_reference_to_a_whole_section_is_refused() {
    let desk = Desk::new();
    desk.put(
        "all.yaml",
        "schemas: { Kite: { type: object } }\n/kites: {}\n",
    );
    let head = "openapi: 3.0.3\ninfo: { title: Kites, version: '1' }\n";
    let schema = "{ schema: { $ref: '#/components/schemas/Kite' } }";
    let paths = format!(
        "/a: {{ get: {{ operationId: a, responses: {{ '200': {{ description: A., content: {{ application/json: {schema} }} }} }} }} }}"
    );
    let toy = "Toy: { type: string }";
    for (rest, code, place) in [
        (
            format!("paths: {{ $ref: all.yaml, {paths} }}\n"),
            "openapi/lost-operation",
            "3:16",
        ),
        (
            format!(
                "paths: {{ {paths} }}\ncomponents: {{ $ref: all.yaml, schemas: {{ {toy} }} }}\n"
            ),
            "openapi/lost-components",
            "4:21",
        ),
        (
            format!(
                "paths: {{ {paths} }}\ncomponents: {{ schemas: {{ $ref: 'all.yaml#/schemas', {toy} }} }}\n"
            ),
            "openapi/lost-components",
            "4:32",
        ),
    ] {
        desk.put("kites.yaml", &format!("{head}{rest}"));
        let (status, printed, said) = desk.import(&["kites.yaml"]);
        assert_eq!((status, printed.as_str()), (1, ""), "{said}");
        assert!(said.contains(&format!("error[{code}]")), "{said}");
        assert!(said.contains(&format!("kites.yaml:{place}")), "{said}");
        assert!(said.contains("members stand beside this"), "{said}");
    }
}

/// Nothing is written beside a reference, be it to all components or to a section of them.
#[test]
fn a_section_of_the_components_that_stands_elsewhere_is_not_written_into() {
    let desk = Desk::new();
    let of = |components: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{ title: Kites, version: '1' }}\npaths:\n  /kites: {KITE}\ncomponents: {components}\n"
        )
    };
    desk.put("all.yaml", "schemas: { Kite: { type: object } }\n");
    let toys = of("{ schemas: { Toy: { type: string } } }");
    desk.put("toys.yaml", &toys);
    let elsewhere = "{ $ref: 'all.yaml#/schemas' }";
    for (components, message) in [
        (
            format!("{{ schemas: {elsewhere} }}"),
            "all components/schemas stand at `all.yaml#/schemas`",
        ),
        (
            format!("{{ schemas: {{ Kite: {{ type: object }} }}, responses: {elsewhere} }}"),
            "all components/responses stand at `all.yaml#/schemas`",
        ),
        (
            "{ schemas: { $ref: 'all.yaml#/schemas', Hat: { type: string } } }".to_owned(),
            "some components/schemas stand at `all.yaml#/schemas`",
        ),
    ] {
        let kites = of(&components);
        desk.put("kites.yaml", &kites);
        let (status, _, said) = desk.import(&["toys.yaml", "--into", "kites.yaml"]);
        assert_eq!(status, 1, "{said}");
        let message = format!("error[import/layout]: {message}");
        assert!(said.contains(&message), "{said}");
        assert_eq!(fs::read_to_string(desk.path("kites.yaml")).unwrap(), kites);
    }
    // What only looks so is none.
    let kites = of("{ x-schemas: { $ref: all.yaml }, schemas: { Hat: { $ref: '#/a' } } }");
    desk.put("kites.yaml", &kites);
    let (_, _, said) = desk.import(&["toys.yaml", "--into", "kites.yaml"]);
    assert!(!said.contains("import/layout"), "{said}");
}
