//! The client and its calls, and what comes of each.

use std::{fmt::Debug, time::Duration};

use highlevel::{
    Error, Hooks, Refreshing, Response, Retry, SendError, Throttle, Token, Tokens, http::Method,
};

use crate::{
    faults::watch::{no_secret, printed},
    service::{LIFE, Service},
    whole_service::{Client, models::Letter},
};

/// The rate limit: so many attempts in such a window.
pub const LIMIT: usize = 900;
pub const WINDOW: Duration = Duration::from_secs(1);

pub fn client(service: &Service, hooks: impl Hooks) -> Client {
    let issuer = Client::builder()
        .base_url(&service.url)
        .retry(Retry::never());
    let issuer = issuer.build().unwrap();
    let source = Refreshing::new(move |_| {
        let request = issuer.request(Method::POST, "/token");
        async move {
            let answer = request.send().await?;
            Ok(Token::new(&*answer.text()).expires_in(LIFE))
        }
    });
    let builder = Client::builder()
        .base_url(&service.url)
        .token_source(Tokens::new(source))
        .retry(
            Retry::new()
                .backoff(Duration::from_millis(5), Duration::from_millis(50))
                .without_budget(),
        )
        .throttle(Throttle::new(LIMIT as u32, WINDOW))
        .timeout(Duration::from_secs(2))
        .hooks(hooks);
    builder.build().unwrap()
}

/// Makes a call, and says how it ended.
pub async fn one(client: &Client, number: usize) -> &'static str {
    let letter = || Letter::new(format!("{number}"));
    match number % 3 {
        0 => end(&client.list_letters().send().await),
        1 => end(&client.send_letter(letter()).send().await),
        _ => end(&client.send_parcel(letter()).send().await),
    }
}

fn end<T: Debug, E: Debug + 'static>(came: &Result<Response<T>, Error<E>>) -> &'static str {
    no_secret(&printed(came));
    match came {
        Ok(_) => "success",
        Err(Error::Api(_)) => "documented error",
        Err(Error::Undocumented(_)) => "undocumented answer",
        Err(Error::Decode(_)) => "garbage",
        Err(Error::NotSent(_)) => "not sent",
        Err(Error::MaybeSent(SendError::Timeout(_))) => "time up",
        Err(Error::MaybeSent(_)) => "maybe sent",
        Err(_) => "another error",
    }
}
