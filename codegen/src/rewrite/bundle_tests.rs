//! Documents of several files as one.

use std::fs;

use serde_json::json;

use super::*;

/// A document of several files as one, and the references that are lost.
fn bundled(files: &[(&str, Value)]) -> (Value, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in files {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        fs::write(folder.path().join(name), text).unwrap();
    }
    let (mut sources, mut sink) = (SourceMap::default(), Sink::default());
    let path = folder.path().join("a.json");
    let root = sources.load(&path, &mut sink).unwrap();
    let (document, lost) = bundle(path, &root, Reach::default(), &mut sources, &mut sink);
    assert_eq!(sink.len(), 0);
    let lost = lost.into_iter().map(|lost| lost.reference);
    (document, lost.collect())
}

/// A document with references of each kind.
fn files() -> Vec<(&'static str, Value)> {
    let operation = json!({
        "parameters": [{ "$ref": "b.json#/limit" }],
        "requestBody": { "$ref": "b.json#/body" },
        "responses": { "200": { "$ref": "b.json#/done" } },
        "callbacks": { "then": { "{$request.body#/url}": { "$ref": "item.json" } } },
    });
    vec![
        (
            "a.json",
            json!({ "openapi": "3.0.3", "info": { "description": { "$ref": "words.md" } },
            "paths": { "/a": { "get": operation }, "/b": { "$ref": "item.json" } },
            "components": { "schemas": { "Pet": { "$ref": "b.json#/Pet" }, "Cat": { "type": "object" } } } }),
        ),
        (
            "item.json",
            json!({ "get": { "parameters": [{ "$ref": "b.json#/limit" }], "responses": {} } }),
        ),
        ("words.md", json!("Words.")),
        (
            "b.json",
            json!({
                "limit": { "name": "limit", "in": "query", "schema": { "$ref": "#/a~1b%20c" } },
                "body": { "content": { "j": { "schema": { "$ref": "b.json" }, "examples": { "one": { "$ref": "#/one" } } } } },
                "one": { "value": { "$ref": "nowhere" } },
                "done": { "description": "d", "headers": { "h": { "$ref": "#/limit" } } },
                "a/b c": { "type": "string" },
                "properties": { "$ref": { "$ref": "#/Pet" }, "example": { "$ref": "a.json#/components/schemas/Cat" } },
                "Pet": { "example": { "$ref": "nowhere" }, "oneOf": [{ "$ref": "a.json#/components/schemas/Cat" }, { "$ref": "#/Pet" }],
                    "discriminator": { "propertyName": "p", "mapping": { "x": "#/Pet", "y": "a.json#/components/schemas/Cat", "z": "Cat" } } },
            }),
        ),
    ]
}

#[test]
fn what_other_files_hold_stands_where_it_belongs() {
    let files = files();
    let (document, lost) = bundled(&files);
    assert_eq!(lost, [""; 0]);
    let components = &document["components"];
    assert_eq!(document["info"]["description"], "Words.");
    let limit = json!([{ "$ref": "#/components/parameters/limit" }]);
    let item = json!({ "get": { "parameters": limit, "responses": {} } });
    let get = &document["paths"]["/a"]["get"];
    assert_eq!(get["parameters"], limit);
    assert_eq!(get["callbacks"]["then"]["{$request.body#/url}"], item);
    assert_eq!(document["paths"]["/b"], item);
    assert_eq!(
        components["schemas"]["Pet"]["$ref"],
        "#/components/schemas/Pet2"
    );
    assert_eq!(components["schemas"]["abc"], json!({ "type": "string" }));
    let media = &components["requestBodies"]["body"]["content"]["j"];
    assert_eq!(media["schema"]["$ref"], "#/components/schemas/b");
    assert_eq!(
        media["examples"]["one"]["$ref"],
        "#/components/examples/one"
    );
    assert_eq!(components["examples"]["one"], files[3].1["one"]);
    let cat = "#/components/schemas/Cat";
    let properties =
        json!({ "$ref": { "$ref": "#/components/schemas/Pet2" }, "example": { "$ref": cat } });
    assert_eq!(components["schemas"]["b"]["properties"], properties);
    let pet = &components["schemas"]["Pet2"];
    assert_eq!(pet["example"], json!({ "$ref": "nowhere" }));
    assert_eq!(
        pet["discriminator"]["mapping"],
        json!({ "x": "#/components/schemas/Pet2", "y": cat, "z": "Cat" })
    );
    // What stands in one place may be two kinds of things.
    let header = &components["responses"]["done"]["headers"]["h"]["$ref"];
    assert_eq!(header, "#/components/headers/limit");
    assert_eq!(
        components["headers"]["limit"],
        components["parameters"]["limit"]
    );
}

#[test]
fn what_cannot_be_had_is_left_out_and_told() {
    let schema = |reference: &str| json!({ "$ref": reference, "description": "d" });
    let (document, lost) = bundled(&[
        (
            "a.json",
            json!({ "paths": { "/a": { "$ref": "b.json" } },
            "components": { "schemas": { "A": schema("gone.json"), "B": schema("b.json#/gone"), "C": schema("../c.json"), "D": schema("#/gone") } } }),
        ),
        ("b.json", json!({ "$ref": "a.json#/paths/~1a" })),
    ]);
    assert_eq!(lost, ["gone.json", "b.json#/gone", "../c.json"]);
    let schemas = &document["components"]["schemas"];
    for name in ["A", "B", "C"] {
        assert_eq!(schemas[name], json!({ "description": "d" }));
    }
    // Within the document it is for whoever reads it.
    assert_eq!(schemas["D"], schema("#/gone"));
}

/// OpenAPI 3.1.1, §4.8.25: without a mapping the name of a schema is the value that stands for it.
#[test]
fn a_value_that_was_the_name_of_a_renamed_schema_stays() {
    let tagged = json!({ "propertyName": "kind" });
    let text = json!({ "type": "object", "properties": { "kind": { "type": "string" } } });
    let refer =
        |names: &[&str]| -> Value { names.iter().map(|name| json!({ "$ref": name })).collect() };
    let choice = |names: &[&str]| json!({ "oneOf": refer(names), "discriminator": tagged });
    let (document, lost) = bundled(&[
        (
            "a.json",
            json!({ "components": { "schemas": {
                "Cat": { "type": "integer" }, "Hen": { "type": "integer" }, "Cow": { "type": "integer" }, "Base": { "type": "integer" },
                "Any": choice(&["b.json#/Cat", "b.json#/Dog", "b.json#/Hen"]),
                "Told": { "oneOf": refer(&["b.json#/Cat"]), "discriminator": { "propertyName": "kind", "mapping": { "c": "b.json#/Cat" } } },
                "Data": { "example": choice(&["#/components/schemas/Cat2"]) },
                "Child": { "$ref": "b.json#/Cow" },
            } } }),
        ),
        (
            "b.json",
            json!({
                "Cat": text, "Dog": text,
                "Hen": { "type": "object", "properties": { "kind": { "const": "hen" } } },
                "Base": { "type": "object", "discriminator": tagged, "properties": { "kind": { "type": "string" } } },
                "Cow": { "allOf": [{ "$ref": "#/Base" }, text] },
            }),
        ),
    ]);
    assert_eq!(lost, [""; 0]);
    let schemas = &document["components"]["schemas"];
    let mapping = |name: &str| &schemas[name]["discriminator"]["mapping"];
    // One that kept its name needs none, and one that says its value has it.
    assert_eq!(
        *mapping("Any"),
        json!({ "Cat": "#/components/schemas/Cat2" })
    );
    assert_eq!(
        *mapping("Told"),
        json!({ "c": "#/components/schemas/Cat2" })
    );
    assert_eq!(
        *mapping("Base2"),
        json!({ "Base": "#/components/schemas/Base2", "Cow": "#/components/schemas/Cow2" })
    );
    assert_eq!(
        schemas["Data"]["example"],
        choice(&["#/components/schemas/Cat2"])
    );
}

/// A section of the document may stand in another file as a whole.
#[test]
fn sections_that_stand_elsewhere_are_written_out() {
    let get = json!({ "get": { "responses": { "200": { "description": "d", "content": { "j": { "schema": { "$ref": "schemas.json#/Pet" } } } } } } });
    let (document, lost) = bundled(&[
        (
            "a.json",
            json!({ "paths": { "$ref": "paths.json#/all" },
                "components": { "schemas": { "$ref": "schemas.json" }, "examples": { "one": { "value": { "$ref": "nowhere" } } } } }),
        ),
        (
            "paths.json",
            json!({ "all": { "/a": get, "/b": { "$ref": "#/all/~1a" } } }),
        ),
        (
            "schemas.json",
            json!({ "Pet": { "properties": { "toy": { "$ref": "#/Toy" } } }, "Toy": { "type": "string" } }),
        ),
    ]);
    assert_eq!(lost, [""; 0]);
    let pet = json!({ "$ref": "#/components/schemas/Pet" });
    for path in ["/a", "/b"] {
        let media = &document["paths"][path]["get"]["responses"]["200"]["content"]["j"];
        assert_eq!(media["schema"], pet);
    }
    let toy = json!({ "$ref": "#/components/schemas/Toy" });
    assert_eq!(
        document["components"]["schemas"],
        json!({ "Pet": { "properties": { "toy": toy } }, "Toy": { "type": "string" } })
    );
    assert_eq!(
        document["components"]["examples"]["one"]["value"],
        json!({ "$ref": "nowhere" })
    );
}

#[test]
fn components_that_stand_elsewhere_are_written_out() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let media = json!({ "j": { "schema": reference("Pet") } });
    let answers =
        json!({ "200": { "content": media }, "400": { "$ref": "#/components/responses/No" } });
    let (document, lost) = bundled(&[
        (
            "a.json",
            json!({ "paths": { "/a": { "get": { "responses": answers } } }, "components": { "$ref": "b.json#/all" } }),
        ),
        (
            "b.json",
            json!({ "all": { "schemas": { "$ref": "c.json" }, "responses": { "No": { "description": "No." } } } }),
        ),
        (
            "c.json",
            json!({ "Pet": { "properties": { "toy": { "$ref": "#/Toy" } } }, "Toy": { "type": "string" } }),
        ),
    ]);
    assert_eq!(lost, [""; 0]);
    assert_eq!(document["paths"]["/a"]["get"]["responses"], answers);
    assert_eq!(
        document["components"],
        json!({
            "schemas": { "Pet": { "properties": { "toy": reference("Toy") } }, "Toy": { "type": "string" } },
            "responses": { "No": { "description": "No." } },
        })
    );
}
