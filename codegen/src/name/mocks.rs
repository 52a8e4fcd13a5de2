//! Methods of a mock server, which has the operations of all groups.

use std::collections::BTreeMap;

use crate::{
    ir::ModuleId,
    name::{
        Assigning, Slot,
        operations::wire,
        reserved,
        scope::{Claim, Scope},
    },
};

impl Assigning<'_> {
    /// Names the methods, each after that of its group; where two groups have one of the same name, they
    /// are told apart by a number.
    pub(super) fn mocks(&mut self) {
        let api = self.api;
        let mut mocks = BTreeMap::new();
        for home in (0..api.modules.len()).map(ModuleId) {
            let own = api.operations.iter();
            let own = own.filter(|(_, operation)| operation.home == home);
            let named = own.filter_map(|(id, operation)| {
                let names = self.names.operations.get(id)?;
                let method = names.method.trim_start_matches("r#");
                let wire = format!("{} of the mock server", wire(operation));
                let claim = Claim::new(&wire, method.to_owned(), operation.at);
                let claim = claim.locked(self.operation_spot(*id), Slot::Mock);
                Some((*id, claim))
            });
            let (ids, claims): (Vec<_>, Vec<_>) = named.unzip();
            let scope = Scope::new(reserved::GROUP).and(reserved::MOCK);
            let mut scope = scope.kept(Slot::Mock, self.home_of(home), None);
            mocks.extend(ids.into_iter().zip(scope.assign(claims, &mut self.book)));
        }
        self.names.mocks = Some(mocks);
    }
}
