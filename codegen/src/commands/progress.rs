//! What is shown of work that lasts, on a terminal and nowhere else.

use std::{
    io::IsTerminal as _,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::Duration,
};

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use specwright::{Doing, diagnostic::Severity};

use crate::commands::{Terminal, plural};

/// How long work takes before anything of it is shown.
const SOON: Duration = Duration::from_millis(300);
/// How often the spinner turns.
const TURN: Duration = Duration::from_millis(100);

/// A line with a spinner, the time that has passed and what is being done, on standard error where that is a
/// terminal; it is there once the work has lasted a moment, and gone when this is dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// What waits for the moment, and what ends the waiting.
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    pub(crate) fn new(terminal: &Terminal) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let is_wanted = terminal.least != Severity::Error && std::io::stderr().is_terminal();
        let waiting = is_wanted.then(|| {
            let (done, waits) = mpsc::channel();
            let bar = bar.clone();
            let waiter = thread::spawn(move || {
                if waits.recv_timeout(SOON) == Err(RecvTimeoutError::Timeout) {
                    show(&bar);
                }
            });
            (done, waiter)
        });
        Self { bar, waiting }
    }

    /// Says what is being done now.
    pub(crate) fn tell(&self, doing: Doing<'_>) {
        if self.waiting.is_some() {
            self.bar.set_message(words(doing));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, waiter)) = self.waiting.take() {
            drop(done);
            let _ = waiter.join();
        }
        self.bar.finish_and_clear();
    }
}

fn show(bar: &ProgressBar) {
    // The words are cut where the line ends.
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_draw_target(ProgressDrawTarget::stderr());
    bar.enable_steady_tick(TURN);
}

fn words(doing: Doing<'_>) -> String {
    let words = match doing {
        Doing::Reading(what) => format!("reading {what}"),
        Doing::Octets { name, read, of } => {
            let (read, of) = (HumanBytes(read), of.map(HumanBytes));
            let of = of.map_or(String::new(), |of| format!(" of {of}"));
            format!("reading {name}: {read}{of}")
        }
        Doing::Pages(count) => format!("finding out what {} say", plural(count, "page")),
        Doing::Merging => "merging".to_owned(),
        Doing::Comparing => "comparing".to_owned(),
        Doing::Generating => "generating".to_owned(),
        _ => "working".to_owned(),
    };
    // Names of files may hold what moves the cursor.
    words.replace(char::is_control, " ")
}
