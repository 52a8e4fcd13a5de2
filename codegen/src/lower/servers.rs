//! Servers and their variables (OpenAPI 3.1.1, §4.8.5 and §4.8.6).

use crate::{diagnostic::Code, ir::Variable, lower::Lowering, openapi};

impl Lowering<'_> {
    /// The base URL, if it is one that paths can be added to.
    pub(super) fn server(&mut self, document: &openapi::Document) -> Option<String> {
        self.url(document.server.as_ref()?)
    }

    /// The URL of a server with its variables as `{name}`; one that is not absolute is ignored.
    ///
    /// A variable is set for all servers at once. Where two servers have different defaults for one
    /// name, the later server keeps its own and cannot be told another.
    pub(super) fn url(&mut self, server: &openapi::Server) -> Option<String> {
        let mut url = server.url.trim_end_matches('/').to_owned();
        let mut variables = Vec::new();
        for found in &server.variables {
            let place = format!("{{{}}}", found.name);
            let known = self.variables.iter().find(|known| known.name == found.name);
            let differs = known.is_some_and(|known| known.default != found.default);
            // A variable that holds the scheme, or all before the path, is what `base_url` is for.
            let begins = url.starts_with(&place);
            if differs || begins {
                url = url.replace(&place, &found.default);
            } else if url.contains(&place) {
                variables.push(Variable {
                    name: found.name.clone(),
                    default: found.default.clone(),
                    values: found.values.clone(),
                });
            }
        }
        let is_known = |rest: &str| {
            let name = rest.split('}').next().unwrap_or_default();
            variables.iter().any(|variable| variable.name == name)
        };
        let problem = if let Some(rest) = url.split('{').skip(1).find(|rest| !is_known(rest)) {
            let name = rest.split('}').next().unwrap_or_default();
            Some(format!("does not describe its variable `{name}`"))
        } else if !is_absolute(&url) {
            Some("is not absolute".to_owned())
        } else if url.contains(['?', '#']) {
            Some("takes no path after it".to_owned())
        } else {
            None
        };
        if let Some(problem) = problem {
            let message = format!("the server's URL `{}` {problem}", server.url);
            self.sink.report(Code::ServerUrl, server.at, message);
            return None;
        }
        for variable in variables {
            match self
                .variables
                .iter_mut()
                .find(|known| known.name == variable.name)
            {
                None => self.variables.push(variable),
                // It may be set to what any of its servers takes.
                Some(known) if known.values.is_empty() || variable.values.is_empty() => {
                    known.values.clear();
                }
                Some(known) => {
                    let new = variable.values.into_iter();
                    let new: Vec<String> =
                        new.filter(|value| !known.values.contains(value)).collect();
                    known.values.extend(new);
                }
            }
        }
        Some(url)
    }
}

/// Whether `url` has a scheme and a host.
fn is_absolute(url: &str) -> bool {
    let rest = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}
