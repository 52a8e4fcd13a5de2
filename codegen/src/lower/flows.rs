//! The flows of OAuth 2.0 (OpenAPI 3.1.1, §4.8.28).

use crate::{diagnostic::Code, ir, lower::Lowering, openapi};

impl Lowering<'_> {
    /// The flows of the scheme `wire`; a URL that is not absolute is reported and kept, as nobody here knows
    /// which server it belongs to.
    pub(super) fn flows(&mut self, wire: &str, flows: &[openapi::Flow]) -> Vec<ir::Flow> {
        flows.iter().map(|flow| self.flow(wire, flow)).collect()
    }

    fn flow(&mut self, wire: &str, flow: &openapi::Flow) -> ir::Flow {
        let openapi::Flow {
            kind,
            at,
            authorization_url,
            device_authorization_url,
            token_url,
            refresh_url,
            scopes,
        } = flow.clone();
        let urls = [
            &authorization_url,
            &device_authorization_url,
            &token_url,
            &refresh_url,
        ];
        for url in urls.into_iter().flatten() {
            if !url.contains("://") {
                let message = format!("`{url}` of the scheme `{wire}` is not absolute");
                self.sink.report(Code::FlowUrl, at, message);
            }
        }
        ir::Flow {
            kind: match kind {
                openapi::FlowKind::Implicit => ir::FlowKind::Implicit,
                openapi::FlowKind::Password => ir::FlowKind::Password,
                openapi::FlowKind::ClientCredentials => ir::FlowKind::ClientCredentials,
                openapi::FlowKind::AuthorizationCode => ir::FlowKind::AuthorizationCode,
                openapi::FlowKind::DeviceAuthorization => ir::FlowKind::DeviceAuthorization,
            },
            authorization_url,
            device_authorization_url,
            token_url,
            refresh_url,
            scopes,
        }
    }
}
