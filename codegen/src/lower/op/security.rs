//! Which schemes an operation needs (OpenAPI 3.1.1, §4.8.30).

use crate::{diagnostic::Code, ir, lower::Lowering, openapi};

impl Lowering<'_> {
    /// The alternatives; one that names a scheme that the document lacks is reported and left out.
    pub(super) fn security(
        &mut self,
        requirements: &[openapi::Requirement],
    ) -> Vec<ir::Requirement> {
        let home = self.module();
        let mut alternatives = Vec::new();
        for requirement in requirements {
            let mut schemes = Some(Vec::new());
            for (wire, at, scopes) in &requirement.schemes {
                let is_it = |scheme: &ir::Scheme| scheme.wire == *wire && scheme.home == home;
                match self.schemes.iter().position(is_it) {
                    Some(index) => {
                        schemes.iter_mut().for_each(|schemes| {
                            schemes.push((ir::SchemeId(index), scopes.clone()));
                        });
                    }
                    None => {
                        let message = format!("the document has no security scheme `{wire}`");
                        self.sink.report(Code::BadSecurity, *at, message);
                        schemes = None;
                    }
                }
            }
            alternatives.extend(schemes);
        }
        alternatives
    }
}
