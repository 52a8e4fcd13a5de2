//! Requests for tokens that fail on their way: which of them are made again.

use std::time::Duration;

use highlevel::{OAuth2Error, OAuth2Login, Retry, SecretString, SendError, http::StatusCode};
use serde_json::json;

use super::{app, built, refusal};
use crate::{
    Unreachable,
    faults::{Reply, Server},
    quick,
};

fn tokens() -> Reply {
    Reply::json(&json!({ "access_token": "t0ken-a", "token_type": "Bearer" }))
}

/// How a request for tokens fails at first.
type Fault = fn() -> Reply;

/// What each grant makes of an issuer that fails once as `fault` says: how many requests there are.
async fn counts(fault: Fault, retry: &Retry) -> [(bool, usize); 3] {
    let mut counts = [(false, 0); 3];
    for (grant, count) in counts.iter_mut().enumerate() {
        let issuer = Server::start(move |number, _| match number {
            0 => fault(),
            _ => tokens(),
        })
        .await;
        let app = built(
            app(&issuer)
                .retry(retry.clone())
                .timeout(Duration::from_secs(2)),
        );
        let came = match grant {
            0 => app.fetch_by_client_credentials().await,
            1 => {
                app.fetch_by_refresh_token(&SecretString::from("t0ken-r"))
                    .await
            }
            _ => app.exchange(&OAuth2Login::new("s", "v"), "c0de", "s").await,
        };
        *count = (came.is_ok(), issuer.count());
    }
    counts
}

#[tokio::test]
async fn what_the_server_did_not_look_at_is_asked_again_by_every_grant() {
    let fault = (|| Reply::status(429)) as Fault;
    assert_eq!(counts(fault, &quick()).await, [(true, 2); 3]);
    assert_eq!(counts(fault, &Retry::never()).await, [(false, 1); 3]);
}

#[tokio::test]
async fn what_may_hold_but_once_is_not_asked_again_where_it_may_have_been_taken() {
    for fault in [
        (|| Reply::Reset) as Fault,
        || Reply::Cut,
        || Reply::status(500),
        || Reply::status(502),
        // It may be a gateway's, behind which the token was taken.
        || Reply::status(503),
        || Reply::status(504),
    ] {
        let expected = [(true, 2), (false, 1), (false, 1)];
        assert_eq!(counts(fault, &quick()).await, expected);
    }
}

#[tokio::test]
async fn a_refusal_is_not_asked_again() {
    let refused = counts(|| refusal("invalid_grant"), &quick()).await;
    assert_eq!(refused, [(false, 1); 3]);
    let long = || Reply::with(503, "retry-after", "3600");
    assert_eq!(counts(long, &quick()).await, [(false, 1); 3]);
}

#[tokio::test]
async fn what_reaches_nothing_is_asked_again_as_often_as_it_may() {
    let issuer = Server::start(|_, _| tokens()).await;
    for (breaks, expected) in [(false, 3), (true, 1)] {
        let transport = Unreachable::default();
        if breaks {
            transport.breaks_first();
        }
        let app = built(app(&issuer).retry(quick()).transport(transport.clone()));
        let error = app
            .fetch_by_refresh_token(&"t0ken-r".into())
            .await
            .unwrap_err();
        assert!(
            matches!(&error, OAuth2Error::NoAnswer(error) if matches!(**error, SendError::Connection(_))),
            "{error:?}"
        );
        assert_eq!(transport.count(), expected);
    }
    assert_eq!(issuer.count(), 0);
}

#[tokio::test]
async fn none_is_made_behind_the_time_of_the_first() {
    let issuer = Server::start(|_, _| Reply::with(503, "retry-after", "1")).await;
    let app = app(&issuer)
        .retry(quick())
        .timeout(Duration::from_millis(500));
    let error = built(app).fetch_by_client_credentials().await.unwrap_err();
    let is_unavailable = matches!(
        error,
        OAuth2Error::Answer { status, .. } if status == StatusCode::SERVICE_UNAVAILABLE
    );
    assert!(is_unavailable, "{error:?}");
    assert_eq!(issuer.count(), 1);
}
