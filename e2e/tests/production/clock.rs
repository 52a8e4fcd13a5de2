//! Time that passes with what the runtime does, and not with the clock on the wall.

use std::time::Duration;

/// How often everything that can go on does so before a millisecond has passed: what one end of a socket of
/// this machine writes, the other can read at once.
const TURNS: usize = 12;

/// Stops the runtime's clock, and moves it on by a millisecond whenever all that sockets brought was seen to.
///
/// A test waits no real time so, and a slow machine makes no call late. All parties have to be tasks of the one
/// thread of the test.
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
