//! The documentation of an operation.

use crate::{
    emit::{
        Emitter, doc,
        models::lines,
        operation::{outcomes::outcome_lines, value::Values},
        text::Text,
    },
    ir::{Operation, Param, ParamPresence, SchemeId, Ty},
    name::OperationNames,
};

impl Emitter<'_> {
    /// Summary, method and path, parameters, errors, security and an example.
    pub(super) fn operation_docs(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> Vec<String> {
        let mut docs = Vec::new();
        let mut section = |title: &str, lines: Vec<String>| {
            if lines.is_empty() {
                return;
            }
            if !docs.is_empty() {
                docs.push(String::new());
            }
            if !title.is_empty() {
                docs.push(format!("# {title}"));
                docs.push(String::new());
            }
            docs.extend(lines);
        };
        let summary = operation
            .docs
            .summary
            .as_ref()
            .map(|text| doc::clean(text))
            .unwrap_or_default();
        section("", summary);
        section(
            "",
            vec![doc::code(&format!(
                "{} {}",
                operation.method.as_str(),
                operation.path
            ))],
        );
        let description = operation
            .docs
            .description
            .as_ref()
            .filter(|text| Some(*text) != operation.docs.summary.as_ref());
        section(
            "",
            description.map(|text| doc::clean(text)).unwrap_or_default(),
        );
        section("Parameters", self.parameter_lines(operation, names));
        section("Errors", self.error_lines(operation, names));
        section("Authorization", self.security_lines(operation));
        section("Example", self.example_lines(operation, names));
        docs
    }

    fn parameter_lines(&self, operation: &Operation, names: &OperationNames) -> Vec<String> {
        let mut lines = Vec::new();
        for (param, names) in operation.params.iter().zip(&names.params) {
            let call = &names.setter;
            let name = match &param.presence {
                ParamPresence::Required => format!("`{}`", names.ident),
                ParamPresence::Optional => format!("`{call}` (optional, a method of the call)"),
                ParamPresence::Constant(value) => {
                    let value = match value.to_string().as_str() {
                        "" => "nothing".to_owned(),
                        value => doc::code(value),
                    };
                    format!("`{call}` ({value} unless a method of the call sends another)")
                }
            };
            lines.push(item(&name, param_lines(param)));
        }
        if let Some(body) = &operation.body {
            let name = if body.required {
                "`body`"
            } else {
                "`body` (optional, a method of the call)"
            };
            let description = body
                .description
                .as_ref()
                .or_else(|| self.type_description(&body.ty));
            lines.push(item(
                name,
                description.map(|text| doc::clean(text)).unwrap_or_default(),
            ));
        }
        lines
    }

    /// What the document says about a type, if it has an item of its own.
    fn type_description(&self, ty: &Ty) -> Option<&String> {
        let Ty::Named(id) = ty else { return None };
        self.api.types.get(id)?.docs.description.as_ref()
    }

    fn error_lines(&self, operation: &Operation, names: &OperationNames) -> Vec<String> {
        let errors =
            operation
                .errors
                .iter()
                .zip(&names.error_variants)
                .map(|(outcome, variant)| {
                    let text = outcome_lines(outcome);
                    item(&format!("[`{variant}`]({}::{variant})", names.error), text)
                });
        errors.collect()
    }

    /// The alternatives, each with its schemes, their scopes and what they are.
    fn security_lines(&self, operation: &Operation) -> Vec<String> {
        let alternatives = operation.security.iter().map(|schemes| {
            let schemes: Vec<String> = schemes
                .iter()
                .filter_map(|(id, scopes)| self.scheme_text(*id, scopes))
                .collect();
            if schemes.is_empty() {
                "nothing".to_owned()
            } else {
                schemes.join(" and ")
            }
        });
        alternatives
            .map(|alternative| format!("- {alternative}"))
            .collect()
    }

    fn scheme_text(&self, id: SchemeId, scopes: &[String]) -> Option<String> {
        let scheme = self.api.schemes.get(id.0)?;
        let mut text = doc::code(&scheme.wire);
        let scopes: Vec<String> = scopes.iter().map(|scope| doc::code(scope)).collect();
        match scopes.as_slice() {
            [] => {}
            [scope] => text.push_str(&format!(" with the scope {scope}")),
            scopes => text.push_str(&format!(" with the scopes {}", scopes.join(", "))),
        }
        if let Some(description) = &scheme.description {
            text.push_str(&format!(": {}", doc::line(description)));
        }
        Some(text)
    }

    /// A call with the arguments that it needs; nothing if a value would be too deep or too
    /// long to read.
    fn example_lines(&self, operation: &Operation, names: &OperationNames) -> Vec<String> {
        let values = Values::new(self, self.krate_path());
        let required = operation
            .params
            .iter()
            .filter(|param| param.presence == ParamPresence::Required);
        let params = required.map(|param| values.argument(&param.ty, param.docs.example.as_ref()));
        let body = operation.body.as_ref().filter(|body| body.required);
        let body = body.map(|body| values.argument(&body.ty, None));
        let Some(arguments) = params.chain(body).collect::<Option<Vec<_>>>() else {
            return Vec::new();
        };
        let arguments = arguments.join(", ");
        let (krate, client, method) = (&values.krate, &self.target.client, &names.method);
        let group = operation
            .group
            .and_then(|group| self.names.groups.get(group.0));
        let accessor = group.map_or_else(String::new, |group| format!(".{}()", group.accessor));
        let mut text = Text::default();
        text.code(0, format_args!("async fn example(client: {krate}::{client}) -> Result<(), Box<dyn std::error::Error>> {{"));
        text.code(
            1,
            format_args!("let answer = client{accessor}.{method}({arguments}).send().await?;"),
        );
        text.lines(1, "println!(\"{:?}\", answer.body());\nOk(())");
        text.lines(0, "}");
        let code = text.into_string();
        let mut lines = vec!["```no_run".to_owned()];
        if operation.docs.deprecated {
            lines.push("# #![allow(deprecated)]".to_owned());
        }
        lines.extend(code.lines().map(hidden));
        lines.push("```".to_owned());
        lines
    }
}

/// The function around an example is not shown, and its body not indented.
fn hidden(line: &str) -> String {
    match line.strip_prefix("    ") {
        Some("Ok(())") => "# Ok(())".to_owned(),
        Some(inner) => inner.to_owned(),
        None => format!("# {line}"),
    }
}

/// The documentation of a parameter.
pub(super) fn param_lines(param: &Param) -> Vec<String> {
    lines(&param.docs, &param.wire)
}

/// An item of a list: its name and the first paragraph of `text`, up to what needs lines of its own.
fn item(name: &str, text: Vec<String>) -> String {
    let first: Vec<&str> = text
        .iter()
        .take_while(|line| !line.is_empty() && !doc::is_block(line))
        .map(|line| line.trim_start())
        .collect();
    let first = first.join(" ");
    if first.is_empty() {
        format!("- {name}")
    } else {
        format!("- {name}: {first}")
    }
}
