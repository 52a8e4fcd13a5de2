//! A request whose body cannot be read to its end, which the connection is not to blame for.

use crate::{
    BREAKS_OFF, METHOD, REFUSED, SHORT, assert_outcome, call,
    parties::{Authority, Service},
};

#[test]
fn a_body_that_breaks_off_is_no_fault_of_the_connection() {
    let authority = Authority::new();
    for offers in [&["h2"][..], &["http/1.1"]] {
        let service = Service::with_tls(&authority, offers);
        let trusted = ("SSL_CERT_FILE", authority.path());
        // Repeatable by its method, and `late` if the body's own error were taken for the connection's.
        let outcome = call(&service.url, &[trusted, BREAKS_OFF, (METHOD, "PUT")]);
        let words = ["the body of the request cannot be read", "the user's disk"];
        assert_outcome(&outcome, "maybe sent", &words);
        assert!(service.seen().len() <= 1, "{:?}", service.seen());
        assert_eq!(service.connections(), 1);
    }
}

#[test]
fn a_body_that_quotes_the_refusal_of_another_service_is_not_one_of_this_service() {
    let authority = Authority::new();
    let service = Service::with_tls(&authority, &["h2"]);
    let trusted = ("SSL_CERT_FILE", authority.path());
    let outcome = call(&service.url, &[trusted, REFUSED, (METHOD, "PUT")]);
    let words = ["the body of the request cannot be read", "refused"];
    assert_outcome(&outcome, "maybe sent", &words);
    assert!(service.seen().len() <= 1, "{:?}", service.seen());
}

#[test]
fn a_body_that_is_shorter_than_it_says_is_no_fault_of_the_connection() {
    let service = Service::plain();
    let outcome = call(&service.url, &[SHORT, (METHOD, "PUT")]);
    let words = ["the body of the request cannot be read"];
    assert_outcome(&outcome, "maybe sent", &words);
    // The call may be over before the service has looked at the connection.
    for _ in 0..500 {
        if service.connections() > 0 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(service.connections(), 1);
}
