//! What each kind of change does: to code, and to a program that is running.
//!
//! Each rule has a case that it fires at and one that it does not fire at in `tests/diff_rules`.
//! "Code" is code that uses our generated client, in which structs and enums are
//! `#[non_exhaustive]`, enums keep values that they do not know, `new` takes what is required, and
//! null for an optional member that may not be null reads as absent. "Old" is a program that was
//! built against the old document.

use std::borrow::Cow;

use crate::diff::{Bump, Effect};

/// What a kind of change does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: Cow<'static, str>,
    /// What it does to code.
    pub code: Bump,
    /// What it does to a program that is running.
    pub effect: Effect,
    /// Why.
    pub reason: Cow<'static, str>,
    /// What a caller has to do; empty if nothing.
    pub advice: &'static str,
}

const SAME: &str = "code is the same";
const DOCS: &str = "only documentation changes";
const ARGUMENT: &str = "the method gets one argument more";
const NO_ARGUMENT: &str = "the method gets one argument less";
const ARITY: &str = "`new` gets one argument more";
const FIELD: &str = "the type of a public field changes";
const RETURN: &str = "the type that the call returns changes";
const OPEN: &str = "enums are `#[non_exhaustive]` and keep values that they do not know";
const ADDED: &str = "structs are `#[non_exhaustive]`, so a field more breaks nobody";
const UPDATE: &str = "Update before the service does.";
const PASS: &str = "Give the new argument.";
const ADAPT: &str = "Adapt the code to the new type.";
const DROP: &str = "Take out what uses it.";
const RENAME: &str = "Use the new name.";

macro_rules! table {
    ($($name:ident $id:literal $code:ident $effect:ident $reason:expr, $advice:expr;)*) => {
        $(pub(super) static $name: Rule = Rule {
            id: Cow::Borrowed($id),
            code: Bump::$code,
            effect: Effect::$effect,
            reason: Cow::Borrowed($reason),
            advice: $advice,
        };)*
        static TABLE: &[&Rule] = &[$(&$name),*];
    };
}

table! {
    // The document.
    API_VERSION "api-version-changed" Patch Works "the version of the document is not in the client", "";
    API_DOCS "api-docs-changed" Patch Works DOCS, "";
    SERVER_CHANGED "server-changed" Patch Fails "code is the same, and old programs call the old server", "Give the base URL, or update.";
    SERVER_ADDED "server-added" Patch Works "a base URL need not be given any more", "";
    SERVER_REMOVED "server-removed" Major Works "`build` fails unless the code gives a base URL", "Give the base URL to the builder.";
    VARIABLE_ADDED "server-variable-added" Patch Works "it has a default, and a value may be given by name", "";
    VARIABLE_REMOVED "server-variable-removed" Major Fails "`build` fails where the code gives a value for it", DROP;
    VARIABLE_DEFAULT "server-variable-default-changed" Patch Fails "code is the same, and old programs call the server of the old default", "Give the value, or update.";
    VARIABLE_VALUE_ADDED "server-variable-value-added" Patch Works "values are given as text", "";
    VARIABLE_VALUE_REMOVED "server-variable-value-removed" Patch Fails "values are given as text, and this one leads nowhere now", "Give another value.";
    TAG_ADDED "tag-added" Minor Works "the client gets an accessor more", "";
    TAG_REMOVED "tag-removed" Major Works "the accessor of the client goes away", DROP;
    TAG_RENAMED "tag-accessor-renamed" Major Works "the accessor of the client has another name", RENAME;
    TAG_DOCS "tag-docs-changed" Patch Works DOCS, "";

    // Operations.
    ENDPOINT_ADDED "endpoint-added" Minor Works "the client gets a method more", "";
    ENDPOINT_REMOVED "endpoint-removed" Major Fails "the method goes away, and the service does not know the call any more", DROP;
    ENDPOINT_REMOVED_DEPRECATED "endpoint-removed-after-deprecation" Major Fails "the method goes away as was announced", DROP;
    ENDPOINT_DEPRECATED "endpoint-deprecated" Minor Works "the method is `#[deprecated]`, which warns (cargo counts new warnings as minor)", "Look for what replaces it.";
    ENDPOINT_REACTIVATED "endpoint-reactivated" Patch Works "a warning goes away", "";
    SUNSET_SET "endpoint-sunset-set" Patch Works "code is the same until that day", "Move away from it until that day.";
    SUNSET_CHANGED "endpoint-sunset-changed" Patch Works "code is the same until that day", "Move away from it until that day.";
    SUNSET_REMOVED "endpoint-sunset-removed" Patch Works SAME, "";
    PATH_CHANGED "endpoint-path-changed" Patch Fails "the method is the same, and old programs call the old path", UPDATE;
    METHOD_CHANGED "endpoint-method-changed" Patch Fails "the Rust method is the same, and old programs send the old HTTP method", UPDATE;
    OPERATION_RENAMED "operation-renamed" Major Works "the method and its types have another name", RENAME;
    OPERATION_ID "operation-id-changed" Patch Works "the id is only for people here: the method is called as before", "";
    OPERATION_MOVED "operation-tag-changed" Major Works "the method stands behind another accessor", "Call it by the new accessor.";
    OPERATION_DOCS "operation-docs-changed" Patch Works DOCS, "";
    ARGUMENTS_REORDERED "arguments-reordered" Major Works "arguments stand in another order, which the compiler does not notice where their types are the same", "Turn the arguments around.";
    PAGED "operation-became-paged" Minor Works "the call gets `pages` and `items`", "";
    NOT_PAGED "operation-stopped-being-paged" Major Works "`pages` and `items` of the call go away", DROP;

    // Parameters.
    PARAM_ADDED_REQUIRED "request-parameter-added-required" Major Fails ARGUMENT, PASS;
    PARAM_ADDED_OPTIONAL "request-parameter-added-optional" Minor Works "the call gets a method more", "";
    PARAM_ADDED_CONSTANT "request-parameter-added-constant" Minor Fails "the client sends it by itself, old programs do not", UPDATE;
    PARAM_REMOVED "request-parameter-removed" Major LosesData "its argument or method goes away, and the service does not heed it any more", DROP;
    PARAM_REMOVED_DEPRECATED "request-parameter-removed-after-deprecation" Major LosesData "its argument or method goes away as was announced", DROP;
    PARAM_REQUIRED "request-parameter-became-required" Major Fails "its method becomes an argument", PASS;
    PARAM_OPTIONAL "request-parameter-became-optional" Major Works "its argument becomes a method", "Call the method instead.";
    PARAM_CONSTANT "request-parameter-became-constant" Major Fails NO_ARGUMENT, "Take the argument out.";
    PARAM_OPTIONAL_CONSTANT "request-parameter-optional-became-constant" Patch Fails "the client sends it by itself now, old programs need not", UPDATE;
    PARAM_NOT_CONSTANT "request-parameter-constant-became-required" Major Works ARGUMENT, PASS;
    PARAM_CONSTANT_OPTIONAL "request-parameter-constant-became-optional" Patch Works "its method stays, the client does not send it by itself any more", "";
    PARAM_CONSTANT_CHANGED "request-parameter-constant-changed" Patch Fails "the client sends the new value by itself, old programs the old one", UPDATE;
    PARAM_TYPE "request-parameter-type-changed" Major Fails "the type of an argument changes", ADAPT;
    PARAM_WIDENED "request-parameter-type-widened" Major Works "the type of an argument changes to one that holds more", ADAPT;
    PARAM_NARROWED "request-parameter-type-narrowed" Major Fails "the type of an argument changes to one that holds less", ADAPT;
    PARAM_ENUM "request-parameter-became-enum" Major Fails "the argument is an enum now", ADAPT;
    PARAM_NOT_ENUM "request-parameter-stopped-being-enum" Major Works "the argument is not an enum any more", ADAPT;
    PARAM_FORMAT_ADDED "request-parameter-format-added" Patch Fails "the Rust type is the same, and the service may refuse values that it took", "";
    PARAM_FORMAT_REMOVED "request-parameter-format-removed" Patch Works "the Rust type is the same", "";
    PARAM_FORMAT_CHANGED "request-parameter-format-changed" Patch Fails "the Rust type is the same, and the service may refuse values that it took", "";
    PARAM_DEFAULT_ADDED "request-parameter-default-added" Patch Works DOCS, "";
    PARAM_DEFAULT_REMOVED "request-parameter-default-removed" Patch LosesData "code is the same, and a call that leaves it out may mean something else", "Give the value where it matters.";
    PARAM_DEFAULT_CHANGED "request-parameter-default-changed" Patch LosesData "code is the same, and a call that leaves it out means something else", "Give the value where it matters.";
    PARAM_STYLE "request-parameter-style-changed" Patch Fails "code is the same, and old programs write it the old way", UPDATE;
    PARAM_EXPLODE "request-parameter-explode-changed" Patch Fails "code is the same, and old programs write it the old way", UPDATE;
    PARAM_RESERVED "request-parameter-allow-reserved-changed" Patch Fails "code is the same, and old programs write reserved characters the old way", UPDATE;
    PARAM_JSON "request-parameter-content-changed" Patch Fails "code is the same, and old programs write it the old way", UPDATE;
    PARAM_MOVED "request-parameter-moved" Patch Fails "code is the same, and old programs send it in the old place", UPDATE;
    PARAM_PATH_RENAMED "request-path-parameter-renamed" Patch Works "arguments have no names in calls, and the URL is the same", "";
    PARAM_SETTER "request-parameter-setter-renamed" Major Works "its method has another name", RENAME;
    PARAM_DEPRECATED "request-parameter-deprecated" Minor Works "its method is `#[deprecated]`, which warns", "Look for what replaces it.";
    ARGUMENT_DEPRECATED "request-argument-deprecated" Patch Works DOCS, "";
    PARAM_REACTIVATED "request-parameter-reactivated" Patch Works "a warning goes away", "";
    PARAM_DOCS "request-parameter-docs-changed" Patch Works DOCS, "";

    // Bodies of requests.
    BODY_ADDED_REQUIRED "request-body-added-required" Major Fails ARGUMENT, PASS;
    BODY_ADDED_OPTIONAL "request-body-added-optional" Minor Works "the call gets the method `body`", "";
    BODY_REMOVED "request-body-removed" Major LosesData "the argument or the method `body` goes away", DROP;
    BODY_REQUIRED "request-body-became-required" Major Fails "the method `body` becomes an argument", PASS;
    BODY_OPTIONAL "request-body-became-optional" Major Works "the argument becomes the method `body`", "Call the method instead.";
    BODY_TYPE "request-body-type-changed" Major Fails "the type of the body changes", ADAPT;
    BODY_WIDENED "request-body-type-widened" Major Works "the type of the body changes to one that holds more", ADAPT;
    BODY_NARROWED "request-body-type-narrowed" Major Fails "the type of the body changes to one that holds less", ADAPT;
    BODY_NULLABLE "request-body-became-nullable" Major Works "the body is an `Option` now", ADAPT;
    BODY_NOT_NULLABLE "request-body-became-not-nullable" Major Fails "the body is not an `Option` any more", ADAPT;
    BODY_FORMAT "request-body-format-changed" Patch Fails "old programs write the body the old way", UPDATE;
    BODY_ENCODING "request-body-encoding-changed" Patch Fails "old programs write members of the form the old way", UPDATE;
    BODY_MEDIA "request-body-media-type-changed" Patch Fails "old programs send the old media type", UPDATE;
    BODY_MEDIA_ADDED "request-body-media-type-added" Patch Works "the client goes on sending the one that it sent", "";
    BODY_MEDIA_REMOVED "request-body-media-type-removed" Patch Works "the client never sent this one", "";
    FORM_ADDED "request-form-added" Minor Works "the client gets a method for the other media type", "";
    FORM_REMOVED "request-form-removed" Major Fails "the method for this media type goes away", DROP;
    BODY_DEFAULT "request-body-default-changed" Patch LosesData "code is the same, and leaving the body out means something else", "Give the body where it matters.";
    BODY_DOCS "request-body-docs-changed" Patch Works DOCS, "";

    // Properties of what is sent.
    SENT_ADDED_REQUIRED "request-property-added-required" Major Fails ARITY, PASS;
    SENT_ADDED_DEFAULT "request-property-added-required-with-default" Major Works "`new` gets one argument more; the service has a value for those who leave it out", PASS;
    SENT_ADDED_CONSTANT "request-property-added-constant" Minor Fails "`new` sets it by itself, old programs do not send it", UPDATE;
    SENT_ADDED_OPTIONAL "request-property-added-optional" Minor Works ADDED, "";
    SENT_REMOVED "request-property-removed" Major LosesData "a public field goes away, and the service does not heed it any more", DROP;
    SENT_REQUIRED "request-property-became-required" Major Fails "the field is no `Option` any more, and `new` takes it", PASS;
    SENT_REQUIRED_DEFAULT "request-property-became-required-with-default" Major Works "`new` takes it; the service has a value for those who leave it out", PASS;
    SENT_OPTIONAL "request-property-became-optional" Major Works "the field becomes an `Option`, and `new` does not take it", ADAPT;
    SENT_CONSTANT "request-property-became-constant" Major Fails "`new` gets one argument less", "Take the argument out.";
    SENT_NOT_CONSTANT "request-property-stopped-being-constant" Major Works ARITY, PASS;
    SENT_CONSTANT_CHANGED "request-property-constant-changed" Patch Fails "`new` sets the new value, old programs send the old one", UPDATE;
    SENT_TYPE "request-property-type-changed" Major Fails FIELD, ADAPT;
    SENT_WIDENED "request-property-type-widened" Major Works FIELD, ADAPT;
    SENT_NARROWED "request-property-type-narrowed" Major Fails FIELD, ADAPT;
    SENT_ENUM "request-property-became-enum" Major Fails FIELD, ADAPT;
    SENT_NOT_ENUM "request-property-stopped-being-enum" Major Works FIELD, ADAPT;
    SENT_NULLABLE "request-property-became-nullable" Major Works "the field becomes an `Option` more", ADAPT;
    SENT_NOT_NULLABLE "request-property-became-not-nullable" Major Fails "the field becomes an `Option` less", ADAPT;
    SENT_READ_ONLY "request-property-became-read-only" Major LosesData "the field goes away from what is sent", DROP;
    SENT_FORMAT_ADDED "request-property-format-added" Patch Fails "the Rust type is the same, and the service may refuse values that it took", "";
    SENT_FORMAT_REMOVED "request-property-format-removed" Patch Works "the Rust type is the same", "";
    SENT_FORMAT_CHANGED "request-property-format-changed" Patch Fails "the Rust type is the same, and the service may refuse values that it took", "";
    SENT_DEFAULT_ADDED "request-property-default-added" Patch Works DOCS, "";
    SENT_DEFAULT_REMOVED "request-property-default-removed" Patch LosesData "code is the same, and leaving it out may mean something else", "Give the value where it matters.";
    SENT_DEFAULT_CHANGED "request-property-default-changed" Patch LosesData "code is the same, and leaving it out means something else", "Give the value where it matters.";
    SENT_DEPRECATED "request-property-deprecated" Minor Works "its setter is `#[deprecated]`, which warns", "Look for what replaces it.";
    SENT_REQUIRED_DEPRECATED "request-required-property-deprecated" Patch Works DOCS, "";
    SENT_REACTIVATED "request-property-reactivated" Patch Works "a warning goes away", "";
    SENT_MEDIA "request-property-media-type-changed" Patch Fails "old programs send the part with the old media type", UPDATE;

    // Properties of what is received.
    GOT_ADDED_REQUIRED "response-property-added-required" Minor Works ADDED, "";
    GOT_ADDED_OPTIONAL "response-property-added-optional" Minor Works ADDED, "";
    GOT_REMOVED_REQUIRED "response-property-removed-required" Major Fails "a public field goes away, and old programs cannot decode answers without it", DROP;
    GOT_REMOVED_OPTIONAL "response-property-removed-optional" Major LosesData "a public field goes away, which old programs see as absent", DROP;
    GOT_REQUIRED "response-property-became-required" Major Works "the field is no `Option` any more", ADAPT;
    GOT_OPTIONAL "response-property-became-optional" Major Fails "the field becomes an `Option`, and old programs cannot decode answers without it", ADAPT;
    GOT_TYPE "response-property-type-changed" Major Fails FIELD, ADAPT;
    GOT_WIDENED "response-property-type-widened" Major Fails FIELD, ADAPT;
    GOT_NARROWED "response-property-type-narrowed" Major Works FIELD, ADAPT;
    GOT_ENUM "response-property-became-enum" Major Works FIELD, ADAPT;
    GOT_NOT_ENUM "response-property-stopped-being-enum" Major Works "the field is not an enum any more; old programs keep values that they do not know", ADAPT;
    GOT_NULLABLE "response-property-became-nullable" Major Fails "the field becomes an `Option`, and old programs cannot decode null", ADAPT;
    GOT_OPTIONAL_NULLABLE "response-optional-property-became-nullable" Major Works "the field becomes an `Option` of an `Option`; old programs read null as absent", ADAPT;
    GOT_NOT_NULLABLE "response-property-became-not-nullable" Major Works "the field becomes an `Option` less", ADAPT;
    GOT_WRITE_ONLY "response-property-became-write-only" Major LosesData "the field goes away from what is received", DROP;
    GOT_CONSTANT_CHANGED "response-property-constant-changed" Patch Works "old programs keep values that they do not know", "";
    GOT_FORMAT "response-property-format-changed" Patch Works "the Rust type is the same", "";
    GOT_DEFAULT "response-property-default-changed" Patch Works DOCS, "";
    GOT_DEPRECATED "response-property-deprecated" Patch Works DOCS, "Look for what replaces it.";
    GOT_REACTIVATED "response-property-reactivated" Patch Works DOCS, "";

    // Properties either way.
    FIELD_RENAMED "property-field-renamed" Major Works "the field has another name in Rust", RENAME;
    FIELD_BOXED "property-boxed" Major Works "the field is behind a pointer now, or not any more, as types contain each other", ADAPT;
    PROPERTY_DOCS "property-docs-changed" Patch Works DOCS, "";
    SENT_OTHERS_ADDED "request-additional-properties-added" Minor Works "there is a field for other members, and `insert`", "";
    SENT_OTHERS_REMOVED "request-additional-properties-removed" Major Fails "the field for other members goes away", DROP;
    SENT_OTHERS_TYPE "request-additional-properties-type-changed" Major Fails FIELD, ADAPT;
    GOT_OTHERS_ADDED "response-additional-properties-added" Minor LosesData "there is a field for other members, which old programs pass over", "";
    GOT_OTHERS_REMOVED "response-additional-properties-removed" Major LosesData "the field for other members goes away", DROP;
    GOT_OTHERS_TYPE "response-additional-properties-type-changed" Major Fails FIELD, ADAPT;

    // Types.
    TYPE_ADDED "type-added" Minor Works "there is a type more", "";
    TYPE_REMOVED "type-removed" Major Works "the type goes away", DROP;
    TYPE_RENAMED "type-renamed" Major Works "the type has another name", RENAME;
    TYPE_SPLIT "type-split" Major Works "names of one type are names of several now, so that a value of one does not fit another", "Convert, or give a value of the other type.";
    TYPES_JOINED "types-joined" Major Works "names of several types are names of one now, so that a trait cannot be implemented for each", "Implement traits for one of the names.";
    TYPE_DOCS "type-docs-changed" Patch Works DOCS, "";
    SENT_KIND "request-type-kind-changed" Major Fails "the type is made of something else", ADAPT;
    GOT_KIND "response-type-kind-changed" Major Fails "the type is made of something else", ADAPT;
    TYPE_SENT "type-became-sent" Minor Works "the type gets `new` and setters", "";
    TYPE_NOT_SENT "type-stopped-being-sent" Major Works "`new` and the setters of the type go away", DROP;
    NEW_REORDERED "new-arguments-reordered" Major Works "arguments of `new` stand in another order, which the compiler does not notice where their types are the same", "Turn the arguments around.";
    LOST_DEFAULT "type-lost-default" Major Works "the type is not `Default` any more, as it holds something required", "Make the value another way.";

    // Enums and unions.
    SENT_VALUE_ADDED "request-enum-value-added" Minor Works OPEN, "";
    SENT_VALUE_REMOVED "request-enum-value-removed" Major Fails "the variant goes away, and the service refuses the value", DROP;
    SENT_VALUE_RESPELLED "request-enum-value-respelled" Patch Fails "the variant keeps its name, and the service refuses what old programs send for it", UPDATE;
    GOT_VALUE_RESPELLED "response-enum-value-respelled" Patch LosesData "the variant keeps its name, and old programs have the new spelling as `Unknown`", UPDATE;
    GOT_VALUE_ADDED "response-enum-value-added" Minor Works OPEN, "";
    GOT_VALUE_REMOVED "response-enum-value-removed" Major Works "the variant goes away, and the service does not send the value any more", DROP;
    VALUE_RENAMED "enum-variant-renamed" Major Works "the variant has another name in Rust", RENAME;
    ENUM_OPENED "enum-became-open" Patch Works "code is the same: values that the document does not list are no drift any more", "";
    ENUM_CLOSED "enum-became-closed" Patch Works "code is the same: values that the document does not list are drift now", "";
    SENT_VARIANT_ADDED "request-union-variant-added" Minor Works OPEN, "";
    SENT_VARIANT_REMOVED "request-union-variant-removed" Major Fails "the variant goes away, and the service refuses such values", DROP;
    GOT_VARIANT_ADDED "response-union-variant-added" Minor LosesData "enums are `#[non_exhaustive]`, and old programs have such values as `Unknown`, untyped", "";
    GOT_VARIANT_REMOVED "response-union-variant-removed" Major Works "the variant goes away", DROP;
    SENT_VARIANT_TYPE "request-union-variant-type-changed" Major Fails "the variant holds another type", ADAPT;
    GOT_VARIANT_TYPE "response-union-variant-type-changed" Major LosesData "the variant holds another type, and old programs have such values as `Unknown`", ADAPT;
    VARIANT_RENAMED "union-variant-renamed" Major Works "the variant has another name in Rust", RENAME;
    LOST_FROM "union-conversion-lost" Major Works "two variants hold the same type now, so it does not turn into the union by itself", "Name the variant.";
    VARIANT_DEPRECATED "union-variant-deprecated" Minor Works "the variant is `#[deprecated]`, which warns", "";
    TAG_SET "discriminator-added" Patch Works "code is the same: a member says which variant a value is", "";
    TAG_UNSET "discriminator-removed" Patch LosesData "code is the same, and old programs look for the member that said which variant a value is", UPDATE;
    TAG_CHANGED "discriminator-changed" Patch LosesData "code is the same, and old programs look at another member", UPDATE;
    TAG_VALUE_ADDED "discriminator-mapping-added" Patch LosesData "code is the same, and old programs have such values as `Unknown`", UPDATE;
    TAG_VALUE_REMOVED "discriminator-mapping-removed" Patch Works "code is the same, and the value does not come any more", "";

    // Answers.
    SUCCESS_STATUS_ADDED "response-success-status-added" Patch Fails "code is the same, and old programs take the status for an undocumented one", UPDATE;
    SUCCESS_STATUS_REMOVED "response-success-status-removed" Patch Works SAME, "";
    SUCCESS_VARIANT_ADDED "response-success-variant-added" Minor Fails "the enum of successes gets a variant, and old programs take the status for an undocumented one", UPDATE;
    SUCCESS_VARIANT_REMOVED "response-success-variant-removed" Major Works "a variant of the enum of successes goes away", DROP;
    SUCCESS_ENUM "response-success-became-enum" Major Fails "successes differ, so the call returns an enum", ADAPT;
    SUCCESS_NOT_ENUM "response-success-stopped-being-enum" Major Works "successes are alike, so the call returns their type", ADAPT;
    SUCCESS_TYPE "response-body-type-changed" Major Fails RETURN, ADAPT;
    SUCCESS_WIDENED "response-body-type-widened" Major Fails RETURN, ADAPT;
    SUCCESS_NARROWED "response-body-type-narrowed" Major Works RETURN, ADAPT;
    SUCCESS_NULLABLE "response-body-became-nullable" Major Fails "the call returns an `Option`, and old programs cannot decode null", ADAPT;
    SUCCESS_NOT_NULLABLE "response-body-became-not-nullable" Major Works "the call does not return an `Option` any more", ADAPT;
    SUCCESS_BODY_ADDED "response-body-added" Major Works "the call returns something, which old programs pass over", ADAPT;
    SUCCESS_BODY_REMOVED "response-body-removed" Major Fails "the call returns nothing, and old programs find nothing to decode", ADAPT;
    SUCCESS_KIND "response-body-kind-changed" Major Fails "what the answer holds is handed over in another way", ADAPT;
    ERROR_ADDED "response-error-status-added" Minor Works "the enum of errors gets a variant; old programs have it as undocumented", "";
    ERROR_FIRST "response-first-error-added" Major Works "the error type of the call is an enum now, and not `Infallible`", "Name the new error type.";
    ERROR_REMOVED "response-error-status-removed" Major Works "a variant of the enum of errors goes away", DROP;
    ERROR_LAST "response-last-error-removed" Major Works "the enum of errors goes away", DROP;
    ERROR_TYPE "response-error-body-type-changed" Major LosesData "a variant of the enum of errors holds another type, and old programs cannot decode it", ADAPT;
    ERROR_BODY_ADDED "response-error-body-added" Major Works "a variant of the enum of errors holds something now", ADAPT;
    ERROR_BODY_REMOVED "response-error-body-removed" Major LosesData "a variant of the enum of errors holds nothing any more", ADAPT;
    ANSWER_MEDIA "response-media-type-changed" Patch Fails "old programs ask for the old media type", UPDATE;
    ANSWER_MEDIA_ADDED "response-media-type-added" Patch Works "the client goes on asking for the one that it asked for", "";
    ANSWER_MEDIA_REMOVED "response-media-type-removed" Patch Works "the client never asked for this one", "";
    ANSWER_DOCS "response-docs-changed" Patch Works DOCS, "";
    HEADER_ADDED "response-header-added" Minor Works "there is a field more, or the type of headers with it", "";
    HEADER_REMOVED "response-header-removed" Major LosesData "a public field goes away, or the type of headers with it", DROP;
    HEADER_TYPE "response-header-type-changed" Major LosesData "a public field changes, and old programs have a header as `None` that does not parse", ADAPT;
    HEADER_REQUIRED "response-header-became-required" Patch Works "headers are `Option`s either way", "";
    HEADER_OPTIONAL "response-header-became-optional" Patch LosesData "headers are `Option`s either way, and this one may be `None` now", "";
    HEADER_DOCS "response-header-docs-changed" Patch Works DOCS, "";

    // Security.
    SCHEME_ADDED "security-scheme-added" Patch Works "code is the same: no operation needs it by being there", "";
    SCHEME_REMOVED "security-scheme-removed" Patch Works "code is the same: what operations need is said by them", "";
    SCHEME_KIND "security-scheme-changed" Patch Fails "old programs send the credential the old way", UPDATE;
    SCHEME_DOCS "security-scheme-docs-changed" Patch Works DOCS, "";
    CREDENTIAL_ADDED "credential-kind-added" Minor Works "the builder takes another kind of credential", "";
    CREDENTIAL_REMOVED "credential-kind-removed" Major Fails "the builder does not take this kind of credential any more", DROP;
    FLOWS_ADDED "oauth2-flows-added" Minor Works "the module `oauth2` gets a static", "";
    FLOWS_REMOVED "oauth2-flows-removed" Major Fails "a static of the module `oauth2` goes away", DROP;
    FLOW_ADDED "oauth2-flow-added" Patch Works "a member of a static is `Some` now", "";
    FLOW_REMOVED "oauth2-flow-removed" Patch Fails "a member of a static is `None` now", "Use another flow.";
    FLOW_URL "oauth2-url-changed" Patch Fails "old programs ask for tokens at the old place", UPDATE;
    SCOPE_ADDED "oauth2-scope-added" Patch Works "scopes are data", "";
    SCOPE_REMOVED "oauth2-scope-removed" Patch Fails "scopes are data, and asking for this one is refused", "Do not ask for this scope.";
    SECURITY_ADDED "operation-security-added" Patch Fails "code is the same, and calls without a credential are refused", "Give the credential.";
    SECURITY_REMOVED "operation-security-removed" Patch Works "code is the same, and no credential is needed", "";
    ALTERNATIVE_ADDED "operation-security-alternative-added" Patch Works "code is the same, and another credential will do", "";
    ALTERNATIVE_REMOVED "operation-security-alternative-removed" Patch Fails "code is the same, and this credential does not do any more", "Give another credential.";
    NEEDED_SCOPE_ADDED "operation-security-scope-added" Patch Fails "code is the same, and tokens without the scope are refused", "Ask for the scope.";
    NEEDED_SCOPE_REMOVED "operation-security-scope-removed" Patch Works "code is the same, and fewer tokens are refused", "";
}

/// Keywords that set a limit, with the word for it in ids.
pub(super) const LIMITS: &[(&str, &str)] = &[
    ("minLength", "min-length"),
    ("maxLength", "max-length"),
    ("pattern", "pattern"),
    ("minimum", "min"),
    ("maximum", "max"),
    ("exclusiveMinimum", "exclusive-min"),
    ("exclusiveMaximum", "exclusive-max"),
    ("multipleOf", "multiple-of"),
    ("minItems", "min-items"),
    ("maxItems", "max-items"),
    ("uniqueItems", "unique-items"),
    ("minProperties", "min-properties"),
    ("maxProperties", "max-properties"),
];

/// What has limits.
pub(super) const LIMITED: &[&str] = &[
    "request-parameter",
    "request-property",
    "response-property",
    "request-body",
    "response-body",
    "request-type",
    "response-type",
];

/// The rule for a limit, as in `request-property-max-length-tightened`.
///
/// `way` is `set`, `removed`, `tightened`, `loosened` or, where none of two is the tighter,
/// `changed`.
pub(super) fn limit(holder: &str, keyword: &str, way: &str) -> Rule {
    let word = LIMITS.iter().find(|(wire, _)| *wire == keyword);
    let word = word.map_or(keyword, |(_, word)| word);
    let is_sent = !holder.starts_with("response");
    let (effect, reason) = match (is_sent, way) {
        (true, "set" | "tightened" | "changed") => {
            (Effect::Fails, "the service refuses values that it took")
        }
        (true, _) => (Effect::Works, "the service takes more values"),
        (false, _) => (Effect::Works, "limits of answers are not checked"),
    };
    Rule {
        id: Cow::Owned(format!("{holder}-{word}-{way}")),
        code: Bump::Patch,
        effect,
        reason: Cow::Owned(format!("limits are in no Rust type; {reason}")),
        advice: "",
    }
}

/// Whether a limit is the holder's own: types with names that have limits are objects.
pub(super) fn has_limit(holder: &str, keyword: &str) -> bool {
    !holder.ends_with("-type") || keyword.ends_with("Properties")
}

/// The ways in which a limit changes.
pub(super) fn ways(keyword: &str) -> &'static [&'static str] {
    match keyword {
        "pattern" | "multipleOf" => &["set", "removed", "changed"],
        "uniqueItems" => &["set", "removed"],
        _ => &["set", "removed", "tightened", "loosened"],
    }
}

/// Returns all rules, by topic.
pub fn rules() -> Vec<Rule> {
    let limits = LIMITED.iter().flat_map(|holder| {
        let keywords = LIMITS.iter();
        let keywords = keywords.filter(|(keyword, _)| has_limit(holder, keyword));
        keywords.flat_map(move |(keyword, _)| {
            let ways = ways(keyword).iter();
            ways.map(move |way| limit(holder, keyword, way))
        })
    });
    TABLE.iter().copied().cloned().chain(limits).collect()
}
