//! Services and layers of `tower` around what carries the requests.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use highlevel::{Body, Error, HttpService, SendError, TransportError, http};
use tower::{Layer, Service, ServiceBuilder, service_fn};

use crate::{
    alive, builder,
    faults::{Reply, Server},
    whole_bookshop::Client,
};

/// Counts what passes, and marks it.
#[derive(Clone, Default)]
struct Count(Arc<AtomicUsize>);

#[derive(Clone)]
struct Counting<S>(S, Arc<AtomicUsize>);

impl<S> Layer<S> for Count {
    type Service = Counting<S>;

    fn layer(&self, inner: S) -> Counting<S> {
        Counting(inner, Arc::clone(&self.0))
    }
}

impl<S: Service<http::Request<Body>>> Service<http::Request<Body>> for Counting<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut request: http::Request<Body>) -> S::Future {
        let count = self.1.fetch_add(1, Ordering::SeqCst);
        request.headers_mut().insert("x-count", count.into());
        self.0.call(request)
    }
}

#[tokio::test]
async fn a_layer_sees_every_request_that_leaves() {
    let server = Server::each(vec![
        || Reply::status(503),
        || Reply::with(307, "location", "/elsewhere"),
        alive,
    ])
    .await;
    let count = Count::default();
    let client = builder(&server).layer(count.clone()).build().unwrap();
    client.health().send().await.unwrap();
    // Two attempts, the second with a redirect.
    assert_eq!(count.0.load(Ordering::SeqCst), 3);
    let arrived = server.arrived();
    let seen: Vec<_> = arrived.iter().map(|it| it.header("x-count")).collect();
    assert_eq!(seen, [Some("0"), Some("1"), Some("2")]);
}

#[tokio::test]
async fn layers_of_tower_itself() {
    let running = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let seen = Arc::clone(&running);
    let inner = service_fn(move |_: http::Request<Body>| {
        let seen = Arc::clone(&seen);
        async move {
            let now = seen.0.fetch_add(1, Ordering::SeqCst) + 1;
            seen.1.fetch_max(now, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(5)).await;
            seen.0.fetch_sub(1, Ordering::SeqCst);
            let answer = http::Response::builder().header("content-type", "application/json");
            answer
                .body(Body::from("true"))
                .map_err(TransportError::refused)
        }
    });
    let service = ServiceBuilder::new().concurrency_limit(3).service(inner);
    let client = Client::builder()
        .base_url("http://service.example")
        .service(service)
        .build()
        .unwrap();
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let call = client.health();
            tokio::spawn(async move { *call.send().await.unwrap() })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap());
    }
    assert_eq!(running.1.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn what_a_layer_says_of_a_failure_is_kept() {
    #[derive(Clone)]
    struct Refuse;
    impl Layer<HttpService> for Refuse {
        type Service = tower::util::MapErr<HttpService, fn(TransportError) -> TransportError>;

        fn layer(&self, inner: HttpService) -> Self::Service {
            tower::util::MapErr::new(inner, |error| error)
        }
    }
    let client = Client::builder()
        .base_url("http://127.0.0.1:1")
        .retry(highlevel::Retry::never())
        .layer(Refuse)
        .build()
        .unwrap();
    let error = client.health().send().await.unwrap_err();
    // The transport's own word, that nothing reached the service, comes through.
    assert!(
        matches!(error, Error::NotSent(SendError::Connection(_))),
        "{error:?}"
    );
    // An error of another kind may be one behind which the service has acted.
    let service = service_fn(|_: http::Request<Body>| async {
        Err::<http::Response<Body>, _>(std::io::Error::other("it broke"))
    });
    let client = Client::builder()
        .base_url("http://127.0.0.1:1")
        .retry(highlevel::Retry::never())
        .service(service)
        .build()
        .unwrap();
    let error = client.health().send().await.unwrap_err();
    assert!(
        matches!(error, Error::MaybeSent(SendError::Connection(_))),
        "{error:?}"
    );
}
