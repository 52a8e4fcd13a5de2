//! From arguments to a request.

use clap::ArgMatches;
use serde_json::value::RawValue;

use crate::{
    body::{Parts, ToParts, Upload},
    cli::{
        failure::Failure,
        input::Input,
        table::{Body, Command, Flag, Format, Kind, Need, Target},
        value,
    },
    request::{Request, Shape, shape},
};

/// The request of `command` with what `given` says.
pub(super) fn request(
    command: &'static Command,
    given: &ArgMatches,
    input: &mut Input,
) -> Result<Request, Failure> {
    let mut request = Request::new(command.operation);
    for flag in command.flags {
        let value = match (texts(flag, given).as_slice(), flag.need) {
            ([], Need::Constant(constant)) => value::json(flag, &[constant])?,
            (texts, _) => value::json(flag, texts)?,
        };
        if let (Target::Param(param), Some(value)) = (flag.target, value) {
            request.param(param, &value);
        }
    }
    if let Some(body) = &command.body {
        put_body(&mut request, body, given, input)?;
    }
    Ok(request)
}

fn texts<'a>(flag: &Flag, given: &'a ArgMatches) -> Vec<&'a str> {
    let texts = given.get_many::<String>(flag.name);
    texts.into_iter().flatten().map(String::as_str).collect()
}

fn put_body(
    request: &mut Request,
    body: &'static Body,
    given: &ArgMatches,
    input: &mut Input,
) -> Result<(), Failure> {
    let whole = given.get_one::<String>("body").map(String::as_str);
    let has_members = body.flags.iter().any(|flag| given.contains_id(flag.name));
    let (whole, media) = match (whole, has_members) {
        (None, false) if body.is_required => return Err(missing_body(body)),
        (None, false) => return Ok(()),
        (whole, _) => (whole, body.media),
    };
    match (body.format, whole) {
        (Format::Text, Some(whole)) => request.text(media, &input.text(whole)?),
        (Format::Octets, Some(whole)) => request.upload(media, &input.body(whole)?),
        // These have no members.
        (Format::Text | Format::Octets, None) => {}
        (Format::Json, _) => request.json(media, &object(body, whole, given, input)?),
        (Format::Form(encodings), _) => {
            request.form(media, &object(body, whole, given, input)?, encodings);
        }
        (Format::Multipart, _) => {
            let members = parse(whole, input)?;
            request.multipart(&fields(body, members, whole, given, input)?);
        }
    }
    Ok(())
}

fn missing_body(body: &Body) -> Failure {
    Failure::usage(match body.flags.is_empty() {
        true => "the command needs a body: `--body`",
        false => "the command needs a body: `--body`, or flags for its members",
    })
}

/// The members of `--body`, which is an object if it has to be.
enum Whole {
    Object(Vec<(String, Box<RawValue>)>),
    Other(Box<RawValue>),
}

fn parse(whole: Option<&str>, input: &mut Input) -> Result<Whole, Failure> {
    let Some(whole) = whole else {
        return Ok(Whole::Object(Vec::new()));
    };
    let text = input.text(whole)?;
    let json: Box<RawValue> = serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("the body is not JSON: {error}")))?;
    let Shape::Object(members) = shape(json.get()) else {
        return Ok(Whole::Other(json));
    };
    let members = members.into_iter();
    let members = members.filter_map(|(name, value)| Some((name, value::valid(value)?)));
    Ok(Whole::Object(members.collect()))
}

/// A body as JSON: what `--body` says, with the members that have flags in place of its own.
fn object(
    body: &Body,
    whole: Option<&str>,
    given: &ArgMatches,
    input: &mut Input,
) -> Result<Box<RawValue>, Failure> {
    let mut members = match parse(whole, input)? {
        Whole::Object(members) => members,
        Whole::Other(json) => {
            let has_members = body.flags.iter().any(|flag| given.contains_id(flag.name));
            return match has_members {
                true => Err(Failure::usage(
                    "`--body` is no object, so that no member can be added to it",
                )),
                false => Ok(json),
            };
        }
    };
    complete(body, whole, given)?;
    for flag in body.flags {
        let (Some(value), Target::Member(wire, _)) = (member(flag, whole, given)?, flag.target)
        else {
            continue;
        };
        put(&mut members, wire, value);
    }
    value::object(&members)
}

/// Sets a member, at the place of the first one that there is.
fn put<T>(members: &mut Vec<(String, T)>, name: &str, value: T) {
    let place = members.iter().position(|(known, _)| known == name);
    members.retain(|(known, _)| known != name);
    members.insert(place.unwrap_or(members.len()), (name.to_owned(), value));
}

/// What a flag says of a member; one with a constant value has that where there is no `--body`.
fn member(
    flag: &Flag,
    whole: Option<&str>,
    given: &ArgMatches,
) -> Result<Option<Box<RawValue>>, Failure> {
    match (texts(flag, given).as_slice(), flag.need, whole) {
        ([], Need::Constant(constant), None) => value::json(flag, &[constant]),
        (texts, _, _) => value::json(flag, texts),
    }
}

/// Refuses a body of flags that lacks a member; what `--body` says is sent as it is.
fn complete(body: &Body, whole: Option<&str>, given: &ArgMatches) -> Result<(), Failure> {
    let flags = body.flags.iter();
    let missing = flags.filter(|flag| {
        matches!(flag.need, Need::Required) && whole.is_none() && !given.contains_id(flag.name)
    });
    let missing: Vec<String> = missing.map(|flag| format!("`--{}`", flag.name)).collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(Failure::usage(format!(
            "the body needs {}",
            missing.join(", ")
        ))),
    }
}

/// The fields and files of a form.
struct Fields(Vec<(String, Field)>);

enum Field {
    Value(Box<RawValue>, Option<&'static str>),
    Files(Vec<Upload>, Option<&'static str>),
}

impl ToParts for Fields {
    fn to_parts(&self, parts: &mut Parts) {
        for (name, field) in &self.0 {
            match field {
                Field::Value(value, media) => parts.field(name, value, *media),
                Field::Files(files, media) => parts.file(name, files, *media),
            }
        }
    }
}

fn fields(
    body: &Body,
    whole_members: Whole,
    whole: Option<&str>,
    given: &ArgMatches,
    input: &mut Input,
) -> Result<Fields, Failure> {
    let Whole::Object(members) = whole_members else {
        return Err(Failure::usage(
            "a form is made of an object: `--body` is none",
        ));
    };
    complete(body, whole, given)?;
    let media_of = |name: &str| {
        let mut flags = body.flags.iter();
        flags.find_map(|flag| match flag.target {
            Target::Member(wire, media) if wire == name => media,
            _ => None,
        })
    };
    let mut fields: Vec<(String, Field)> = Vec::new();
    for (name, value) in members {
        let media = media_of(&name);
        fields.push((name, Field::Value(value, media)));
    }
    for flag in body.flags {
        let Target::Member(wire, media) = flag.target else {
            continue;
        };
        let field = match flag.kind {
            Kind::File | Kind::List(Kind::File) => {
                let files = texts(flag, given).into_iter();
                let files = files.map(|path| input.file(path));
                let files = files.collect::<Result<Vec<_>, _>>()?;
                (!files.is_empty()).then_some(Field::Files(files, media))
            }
            _ => member(flag, whole, given)?.map(|value| Field::Value(value, media)),
        };
        if let Some(field) = field {
            put(&mut fields, wire, field);
        }
    }
    Ok(Fields(fields))
}
