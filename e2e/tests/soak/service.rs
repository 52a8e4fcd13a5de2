//! The service: who may do what, and which of its answers fail.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use crate::faults::{Arrived, Reply, Server};

/// How long a token is good for.
pub const LIFE: Duration = Duration::from_secs(1);

/// How long it takes to get one, at least.
pub const TAKES: Duration = Duration::from_millis(21);

/// The header that says which attempt a request is.
pub const DEPARTURE: &str = "x-departure";

/// What decides which answers fail, so that a run can be had again, but for the order of its requests.
const SEED: u64 = 20_261_125;

pub struct Service {
    pub url: String,
    state: Arc<State>,
    _server: Server,
}

#[derive(Default)]
struct State {
    /// When each request arrived that is not for a token, and which attempt it says it is.
    arrivals: Mutex<Vec<(Instant, Option<usize>)>>,
    /// Requests with a token that is good.
    requests: AtomicUsize,
    /// When each token was given out.
    tokens: Mutex<Vec<Instant>>,
    asking: AtomicUsize,
    most_asking: AtomicUsize,
    /// How often each parcel was taken in.
    parcels: Mutex<BTreeMap<String, usize>>,
    faults: Mutex<BTreeMap<&'static str, usize>>,
}

impl Service {
    pub async fn start() -> Self {
        let state = Arc::new(State::default());
        let own = Arc::clone(&state);
        let server = Server::forgetful(move |request| own.reply(request)).await;
        Self {
            url: server.url.clone(),
            state,
            _server: server,
        }
    }

    /// When each token was asked for.
    pub fn tokens(&self) -> Vec<Instant> {
        self.state.tokens.lock().unwrap().clone()
    }

    /// When each request arrived that is not for a token, and which attempt it says it is.
    pub fn arrivals(&self) -> Vec<(Instant, Option<usize>)> {
        self.state.arrivals.lock().unwrap().clone()
    }

    pub fn most_token_requests_at_once(&self) -> usize {
        self.state.most_asking.load(Ordering::SeqCst)
    }

    pub fn faults(&self) -> BTreeMap<&'static str, usize> {
        self.state.faults.lock().unwrap().clone()
    }

    /// The parcels that were taken in more than once.
    pub fn acted_twice(&self) -> Vec<String> {
        let parcels = self.state.parcels.lock().unwrap();
        let twice = parcels.iter().filter(|(_, count)| **count > 1);
        twice.map(|(parcel, _)| parcel.clone()).collect()
    }
}

impl State {
    fn reply(self: &Arc<Self>, request: &Arrived) -> Reply {
        if request.parts.uri.path() == "/token" {
            return self.token();
        }
        let attempt = request.header(DEPARTURE).and_then(|it| it.parse().ok());
        let arrival = (Instant::now(), attempt);
        self.arrivals.lock().unwrap().push(arrival);
        if !self.is_good(request.header("authorization")) {
            return Reply::status(401);
        }
        if request.parts.uri.path() == "/parcels" {
            let parcel = String::from_utf8_lossy(&request.body).into_owned();
            *self.parcels.lock().unwrap().entry(parcel).or_default() += 1;
        }
        let number = self.requests.fetch_add(1, Ordering::SeqCst) as u64;
        match self.fault(number, request) {
            Some(reply) => reply,
            None => success(request),
        }
    }

    /// Takes some time, within which nobody else should ask.
    fn token(self: &Arc<Self>) -> Reply {
        let now = self.asking.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_asking.fetch_max(now, Ordering::SeqCst);
        let own = Arc::clone(self);
        let number = {
            let mut tokens = self.tokens.lock().unwrap();
            tokens.push(Instant::now());
            tokens.len() - 1
        };
        tokio::spawn(async move {
            tokio::time::sleep(TAKES - Duration::from_millis(1)).await;
            own.asking.fetch_sub(1, Ordering::SeqCst);
        });
        let answer = Reply::Answer(200, Vec::new(), format!("t0ken-{number}"));
        answer.after(TAKES)
    }

    fn is_good(&self, header: Option<&str>) -> bool {
        let number = header.and_then(|header| header.strip_prefix("Bearer t0ken-"));
        let number = number.and_then(|number| number.parse::<usize>().ok());
        let tokens = self.tokens.lock().unwrap();
        let given = number.and_then(|number| tokens.get(number));
        given.is_some_and(|given| given.elapsed() < LIFE)
    }

    /// Three answers in ten fail, or are late.
    fn fault(&self, number: u64, request: &Arrived) -> Option<Reply> {
        let dice = mixed(SEED ^ number) % 1000;
        let (name, reply) = match dice {
            0..=49 => ("reset", Reply::Reset),
            50..=89 => ("cut", Reply::Cut),
            90..=149 => ("429", Reply::with(429, "retry-after", "0")),
            150..=209 => ("503", Reply::status(503)),
            210..=239 => {
                let media = vec![("content-type", "application/json".to_owned())];
                ("garbage", Reply::Answer(200, media, "<html>".to_owned()))
            }
            240..=269 => ("late 500", Reply::status(500).after(late(dice - 240))),
            270..=298 => ("late success", success(request).after(late(dice - 270))),
            299 => ("silence", Reply::Silence),
            _ => return None,
        };
        *self.faults.lock().unwrap().entry(name).or_default() += 1;
        Some(reply)
    }
}

/// Between 10 and 70 milliseconds, for up to 30 sides of a die.
fn late(die: u64) -> Duration {
    Duration::from_millis(10 + 2 * die)
}

fn success(request: &Arrived) -> Reply {
    let media = || vec![("content-type", "application/json".to_owned())];
    match (request.parts.method.as_str(), request.parts.uri.path()) {
        ("GET", _) => Reply::Answer(200, media(), r#"[{"text":"a"}]"#.to_owned()),
        ("POST", "/letters") => Reply::Answer(201, media(), r#"{"text":"a"}"#.to_owned()),
        _ => Reply::status(204),
    }
}

/// Numbers that look like chance (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
