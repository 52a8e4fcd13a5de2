//! Time that passes with what the runtime does, and not with the clock on the wall.

use std::time::Duration;

use crate::{
    alive, client,
    faults::{Reply, Server},
};

/// How often every task that can go on does so before a millisecond has passed: what one end of a socket of
/// this machine writes, the other can mostly read at once.
const TURNS: usize = 12;

/// Longer than the test of it takes.
const LONG: Duration = Duration::from_secs(5);

/// Stops the runtime's clock, and moves it on by a millisecond whenever all tasks had some turns.
///
/// What that clock measures (limits, waits, how long an answer took) takes no real time so, and a slow machine
/// makes no call late where all parties are tasks of the one thread of the test. Other threads, as those that
/// read files and look names up, are not waited for: time goes on while they work. Dates are the wall's.
pub fn stop() {
    tokio::time::pause();
    tokio::spawn(async {
        loop {
            for _ in 0..TURNS {
                tokio::task::yield_now().await;
            }
            tokio::time::advance(Duration::from_millis(1)).await;
        }
    });
}

#[tokio::test]
async fn answers_say_how_long_they_took_by_the_clock_that_is_stopped() {
    stop();
    let server = Server::each(vec![|| Reply::status(503).after(LONG), || {
        alive().after(LONG)
    }]);
    let answer = client(&server.await).health().send().await.unwrap();
    assert!(answer.elapsed() >= 2 * LONG, "{:?}", answer.elapsed());
}
