//! The catalogue: every kind of diagnostic, with what helps.
//!
//! The support table of the README is written from here.

use crate::diagnostic::Severity;

macro_rules! catalogue {
    ($($variant:ident, $severity:ident, $id:literal, $title:literal, $help:literal;)*) => {
        /// A kind of diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        impl Code {
            /// All codes, in the catalogue's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the stable name, as `codegen.toml` and `--format json` have it.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// Returns what happens, as the README's table says it.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// Returns what to do about it.
            pub fn help(self) -> &'static str {
                match self { $(Self::$variant => $help,)* }
            }

            /// Returns how bad it is unless it is allowed.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

catalogue! {
    Unreadable, Error, "source/unreadable", "A file that cannot be read is refused.",
        "name a file that exists and that you may read";
    TooLarge, Error, "source/too-large", "A file of more than 64 MiB is refused.",
        "split the document, or leave out what the client does not need";
    NotText, Error, "source/not-text", "A file that is not UTF-8 text is refused.",
        "save the document as UTF-8";
    Syntax, Error, "source/syntax", "A file that is not JSON or YAML is refused.",
        "correct the text at this place; a file whose name ends in `.json` is read as JSON, every other as YAML";
    TooDeep, Error, "source/too-deep", "A document that is nested more than 120 deep is refused.",
        "give the inner schemas names under `components/schemas` and refer to them";
    TooManyValues, Error, "source/too-many-values", "A document of more than 5 million values, aliases followed, is refused.",
        "write out what the aliases stand for, or split the document";
    DuplicateKey, Error, "source/duplicate-key", "A key that stands twice in one object is refused.",
        "remove one of the two";
    UnsupportedTag, Warning, "source/yaml-tag", "A YAML tag is ignored.",
        "remove the tag; a document has the types of JSON only";

    OverlayInvalid, Error, "overlay/invalid", "A file that is not an OpenAPI Overlay 1.0 is refused.",
        "see the Overlay Specification 1.0.0, §4.4";
    OverlayTarget, Error, "overlay/target", "A target that is not a JSONPath is refused.",
        "write the target as RFC 9535 has it, as in `$.components.schemas.Pet`";
    OverlayNoMatch, Error, "overlay/no-match", "An action that matches nothing is refused.",
        "correct the target, or remove the action if upstream has made it needless";
    OverlayScalar, Error, "overlay/scalar-target", "An action that updates a string, number or boolean is refused.",
        "target the object that holds the value and name the member under `update`";

    ConfigInvalid, Error, "config/invalid", "A `codegen.toml` that cannot be understood is refused.",
        "see the table of options in the README";
    UnusedAllowance, Error, "config/unused-allowance", "An allowance that nothing needs is refused.",
        "remove it from `allow`";
    UnusedPrefix, Error, "config/unused-strip-prefix", "An option for an enum that the document lacks, or whose values lack the prefix, is refused.",
        "correct the name under `[enums]`, or remove the option";

    NotOpenApi, Error, "openapi/version", "A document that is not OpenAPI 3.0 or 3.1 is refused.",
        "begin the document with `openapi: 3.1.1`; convert Swagger 2.0 first";
    Missing, Error, "openapi/missing", "A document without something the specification requires is refused.",
        "add the missing key";
    WrongType, Error, "openapi/wrong-type", "A value of another type than the specification says is refused.",
        "see the specification of the object that this value belongs to";
    UnknownKey, Warning, "openapi/unknown-key", "A key that the specification does not have is ignored.",
        "correct the spelling, or begin the key with `x-` if it is an extension";
    BadReference, Error, "openapi/bad-reference", "A reference to something that the document does not have is refused.",
        "correct the reference, or add what it refers to";
    CircularReference, Error, "openapi/circular-reference", "A chain of references that never ends is refused.",
        "let one of the references end at a description";
    DuplicateOperationId, Error, "openapi/duplicate-operation-id", "An operation whose id another one has is left out.",
        "give each operation an id of its own";
    DuplicateParameter, Error, "openapi/duplicate-parameter", "An operation with two parameters of the same name and place is left out.",
        "remove one of the two";
    NewerNullable, Warning, "openapi/other-version", "A key of another version of OpenAPI is read as that version has it.",
        "state the version that the document is written in";
    ReferenceSibling, Note, "openapi/reference-sibling", "In OpenAPI 3.0 what stands beside `$ref` is ignored, but for descriptions, defaults and examples.",
        "state version 3.1, or put the reference into `allOf`";
    UnusedSchema, Note, "openapi/unused-schema", "A schema that no operation reaches is left out.",
        "nothing needs to be done; refer to the schema from an operation to have it";
    BadExample, Note, "openapi/example", "An example that is not valid by its own schema, or would come back in another form, becomes no test.",
        "correct the example or the schema if one of them is wrong";

    OptionalPathParameter, Warning, "operation/optional-path-parameter", "A path parameter that is not required is taken as required.",
        "write `required: true`";
    ReservedHeader, Warning, "operation/reserved-header", "A header parameter called `Accept`, `Content-Type` or `Authorization` is ignored, as OpenAPI says.",
        "describe media types by `content`, and credentials by `security`";
    BodyNotAllowed, Warning, "operation/body-not-allowed", "A body where HTTP allows none (`HEAD`, 204, 205, 304) is ignored.",
        "remove the content of the response";
    MoreTags, Note, "operation/more-tags", "An operation with several tags is offered under the first.",
        "nothing needs to be done";
    ServerUrl, Warning, "operation/server-url", "A first server whose URL is not absolute, or takes no path after it, is ignored.",
        "set the base URL when building the client";
    UndeclaredPathParameter, Error, "operation/undeclared-path-parameter", "An operation whose path has a parameter that is not declared is left out.",
        "declare the parameter with `in: path`";
    UnusedPathParameter, Error, "operation/unused-path-parameter", "An operation with a path parameter that its path lacks is left out.",
        "put the parameter into the path, or remove it";
    NoResponse, Error, "operation/no-success", "An operation that documents no success is left out.",
        "add a response of status 2XX or `default`";
    BadStatus, Error, "operation/status", "A response whose key is no status is refused.",
        "write a status such as `200`, a range such as `4XX`, or `default`";
    BadSecurity, Error, "operation/security-scheme", "A security requirement that names no scheme is refused.",
        "add the scheme under `components/securitySchemes`";
    MissingOperationId, Note, "operation/no-operation-id", "An operation without an id is named after its method and path.",
        "give the operation an `operationId`";

    UnsupportedExternalReference, Error, "unsupported/external-reference", "A reference to another file or a URL is refused.",
        "copy what it refers to into this document";
    UnsupportedParameter, Error, "unsupported/parameter-location", "An operation with a required cookie or `querystring` parameter is left out; an optional one is not offered.",
        "allow the code to leave the operation out";
    UnsupportedStyle, Error, "unsupported/parameter-style", "An operation with a required parameter of a style other than `simple` (path, header) or `form` (query), with `allowReserved` or `content`, is left out; an optional one is not offered.",
        "allow the code to leave the operation out";
    UnsupportedParameterSchema, Error, "unsupported/parameter-schema", "An operation with a required parameter that is neither a scalar nor a list of scalars is left out; an optional one is not offered.",
        "allow the code to leave the operation out";
    UnsupportedMediaType, Error, "unsupported/media-type", "An operation whose body is not JSON is left out.",
        "allow the code to leave the operation out";
    UnsupportedResponseType, Error, "unsupported/response-media-type", "An operation with a response that is not JSON is left out.",
        "allow the code to leave the operation out";
    UnsupportedServer, Error, "unsupported/operation-server", "An operation with servers of its own is left out.",
        "allow the code to leave the operation out";
    UnsupportedSecurity, Error, "unsupported/security-scheme", "An operation that can only be called with a scheme other than bearer, basic, apiKey, oauth2 or openIdConnect is left out.",
        "allow the code to leave the operation out";
    UnsupportedComposition, Warning, "unsupported/composition", "A schema with `allOf`, `oneOf`, `anyOf`, `not` or `if` becomes `Value`, any JSON.",
        "write the schema as one object if its type matters";
    UnsupportedMixedTypes, Warning, "unsupported/mixed-types", "A schema of several types besides null becomes `Value`, any JSON.",
        "give the schema one type if its type matters";
    UnsupportedEnum, Warning, "unsupported/enum", "An enum of values that are neither all strings nor all integers loses its list of values.",
        "give the enum values of one type";
    UnsupportedDirection, Warning, "unsupported/read-write-only", "`readOnly` and `writeOnly` are not enforced: the field is in the type either way.",
        "describe requests and responses by different schemas if it matters";
    UnsupportedTuple, Warning, "unsupported/tuple", "A list with `prefixItems` becomes a list of `Value`.",
        "use `items` if all items have one type";
    UnsupportedPatternProperties, Warning, "unsupported/pattern-properties", "`patternProperties` are not typed: an object with them keeps its other members as `Value`.",
        "use `additionalProperties` if all members have one type";
    UnsupportedRecursion, Warning, "unsupported/recursion", "A list or map that contains itself without an object with properties in between is `Value` where it recurs.",
        "put an object with a property in between";
    UnsupportedKeyword, Warning, "unsupported/keyword", "A keyword of JSON Schema that has no counterpart in Rust types is ignored.",
        "nothing needs to be done if the service checks it";
    UnsupportedSection, Warning, "unsupported/section", "Webhooks, callbacks, links, response headers and the encoding of a body are not generated.",
        "nothing needs to be done if the client does not need them";
    UnsupportedServerVariable, Warning, "unsupported/server-variable", "A variable in the server's URL has its default value.",
        "set the base URL when building the client to use another value";

    UnknownFormat, Note, "schema/unknown-format", "A format without a Rust type is documented and otherwise ignored.",
        "nothing needs to be done";
    NoType, Note, "schema/no-type", "A schema that says nothing about its type becomes `Value`, any JSON.",
        "give the schema a type if it has one";
    Infinite, Warning, "schema/infinite", "A required field that would make its type contain itself for ever becomes optional.",
        "take one of the fields in the cycle out of `required`";
    RequiredUnknown, Warning, "schema/required-without-property", "A required name without a property of that name is ignored.",
        "add the property, or correct the name";
    FalseSchema, Warning, "schema/false", "A schema that allows nothing becomes `Value`, any JSON.",
        "remove the property";

    NameClash, Warning, "name/clash", "Two names that are the same in Rust are told apart by a number.",
        "give one of them another name, in an overlay if the document is not yours";
}

impl Code {
    /// Returns whether it only leaves an operation out, so that `codegen.toml` may allow it.
    pub fn leaves_out(self) -> bool {
        matches!(
            self,
            Self::DuplicateOperationId
                | Self::DuplicateParameter
                | Self::UndeclaredPathParameter
                | Self::UnusedPathParameter
                | Self::NoResponse
                | Self::UnsupportedParameter
                | Self::UnsupportedStyle
                | Self::UnsupportedParameterSchema
                | Self::UnsupportedMediaType
                | Self::UnsupportedResponseType
                | Self::UnsupportedServer
                | Self::UnsupportedSecurity
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Severity};

    #[test]
    fn ids_are_unique_and_texts_are_sentences() {
        let mut ids: Vec<_> = Code::ALL.iter().map(|code| code.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.title().ends_with('.'), "{}", code.id());
            assert!(!code.help().ends_with('.'), "{}", code.id());
            let says_so = code.title().contains("left out") && code.severity() == Severity::Error;
            assert_eq!(code.leaves_out(), says_so, "{}", code.id());
        }
    }
}
