//! The threads that generate: as many as there are processors, with large stacks.

use std::{env, num::NonZero, thread};

use rayon::ThreadPoolBuilder;

/// The stack of each thread; only what is used of it takes memory.
const STACK_BYTES: usize = 512 << 20;

/// More threads than this are not worth their stacks, as most of the way is one thread's.
const MOST: usize = 8;

/// Runs `work` where it may recurse, as schemas refer to each other as deep as a document likes, and where rayon
/// has threads to share it with.
pub(crate) fn deep<T: Send>(work: impl Fn() -> T + Sync) -> T {
    let threads = |count| {
        ThreadPoolBuilder::new()
            .stack_size(STACK_BYTES)
            .num_threads(count)
    };
    let processors = match env::var_os("RAYON_NUM_THREADS") {
        // Rayon reads it itself.
        Some(_) => 0,
        None => thread::available_parallelism().map_or(1, NonZero::get),
    };
    // Where there is no room for all, one is enough; where there are no other threads, this one is.
    let pool = threads(processors.min(MOST)).build();
    let pool = pool.or_else(|_| threads(1).build());
    let pool = pool.or_else(|_| threads(1).use_current_thread().build());
    match pool {
        Ok(pool) => pool.install(&work),
        Err(_) => work(),
    }
}
