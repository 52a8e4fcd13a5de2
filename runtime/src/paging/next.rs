//! Where the page after one begins.

use crate::{
    paging::{PageAddress, PageError, Paged, Way, link},
    response::Response,
};

/// Where a page that was asked for begins.
pub(super) struct Asked {
    /// By the parameter that says it; none where the call leaves it to the service.
    pub(super) place: Option<String>,
    /// By its URL, where that says it.
    pub(super) address: PageAddress,
}

/// Where the page after `page` begins; none if there is none.
///
/// There is none after a page without a cursor or URL, or an empty one; where pages are counted or begin
/// behind so many items, none after one without items, or the last one by what the page says.
pub(super) fn next<C: Paged>(
    asked: &Asked,
    page: &mut Response<C::Page>,
) -> Result<Option<String>, PageError> {
    let said = |page: &Response<C::Page>| C::said(page.body()).filter(|said| !said.is_empty());
    let place = asked.place.as_deref();
    // Nobody should take a page that lost its items for one without any.
    if !page.dropped().is_empty() && C::list(page).is_none_or(|list| list.is_empty()) {
        return Err(PageError::Dropped);
    }
    match C::WAY {
        Way::Cursor => match said(page) {
            Some(cursor) if Some(cursor.as_str()) == place => Err(PageError::Repeated),
            cursor => Ok(cursor),
        },
        Way::Offset => {
            let count = C::list(page).map_or(0, |list| list.len() as u64);
            let seen = number(place, 0)?.saturating_add(count);
            let is_last = count == 0 || limit(said(page)).is_some_and(|total| seen >= total);
            Ok((!is_last).then(|| seen.to_string()))
        }
        Way::Page { first } => {
            let is_empty = C::list(page).is_none_or(|list| list.is_empty());
            let number = number(place, first)?.saturating_add(1);
            let end = limit(said(page)).map(|pages| pages.saturating_add(first));
            let is_last = is_empty || end.is_some_and(|end| number >= end);
            Ok((!is_last).then(|| number.to_string()))
        }
        Way::NextUrl => url(said(page), asked),
        Way::Link => url(link::next(page.headers()), asked),
    }
}

fn number(place: Option<&str>, first: u64) -> Result<u64, PageError> {
    place.map_or(Ok(first), |place| {
        place.parse().map_err(|_| PageError::Unfit)
    })
}

/// How many items or pages there are; what is no such number says nothing.
fn limit(said: Option<String>) -> Option<u64> {
    said?.parse().ok()
}

/// The absolute URL that `reference` means in the answer from where the page came from (RFC 3986, §5.1.3).
fn url(reference: Option<String>, asked: &Asked) -> Result<Option<String>, PageError> {
    let Some(reference) = reference.filter(|reference| !reference.is_empty()) else {
        return Ok(None);
    };
    let base = asked.address.base().ok_or(PageError::NoUrl)?;
    let mut url = base.join(&reference).map_err(|_| PageError::NoUrl)?;
    url.set_fragment(None);
    if url == base || Some(&url) == asked.address.sent() {
        return Err(PageError::Repeated);
    }
    Ok(Some(url.into()))
}

/// Finds out that places come again, however many there are before they do, and keeps one of them (Brent,
/// "An improved Monte Carlo factorization algorithm", §2).
#[derive(Debug, Default)]
pub(super) struct Cycle {
    kept: Option<String>,
    steps: u64,
    power: u64,
}

impl Cycle {
    /// Whether `place` is one that was kept; it is at the latest after thrice as many as there are.
    pub(super) fn closes_at(&mut self, place: &str) -> bool {
        if self.kept.as_deref() == Some(place) {
            return true;
        }
        self.steps += 1;
        if self.steps > self.power {
            self.power = self.steps.saturating_mul(2);
            self.steps = 0;
            self.kept = Some(place.to_owned());
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::Cycle;

    #[test]
    fn a_cycle_is_found_and_nothing_else() {
        for (before, length) in [(0, 1), (0, 2), (1, 2), (3, 5), (100, 7), (1, 100)] {
            let mut cycle = Cycle::default();
            let places = (0..before + length).chain((0..).map(|step| before + step % length));
            let asked = places.map(|place| place.to_string());
            let found = asked.enumerate().find(|(_, place)| cycle.closes_at(place));
            let (index, _) = found.unwrap();
            assert!(index >= before + length, "{index}");
            assert!(
                index <= 4 * (before + length) + 1,
                "{before} {length}: {index}"
            );
        }
        let mut cycle = Cycle::default();
        assert!((0..10_000).all(|place| !cycle.closes_at(&place.to_string())));
    }
}
