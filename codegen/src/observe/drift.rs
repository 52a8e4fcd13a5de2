//! The files of a client's drift hook: a JSON object on each line.

use std::{
    io::{self, BufRead as _, BufReader, Read},
    path::Path,
};

use serde::Deserialize;

use crate::{
    diagnostic::{Code, Sink},
    observe::{Contents, Count, Kind, Seen, Tally, Times, path, said::Said, times},
    source::{SourceMap, pass_mark},
};

#[derive(Deserialize)]
struct Line {
    at: Option<String>,
    count: u64,
    kind: String,
    operation: Option<String>,
    path: Option<String>,
    status: Option<u16>,
    found: Option<String>,
    value: Option<String>,
}

/// Reads line by line; a line that is no observation is reported and passed over.
pub(super) fn read(
    path: &Path,
    file: impl Read,
    tally: &mut Tally,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> io::Result<Contents> {
    let mut lines = BufReader::new(file);
    pass_mark(&mut lines)?;
    let mut octets = Vec::new();
    let mut said = Said::default();
    let mut contents = None;
    for number in 1_u64.. {
        octets.clear();
        if lines.read_until(b'\n', &mut octets)? == 0 {
            break;
        }
        if octets.trim_ascii().is_empty() {
            continue;
        }
        let (code, message) = match serde_json::from_slice::<Line>(&octets) {
            Ok(line) => {
                contents = Some(Contents::Some);
                match add(line, tally) {
                    Ok(()) => continue,
                    Err(wrong) => wrong,
                }
            }
            // What the error quotes might be what the service sent.
            Err(_) => {
                contents = contents.or(Some(Contents::Nothing));
                (Code::ObservedLine, "this line is no observation".to_owned())
            }
        };
        said.note(code, || format!("{}:{number}", path.display()), message);
    }
    said.report(sources, sink);
    Ok(contents.unwrap_or(Contents::Some))
}

fn add(line: Line, tally: &mut Tally) -> Result<(), (Code, String)> {
    let lost = |what: &str| {
        (
            Code::ObservedLine,
            format!("this observation has no {what}"),
        )
    };
    let kind = match line.kind.as_str() {
        "unknown_value" => Kind::UnknownValue,
        "unknown_field" => Kind::UnknownField,
        "missing_field" => Kind::MissingField,
        "other_type" => Kind::OtherType,
        "undocumented_status" => Kind::UndocumentedStatus,
        "others" => {
            let message = match line.count {
                1 => "1 observation was only counted, not written down".to_owned(),
                count => format!("{count} observations were only counted, not written down"),
            };
            return Err((Code::Unattributed, message));
        }
        _ => return Err(lost("known `kind`")),
    };
    let path = line.path.ok_or_else(|| lost("`path`"))?;
    if path == "?" {
        let message = format!("where it was seen {} is not known", times(line.count));
        return Err((Code::Unattributed, message));
    }
    let seen = Seen {
        kind,
        operation: line.operation.ok_or_else(|| lost("`operation`"))?,
        status: line.status.ok_or_else(|| lost("`status`"))?,
        path: path::parse(&path).ok_or_else(|| lost("`path` that can be read"))?,
        found: line.found,
        value: line.value,
    };
    tally.entry(seen).or_default().add(Count {
        times: Times::at(line.at, line.count),
        ..Count::default()
    });
    Ok(())
}
