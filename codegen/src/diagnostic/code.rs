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
    Unreachable, Error, "source/unreachable", "A URL that does not answer with a document is refused.",
        "open the URL in a browser: correct it if it has moved, set HTTPS_PROXY if a proxy stands between, or save the document and name the file instead";
    TooLarge, Error, "source/too-large", "A file, standard input, or what a URL answers, of more than 64 MiB is refused.",
        "split the document, or leave out what the client does not need";
    NotText, Error, "source/not-text", "A file that is not UTF-8 text is refused.",
        "save the document as UTF-8";
    Syntax, Error, "source/syntax", "A file that is not JSON or YAML is refused.",
        "correct the text at this place; a file whose name ends in `.json` is read as JSON, every other as YAML";
    Blank, Error, "source/empty", "An empty file or page is refused.",
        "see whether it was written or captured whole";
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
    OverlayNeedless, Warning, "overlay/needless", "An action that changes nothing, since the document says the same, is applied all the same.",
        "remove the action: upstream has made it needless";

    ConfigInvalid, Error, "config/invalid", "A `codegen.toml` that cannot be understood is refused.",
        "see the table of options in the README";
    UnusedAllowance, Error, "config/unused-allowance", "An allowance that nothing needs is refused.",
        "remove it from `allow`";
    UnusedPrefix, Error, "config/unused-strip-prefix", "An option for an enum that the document lacks, or whose values lack the prefix, is refused.",
        "correct the name under `[enums]`, or remove the option";
    UnusedOption, Error, "config/unused-option", "A pattern, name or format in `codegen.toml` that no document has is refused.",
        "correct the spelling, or remove it";
    UnfinishedUpdate, Error, "config/unfinished-update", "An `update` that was interrupted while it wrote is an error where it can be neither finished nor undone, and to commands that only read.",
        "see what the message says; what files held and were to hold is in `.specwright-update` beside `codegen.toml`";
    ForeignJournal, Error, "config/foreign-journal", "A journal of an interrupted `update` that names one of git's own files, or one outside the project that `generate` would not write, is refused.",
        "look at `.specwright-update/journal.json` beside `codegen.toml`; remove that folder if you do not know whence it came, and run `specwright update` again";
    RecoveredUpdate, Warning, "config/recovered-update", "An `update` that was interrupted is finished by the next command that writes, or dropped if it had written nothing yet.",
        "nothing needs to be done; `git diff` shows what was written";

    NotOpenApi, Error, "openapi/version", "A document that is not OpenAPI 3.0, 3.1 or 3.2 is refused.",
        "begin the document with `openapi: 3.1.1`; convert Swagger 2.0 first";
    Empty, Error, "openapi/empty", "A document with neither paths nor components nor webhooks is refused.",
        "add `paths`";
    WrongType, Error, "openapi/wrong-type", "A path item or operation that is no object is left out; a document or `paths` that is none is refused.",
        "see the specification of the object that this value belongs to";
    LostOperation, Error, "openapi/lost-operation", "An operation whose path item cannot be found, or whose method OpenAPI 3.1 does not have, is left out.",
        "correct the reference, or allow the code to do without the operation";
    LostComponents, Error, "openapi/lost-components", "Components that stand elsewhere as a whole are an error to `import` and `update` where they cannot be had, or where others stand beside the reference.",
        "correct the reference, or allow it to be followed";
    PathItemClash, Warning, "openapi/path-item-clash", "Of two operations of one method, in a path item and in one that it refers to, the first one counts.",
        "remove one of the two";
    Missing, Warning, "openapi/missing", "An object without something that the specification requires is read as far as it goes.",
        "add the missing key";
    IgnoredValue, Warning, "openapi/ignored-value", "A value of another type than the specification says is ignored.",
        "see the specification of the object that this value belongs to";
    NoSlash, Warning, "openapi/path-without-slash", "A path that does not begin with a slash is taken as if it did.",
        "begin the path with `/`";
    GuessedType, Warning, "openapi/guessed-type", "A `type` that JSON Schema does not have, as `int` or `String`, is taken for the one it most likely means.",
        "write `boolean`, `integer`, `number`, `string`, `array` or `object`";
    UnknownType, Warning, "openapi/unknown-type", "A `type` that JSON Schema does not have, as `any`, says nothing: without other keywords the schema becomes `Value`, any JSON.",
        "write `{}` for any value";
    UnknownKey, Warning, "openapi/unknown-key", "A key that the specification does not have is ignored.",
        "correct the spelling, or begin the key with `x-` if it is an extension";
    BadReference, Warning, "openapi/bad-reference", "A reference that leads nowhere becomes `Value`, any JSON; a parameter or header behind it is not offered.",
        "correct the reference, or add what it refers to";
    OutsideReference, Error, "openapi/outside-reference", "A reference to a file outside the document's folder is refused unless allowed.",
        "pass `--allow-outside`, or write `allow_outside = true` in `codegen.toml`, if you trust the document";
    RemoteReference, Error, "openapi/remote-reference", "A reference to a URL is refused unless allowed.",
        "pass `--allow-remote`, or write `allow_remote = true` in `codegen.toml`, if you trust the document";
    CircularReference, Warning, "openapi/circular-reference", "A chain of references that never ends is taken as one that leads nowhere.",
        "let one of the references end at a description";
    DuplicateOperationId, Warning, "openapi/duplicate-operation-id", "An operation whose id another one has is named after its method and path.",
        "give each operation an id of its own";
    DuplicateParameter, Warning, "openapi/duplicate-parameter", "Of two parameters of the same name and place the first one counts.",
        "remove one of the two";
    NewerNullable, Warning, "openapi/other-version", "A key of another version of OpenAPI is read as that version has it.",
        "state the version that the document is written in";
    ReferenceSibling, Note, "openapi/reference-sibling", "In OpenAPI 3.0 what stands beside `$ref` is ignored, but for `nullable`, descriptions, defaults and examples.",
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
    NoMediaType, Warning, "operation/no-media-type", "A request body without a media type is sent as any JSON.",
        "name the media type under `content`";
    OtherMediaType, Note, "operation/other-media-type", "Of several media types that are written alike, and of several of an answer, one is offered: JSON first, then the document's order; a stream beside JSON is a method of its own.",
        "nothing needs to be done";
    MoreTags, Note, "operation/more-tags", "An operation with several tags is offered under the first.",
        "nothing needs to be done";
    ServerUrl, Warning, "operation/server-url", "A server whose URL is not absolute, or takes no path after it, is ignored.",
        "set the base URL when building the client";
    UndeclaredPathParameter, Warning, "operation/undeclared-path-parameter", "A parameter in a path that is not declared is a string.",
        "declare the parameter with `in: path`";
    UnusedPathParameter, Warning, "operation/unused-path-parameter", "A path parameter that its path lacks is not offered.",
        "put the parameter into the path, or remove it";
    UntypedParameter, Warning, "operation/untyped-parameter", "A parameter without a schema is a string.",
        "add a schema";
    BadStyle, Warning, "operation/parameter-style", "A style that the specification does not have for a parameter's place is ignored.",
        "see the table of styles in OpenAPI 3.1.1, §4.8.12.3";
    NoResponse, Warning, "operation/no-success", "The answer of an operation that documents no success is kept as bytes; where it documents a redirect, what that leads to is streamed.",
        "add a response of status 2XX or `default`";
    BadStatus, Warning, "operation/status", "A response whose key is no status is ignored.",
        "write a status such as `200`, a range such as `4XX`, or `default`";
    DuplicateStatus, Warning, "operation/duplicate-status", "Of two responses for the same statuses the first one counts.",
        "remove one of the two";
    BadSecurity, Warning, "operation/security-scheme", "A security requirement that names no scheme is ignored.",
        "add the scheme under `components/securitySchemes`";
    FlowUrl, Note, "operation/flow-url", "A URL of an OAuth 2.0 flow that is not absolute is left as it is.",
        "set the whole URL when building `OAuth2`";
    MissingOperationId, Note, "operation/no-operation-id", "An operation without an id is named after its method and path.",
        "give the operation an `operationId`";

    UnsupportedSecurity, Warning, "unsupported/security-scheme", "A scheme other than bearer, basic, apiKey, oauth2 or openIdConnect is left to the transport.",
        "set a transport that does it, such as a `reqwest::Client` with a client certificate (feature `reqwest`)";
    UnsupportedComposition, Warning, "unsupported/composition", "A schema with more than one `oneOf` or `anyOf` becomes `Value`, any JSON.",
        "give one of the unions a name under `components/schemas` and refer to it from a property";
    UnsupportedEnum, Warning, "unsupported/enum", "An enum of values that are not all strings, integers or booleans loses its list of values.",
        "give the enum values of one type";
    UnsupportedMultipart, Warning, "unsupported/multipart", "A multipart body other than `multipart/form-data` is sent as that, and the style of a part is not followed.",
        "send it by a `Transport` of your own if the service does not take it";
    PathFragment, Warning, "operation/path-fragment", "What stands behind `#` in a path is cut off, as HTTP does not send it.",
        "write what tells the operation apart as a query parameter";
    UnsupportedRecursion, Warning, "unsupported/recursion", "A list or map that contains itself without an object with properties in between is `Value` where it recurs.",
        "put an object with a property in between";
    TooManyTypes, Warning, "unsupported/too-many-types", "Where a type would be needed for each way through unions within unions, those beyond four for each schema of the document (and 1,000) are `Value`.",
        "take what stands beside `oneOf` or `anyOf` out of the inner unions";
    UncheckedKeyword, Note, "unsupported/unchecked-keyword", "A keyword that no Rust type expresses (`not`, `if`, `dependentRequired`, `contains`, `propertyNames`, which properties must be there together …) is left to the service to check.",
        "nothing needs to be done";
    BadPattern, Warning, "schema/pattern", "A `pattern` that is no ECMA-262 expression is not checked where `check_limits` asks for it.",
        "mend the expression";
    UnsupportedSection, Note, "unsupported/section", "Links, the headers of parts of a body and the parameters of webhooks are not generated.",
        "nothing needs to be done";
    UnusedMapping, Warning, "schema/mapping", "A value of a discriminator's `mapping` that stands for no member of the union is read as `Unknown`.",
        "add the schema to `oneOf` or `anyOf`";
    OpenTuple, Note, "schema/open-tuple", "A list with `prefixItems` that may be shorter or longer, or has more than twelve items, is a list; any other of a fixed length is a tuple.",
        "write `minItems` and `items: false` if the length is fixed";
    EnumType, Warning, "schema/enum-type", "Values of an enum that are not of its type are taken as text where the type is `string`, and else ignored.",
        "put quotes around strings that look like numbers or booleans";

    UnknownFormat, Note, "schema/unknown-format", "A format without a Rust type is documented and otherwise ignored.",
        "nothing needs to be done; `[formats]` in `codegen.toml` gives it a type of your own";
    NoType, Note, "schema/no-type", "A schema that says nothing about its type becomes `Value`, any JSON.",
        "give the schema a type if it has one";
    Infinite, Warning, "schema/infinite", "A required field that would make its type contain itself for ever becomes optional.",
        "take one of the fields in the cycle out of `required`";
    CircularUnion, Warning, "schema/circular-union", "A member of `oneOf` or `anyOf` that leads back to it, alone or through others, is left out: it would be asked about the same value for ever.",
        "take the reference out, or put the schemas that are meant in its place";
    RequiredUnknown, Warning, "schema/required-without-property", "A required name without a property of that name is ignored.",
        "add the property, or correct the name";
    FalseSchema, Warning, "schema/false", "A schema that allows nothing becomes `Value`, any JSON.",
        "remove the property";

    UpdateConflict, Warning, "update/conflict", "What upstream and somebody here both changed stays as it is here.",
        "correct the document by hand, or run `specwright update --theirs` to take what upstream says";
    UpdateShared, Warning, "update/shared", "A change of upstream's to one operation also changes another one, since they share a schema here.",
        "give the operation a schema of its own if upstream means the two to differ";
    UpdateInPlace, Error, "update/in-place", "A change that cannot be made in the document's text is refused.",
        "in YAML, write out what an anchor or a merge key stands for there, or write the value around it in block style; in JSON, make the change by hand";
    UpdateNoBase, Note, "update/no-base", "Where nothing was kept yet of what upstream said, what the document lacks is added and what differs stays as it is.",
        "nothing needs to be done; from this update on it is kept";

    UpdateVanished, Error, "update/vanished", "An operation that no page is about any more is not taken for one that upstream removed: the update is refused.",
        "capture its page again; or, if upstream has removed it, run `specwright update --theirs`";
    UpdateUnfollowed, Warning, "update/unfollowed", "A security scheme that upstream removed stays where operations here require it or it was changed.",
        "remove the scheme and what requires it by hand, or keep it if upstream still takes it";

    NameClash, Warning, "name/clash", "Two names that are the same in Rust are told apart by a number.",
        "give one of them another name, in an overlay if the document is not yours";
    LockInvalid, Error, "name/lock-invalid", "A line of `names.lock` that cannot be understood is refused, and so is a lock of a newer format.",
        "mend the line; where a merge has left a conflict, keep the lines of both sides";
    LockConflict, Error, "name/lock-conflict", "Lines of `names.lock` that contradict each other are refused.",
        "remove the line whose name is not used yet";
    LockChanged, Note, "name/lock-changed", "A name in `names.lock` gives way to one that `codegen.toml` chooses, or that the generated code needs itself.",
        "nothing needs to be done; take an option back to keep the name";
    LockMoved, Warning, "name/lock-moved", "What is gone and what is new have the same parts, so that one may be the other under another name.",
        "add the line to `names.lock` if it is so, and generate again; else nothing needs to be done";

    ImportNoOperation, Warning, "import/no-operation", "A page that names no method and URL is about no operation, and is passed over.",
        "nothing needs to be done";
    ImportSkeleton, Error, "import/skeleton", "A page that was captured before the site had filled it in is refused.",
        "capture the page again, after its parameters are shown";
    ImportPartial, Error, "import/partial", "A page of which a part is missing, or stands twice, is refused.",
        "capture the page again";
    ImportNesting, Warning, "import/nesting", "Where a page does not say what stands within what, members are optional where they most likely are, with `x-specwright-uncertain`.",
        "compare with the upstream document, and correct the schema in an overlay";
    ImportChoice, Warning, "import/choice", "A `oneOf` or `anyOf` whose members a page runs together is an open object with all of them, nothing required.",
        "take the members from the upstream document, in an overlay";
    ImportRequired, Note, "import/required", "An object that a page does not show as required may be, as the site loses that; it is optional, with `x-specwright-uncertain`.",
        "nothing needs to be done; add it to `required` in an overlay if the service always sends it";
    ImportType, Note, "import/type", "A type that a page does not show is any JSON, with `x-specwright-uncertain`.",
        "add the type in an overlay";
    ImportStatus, Warning, "import/status", "Where a page does not say which status an answer belongs to, it goes where it most likely does, with `x-specwright-uncertain`.",
        "compare with the upstream document, and correct the responses in an overlay";
    ImportStray, Warning, "import/stray", "Words of a page that belong to nothing it describes are left aside.",
        "see whether the page was captured whole";
    ImportExample, Warning, "import/example", "A field whose own example is not the one in the example of the whole is what its own words say.",
        "see whether an example was written by hand, or words belong to another field";
    ImportMismatch, Warning, "import/mismatch", "Where two places of a page contradict each other, what it describes counts before what the form below it says.",
        "capture the page again";

    ImportDisagrees, Warning, "import/disagrees", "Of several pages that say different things about one operation, the newest is believed.",
        "leave out the page that is not true any more";
    ImportReference, Warning, "import/reference", "A reference of an imported document that leads out of it and cannot be followed is any JSON.",
        "import a document that holds all that it refers to, or allow the reference to be followed";
    ImportNothing, Error, "import/nothing", "An import without an operation is refused.",
        "name pages of operations, or OpenAPI documents";
    ImportLayout, Error, "import/layout", "A document that cannot be edited without touching what stays is left as it is.",
        "in YAML, write out what an anchor or a merge key stands for there, or write the value around it in block style; in JSON, make the change by hand";

    ObservedLine, Warning, "observe/unreadable", "A line of a drift file, or an entry of an HTTP Archive, that is none is passed over.",
        "see the README for the files that a client writes; files whose names end in `.har` are read as HTTP Archives";
    Unattributed, Warning, "observe/unattributed", "An observation for which no change to the document can be told is named, and nothing is proposed.",
        "write the action by hand if the document is to change";
    ObservedNothing, Error, "observe/nothing", "A file that holds something, of which nothing can be read as an observation, is refused.",
        "name files that a client's drift hook wrote, or HTTP Archives, whose names end in `.har`";
    ManyValues, Warning, "observe/many-values", "An enum that would gain more than ten values, and more than it has, is left as it is: it may be free text.",
        "take the enum out in an overlay if it is free text, or write the action by hand";
    OtherRequests, Note, "observe/other-request", "Requests in an HTTP Archive that are of no operation of the document, and answers of status 304, are counted and passed over.",
        "nothing needs to be done; correct `servers` if they should have been found";
    OtherParameter, Note, "observe/parameter", "A query parameter in an HTTP Archive that the document does not have is named.",
        "add the parameter to the document if the service takes it";
}

impl Code {
    /// Returns whether it only leaves an operation out, so that `codegen.toml` may allow it.
    pub fn leaves_out(self) -> bool {
        matches!(self, Self::WrongType | Self::LostOperation)
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
