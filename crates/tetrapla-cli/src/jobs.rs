//! The threads that the work is done on.

use crate::fail::Failure;

/// Runs `work` on as many threads as were asked for; 0 stands for one a core.
pub fn with_jobs<T: Send>(
    n_jobs: usize,
    work: impl FnOnce() -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_jobs).build();
    let pool = pool.map_err(|error| {
        Failure::input(format!(
            "{n_jobs} threads cannot be started: {error}; ask for fewer with --jobs"
        ))
    })?;
    pool.install(work)
}
