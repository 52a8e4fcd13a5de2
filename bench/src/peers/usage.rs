//! What a process costs: time on the clock, time of the processor, and memory.

use std::{
    fs::File,
    io,
    path::Path,
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use wait4::{ResourceUsage, Wait4};

/// What a process and those that it waited for took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// Seconds from the start to the end.
    pub wall: f64,
    /// Seconds of the processor, in user mode and in the system, of all threads and processes together.
    pub cpu: f64,
    /// The most memory that any one of the processes had at once, in bytes.
    pub peak: f64,
}

impl Usage {
    fn new(wall: Duration, used: &ResourceUsage) -> Self {
        Self {
            wall: wall.as_secs_f64(),
            cpu: (used.utime + used.stime).as_secs_f64(),
            peak: used.maxrss as f64,
        }
    }

    /// The median of each figure by itself.
    pub(crate) fn median(all: &[Self]) -> Option<Self> {
        let of = |figure: fn(&Self) -> f64| median(all.iter().map(figure).collect());
        Some(Self {
            wall: of(|usage| usage.wall)?,
            cpu: of(|usage| usage.cpu)?,
            peak: of(|usage| usage.peak)?,
        })
    }
}

/// The middle value, or the mean of the two in the middle; none of nothing.
pub(crate) fn median(mut all: Vec<f64>) -> Option<f64> {
    all.sort_by(f64::total_cmp);
    let above = *all.get(all.len() / 2)?;
    Some(match all.len() % 2 {
        0 => (all[all.len() / 2 - 1] + above) / 2.0,
        _ => above,
    })
}

/// Runs `command` to its end and says what it took; what it prints goes to the file `log`.
pub(crate) fn logged(command: &mut Command, log: &Path) -> io::Result<(ExitStatus, Usage)> {
    let file = File::create(log)?;
    command.stdin(Stdio::null());
    command.stdout(file.try_clone()?).stderr(file);
    run(command)
}

/// Runs `command` to its end and says what it took.
pub(crate) fn run(command: &mut Command) -> io::Result<(ExitStatus, Usage)> {
    let begun = Instant::now();
    let ended = command.spawn()?.wait4()?;
    let usage = Usage::new(begun.elapsed(), &ended.rusage);
    Ok((ended.status, usage))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0]), Some(3.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0, 4.0]), Some(3.0));
    }

    #[test]
    fn figures_have_medians_of_their_own() {
        let usage = |wall, cpu, peak| Usage { wall, cpu, peak };
        let all = [
            usage(1.0, 6.0, 7.0),
            usage(2.0, 5.0, 9.0),
            usage(3.0, 4.0, 8.0),
        ];
        assert_eq!(Usage::median(&all), Some(usage(2.0, 5.0, 8.0)));
        assert_eq!(Usage::median(&[]), None);
    }

    #[test]
    fn time_of_the_processor_is_that_of_user_and_system() {
        let used = ResourceUsage {
            utime: Duration::from_millis(1_500),
            stime: Duration::from_millis(250),
            maxrss: 4096,
        };
        let usage = Usage::new(Duration::from_secs(1), &used);
        assert_eq!((usage.wall, usage.cpu, usage.peak), (1.0, 1.75, 4096.0));
    }

    #[cfg(unix)]
    #[test]
    fn a_process_is_measured_with_those_it_waits_for() {
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; exit 3",
        ]);
        let (status, usage) = run(&mut command).unwrap();
        assert_eq!(status.code(), Some(3));
        assert!(usage.cpu > 0.005 && usage.peak > 100_000.0, "{usage:?}");
    }
}
