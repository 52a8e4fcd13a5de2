//! A running mock server.

use std::{
    fmt,
    marker::PhantomData,
    net::{Ipv4Addr, TcpListener},
    sync::Arc,
    thread,
};

use secrecy::SecretString;
use tokio::{runtime::Handle, sync::oneshot, task::AbortHandle};

use crate::{
    auth::Credential,
    client::ClientBuilder,
    core::Described,
    mock::{Description, Mocked, Problem, Received, Script, serve::accept, state::State},
};

/// A server that stands in for the service of the client `C`.
///
/// When it is dropped it panics if a request broke the document and nobody has looked at
/// [`problems`](Self::problems); where a panic is under way already it prints them.
pub struct Server<C> {
    state: Arc<State>,
    url: String,
    running: Running,
    client: PhantomData<fn() -> C>,
}

/// What a server runs on.
enum Running {
    /// The runtime that it was started on.
    Task(AbortHandle),
    /// A thread of its own, which ends when the sender goes.
    Thread(Option<oneshot::Sender<()>>, Option<thread::JoinHandle<()>>),
}

impl<C: Described> Server<C> {
    /// Starts on the tokio runtime that this is called on, or else on a thread of its own.
    #[doc(hidden)]
    pub async fn start(operations: &'static [&'static [&'static Description]]) -> Self {
        Self::bind(operations, Handle::try_current().ok())
    }

    /// Starts on a thread of its own.
    #[doc(hidden)]
    pub fn start_blocking(operations: &'static [&'static [&'static Description]]) -> Self {
        Self::bind(operations, None)
    }

    #[expect(
        clippy::expect_used,
        reason = "a test cannot go on without its server, and has nobody to hand an error to"
    )]
    fn bind(
        operations: &'static [&'static [&'static Description]],
        runtime: Option<Handle>,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let listener = listener.expect("a port of 127.0.0.1 can be listened on");
        let address = listener.local_addr().expect("a listener has an address");
        listener
            .set_nonblocking(true)
            .expect("a listener can be asked without waiting");
        let state = Arc::new(State::new(operations));
        let running = Running::begin(listener, Arc::clone(&state), runtime);
        let running = running.expect("a runtime takes a listener, and a thread can be started");
        Self {
            state,
            url: format!("http://{address}"),
            running,
            client: PhantomData,
        }
    }

    /// Begins to build a client of this server, with credentials of every kind that are made up.
    pub fn client_builder(&self) -> ClientBuilder<C> {
        let secret = || SecretString::from("mock");
        let builder = ClientBuilder::new().base_url(&self.url);
        let basic = Credential::Basic {
            user: "mock".to_owned(),
            password: secret(),
        };
        let credentials = [
            Credential::Bearer(secret()),
            basic,
            Credential::ApiKey(secret()),
        ];
        credentials
            .into_iter()
            .fold(builder, ClientBuilder::any_credential)
    }
}

impl<C> Server<C> {
    /// Returns where it listens, as in `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The script of one operation.
    #[doc(hidden)]
    pub fn script<O: Mocked>(&self) -> Script<O> {
        Script::new(Arc::clone(&self.state))
    }

    /// Returns all requests that are what the document says, each with the id of its operation.
    pub fn requests(&self) -> Vec<Received<&'static str>> {
        self.state.all_received()
    }

    /// Returns what of the requests so far is not as the document says.
    ///
    /// Each of those requests was answered with 400, 401, 404, 405 or 415 and the reason as text.
    /// Who calls this has seen the problems, and the server does not panic for them when it is dropped.
    pub fn problems(&self) -> Vec<Problem> {
        self.state.problems()
    }

    /// Panics if a request was not as the document says, and lists what was wrong.
    ///
    /// # Panics
    ///
    /// That is what it is for.
    pub fn verify(&self) {
        complain(&self.problems());
    }
}

#[expect(clippy::panic, reason = "this is how a test fails")]
fn complain(problems: &[Problem]) {
    if !problems.is_empty() {
        panic!("{}", listed(problems));
    }
}

fn listed(problems: &[Problem]) -> String {
    let lines = problems.iter().map(|problem| format!("\n- {problem}"));
    let lines: String = lines.collect();
    format!("requests to the mock server were not as the document says:{lines}")
}

impl Running {
    /// Serves on `runtime`, or else on one of its own until the sender is dropped.
    fn begin(
        listener: TcpListener,
        state: Arc<State>,
        runtime: Option<Handle>,
    ) -> std::io::Result<Self> {
        if let Some(runtime) = runtime {
            let _within = runtime.enter();
            let serving = accept(tokio::net::TcpListener::from_std(listener)?, state);
            return Ok(Self::Task(runtime.spawn(serving).abort_handle()));
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let listener = {
            let _within = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = thread::Builder::new().name("mock server".to_owned());
        let thread = thread.spawn(move || {
            runtime.spawn(accept(listener, state));
            // It ends with an error when the sender goes, which is what is waited for.
            let _ = runtime.block_on(stopped);
        })?;
        Ok(Self::Thread(Some(stop), Some(thread)))
    }

    /// Ends it, and with it all connections.
    fn stop(&mut self) {
        match self {
            Self::Task(task) => task.abort(),
            Self::Thread(stop, thread) => {
                drop(stop.take());
                if let Some(thread) = thread.take() {
                    // It ends at once.
                    let _ = thread.join();
                }
            }
        }
    }
}

impl<C> Drop for Server<C> {
    fn drop(&mut self) {
        self.running.stop();
        let problems = self.state.unseen();
        match thread::panicking() {
            true if !problems.is_empty() => eprintln!("{}", listed(&problems)),
            true => {}
            false => complain(&problems),
        }
    }
}

impl<C> fmt::Debug for Server<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}
