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
