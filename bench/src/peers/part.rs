//! The parts of the stage *compiling*, and which of them are left out.

use std::{fmt, str::FromStr};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::generator::Generator;

/// What is built of a client.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    Check,
    Debug,
    /// The release build, and how long its library is.
    Release,
    LlvmIr,
}

impl Part {
    pub(crate) const ALL: [Self; 4] = [Self::Check, Self::Debug, Self::Release, Self::LlvmIr];

    /// What its figures and logs begin with.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Debug => "debug",
            Self::Release => "release",
            Self::LlvmIr => "llvm-ir",
        }
    }

    /// The part that a figure of the stage is of.
    pub(crate) fn of(figure: &str) -> Option<Self> {
        match figure {
            "rlib_bytes" => Some(Self::Release),
            "llvm_ir_lines" | "llvm_ir_lines_built" => Some(Self::LlvmIr),
            other => {
                let is_its = |part: &Self| other.starts_with(part.name());
                Self::ALL.into_iter().find(is_its)
            }
        }
    }
}

/// A part that takes too long, for all generators or for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Without {
    generator: Option<Generator>,
    part: Part,
}

impl Without {
    /// Whether it leaves out `part` of `generator`.
    pub(crate) fn holds(self, generator: Generator, part: Part) -> bool {
        self.part == part && self.generator.is_none_or(|only| only == generator)
    }
}

impl FromStr for Without {
    type Err = String;

    /// Reads `PART` or `GENERATOR:PART`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (generator, part) = match text.split_once(':') {
            Some((generator, part)) => (Some(Generator::from_str(generator, false)?), part),
            None => (None, text),
        };
        let part = Part::from_str(part, false)?;
        Ok(Self { generator, part })
    }
}

impl fmt::Display for Without {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(generator) = self.generator {
            write!(formatter, "{}:", generator.id())?;
        }
        formatter.write_str(self.part.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_left_out_of_all_or_of_one() {
        let without: Without = "release".parse().unwrap();
        assert!(without.holds(Generator::Ploidy, Part::Release));
        assert!(!without.holds(Generator::Ploidy, Part::Check));
        let without: Without = "ploidy:llvm-ir".parse().unwrap();
        assert!(without.holds(Generator::Ploidy, Part::LlvmIr));
        assert!(!without.holds(Generator::Specwright, Part::LlvmIr));
        assert_eq!(without.to_string(), "ploidy:llvm-ir");
        assert!("nobody:check".parse::<Without>().is_err());
        assert!("everything".parse::<Without>().is_err());
    }

    #[test]
    fn figures_are_of_their_part() {
        assert_eq!(Part::of("check_cpu_seconds"), Some(Part::Check));
        assert_eq!(Part::of("rlib_bytes"), Some(Part::Release));
        assert_eq!(Part::of("llvm_ir_lines"), Some(Part::LlvmIr));
        assert_eq!(Part::of("program_bytes"), None);
    }
}
