//! The HTTP server: it passes requests to the service, and delivers responses whole or as a fault demands.

use std::future::poll_fn;
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc as std_mpsc;
use std::task::{Context, Poll};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Sleep, sleep, timeout};

use crate::cloud::{self, Cloud, Delivery};
use crate::connection_end::ConnectionEnd;
use crate::wire::Wire;

/// Larger than any request that the service accepts.
const MAX_BODY: usize = 16 << 20;
/// How long a request may take to arrive.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;
/// In how many pieces a slow response is sent.
const PIECES: usize = 8;

/// A running server. It stops when this is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    /// `None` once it stops.
    commands: Option<mpsc::UnboundedSender<Command>>,
    thread: Option<JoinHandle<()>>,
}

/// A command to the thread of the server: whether it accepts connections, and where to say that it does so.
struct Command {
    accepts: bool,
    done: std_mpsc::SyncSender<io::Result<()>>,
}

impl Server {
    /// Starts a server on an address, with port 0 for a free one. It has a thread of its own, so that code under test may block.
    pub(crate) fn start(cloud: Arc<Cloud>, address: SocketAddr) -> io::Result<Self> {
        let listener = StdListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (commands, received) = mpsc::unbounded_channel();
        let thread = thread::Builder::new().name("alibabacloud-fake".to_owned()).spawn(move || {
            runtime.block_on(async move {
                if let Ok(listener) = TcpListener::from_std(listener) {
                    run(listener, address, &cloud, received).await;
                }
            });
            // Without waiting for responses in progress.
            runtime.shutdown_background();
        })?;
        Ok(Self { address, commands: Some(commands), thread: Some(thread) })
    }

    /// Closes every connection, and refuses new ones.
    pub(crate) fn refuse(&self) -> io::Result<()> {
        self.command(false)
    }

    /// Accepts connections again.
    pub(crate) fn accept(&self) -> io::Result<()> {
        self.command(true)
    }

    fn command(&self, accepts: bool) -> io::Result<()> {
        let (done, is_done) = std_mpsc::sync_channel(1);
        let stopped = || io::Error::other("the fake has stopped");
        let commands = self.commands.as_ref().ok_or_else(stopped)?;
        commands.send(Command { accepts, done }).map_err(|_| stopped())?;
        is_done.recv().map_err(|_| stopped())?
    }
}

/// Returns when the port is free and every connection is closed.
impl Drop for Server {
    fn drop(&mut self) {
        self.commands = None;
        // It may be dropped on its own thread, by a handler.
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            drop(thread.join());
        }
    }
}

/// Serves until no command can come any more.
async fn run(
    listener: TcpListener,
    address: SocketAddr,
    cloud: &Arc<Cloud>,
    mut commands: mpsc::UnboundedReceiver<Command>,
) {
    let mut accepting = Some(tokio::spawn(accept(listener, cloud.clone())));
    // While connections are refused: bound, so that the port stays ours, and not listening.
    let mut reserved = None;
    while let Some(Command { accepts, done }) = commands.recv().await {
        let result = match (accepts, accepting.take()) {
            (false, Some(task)) => {
                task.abort();
                drop(task.await);
                reserve(address).map(|socket| reserved = Some(socket))
            }
            (true, None) => {
                let socket = reserved.take().map_or_else(|| reserve(address), Ok);
                let listener = socket.and_then(|socket| socket.listen(BACKLOG));
                listener.map(|listener| accepting = Some(tokio::spawn(accept(listener, cloud.clone()))))
            }
            (_, unchanged) => {
                accepting = unchanged;
                Ok(())
            }
        };
        drop(done.send(result));
    }
}

/// A socket that is bound to an address and refuses connections.
fn reserve(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // There, connections that were closed hold the port for a while. Elsewhere two sockets could have it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Accepts connections. All are closed when this is dropped.
async fn accept(listener: TcpListener, cloud: Arc<Cloud>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(connections.spawn(serve(stream, cloud.clone()))),
            // Such as too many open files, which is temporary.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, cloud: Arc<Cloud>) {
    // Best effort: without TCP_NODELAY responses are only slower.
    drop(stream.set_nodelay(true));
    let end = Arc::new(ConnectionEnd::default());
    let service = service_fn(|request| Box::pin(respond(request, cloud.clone(), end.clone())));
    let mut connection = http1::Builder::new()
        .auto_date_header(false)
        // Keep serving a client that has closed its write half.
        .half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_TIMEOUT)
        .serve_connection(TokioIo::new(Wire::new(stream, cloud.clone(), end.clone())), service);
    // Here a fault ends a connection. Otherwise the client does, or there is no request for too long.
    let ended = poll_fn(|context| match connection.poll_without_shutdown(context) {
        Poll::Pending if end.closes.load(Ordering::Relaxed) && !end.is_blocked.load(Ordering::Relaxed) => {
            Poll::Ready(Ok(()))
        }
        polled => polled,
    });
    drop(ended.await);
    let wire = connection.into_parts().io.into_inner();
    if end.resets.load(Ordering::Relaxed) {
        wire.reset();
    } else {
        wire.close().await;
    }
}

/// The error that ends a connection without a response.
#[derive(Debug)]
struct Disconnected;

impl std::fmt::Display for Disconnected {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the connection is closed by a fault")
    }
}

impl std::error::Error for Disconnected {}

async fn respond(
    request: Request<Incoming>,
    cloud: Arc<Cloud>,
    end: Arc<ConnectionEnd>,
) -> Result<Response<DeliveredBody>, Disconnected> {
    let (parts, body) = request.into_parts();
    let received = timeout(REQUEST_TIMEOUT, Limited::new(body, MAX_BODY).collect()).await.map_err(|_| Disconnected)?;
    let body = match received {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            end.lingers.store(true, Ordering::Relaxed);
            let mut refused = cloud.refuse_unreadable(StatusCode::PAYLOAD_TOO_LARGE);
            refused.headers.push(("connection", "close".to_owned()));
            return response_of(refused);
        }
        Err(_) => return Err(Disconnected),
    };
    let whole = if cloud.has_handlers() {
        // Off this thread, which serves every connection.
        spawn_blocking(move || cloud.respond(&parts, body, true)).await.map_err(|_| Disconnected)?
    } else {
        // A handler that is set now is for later requests: on this thread it may not block.
        cloud.respond(&parts, body, false)
    };
    match whole.delivery {
        Delivery::Reset => {
            end.resets.store(true, Ordering::Relaxed);
            return Err(Disconnected);
        }
        Delivery::Stalled(pause) => {
            sleep(pause).await;
            return Err(Disconnected);
        }
        Delivery::ThenClosed => end.closes.store(true, Ordering::Relaxed),
        Delivery::Whole | Delivery::Slow(_) | Delivery::Truncated => {}
    }
    response_of(whole)
}

fn response_of(whole: cloud::Response) -> Result<Response<DeliveredBody>, Disconnected> {
    let mut response = Response::builder().status(whole.status);
    for (name, value) in &whole.headers {
        response = response.header(*name, value);
    }
    // A truncated response has the length of the whole.
    response = response.header("content-length", whole.body.len());
    response.body(DeliveredBody::of(whole)).map_err(|_| Disconnected)
}

/// A body as it is delivered.
enum DeliveredBody {
    /// The rest.
    Whole(Bytes),
    /// The rest, the size of a piece, and the pause before each piece.
    Slow(Bytes, usize, Duration, Pin<Box<Sleep>>),
    /// The rest of the first half.
    Truncated(Bytes),
}

impl DeliveredBody {
    fn of(response: cloud::Response) -> Self {
        let body = response.body;
        match response.delivery {
            Delivery::Slow(pause) => {
                let pieces = u32::try_from(PIECES).unwrap_or(1);
                Self::Slow(body.clone(), body.len() / PIECES + 1, pause / pieces, Box::pin(sleep(pause / pieces)))
            }
            Delivery::Truncated => Self::Truncated(body.slice(..body.len() / 2)),
            _ => Self::Whole(body),
        }
    }
}

impl Body for DeliveredBody {
    type Data = Bytes;
    type Error = Disconnected;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Disconnected>>> {
        let frame = |bytes: Bytes| Poll::Ready(Some(Ok(Frame::data(bytes))));
        match &mut *self {
            Self::Whole(rest) if rest.is_empty() => Poll::Ready(None),
            Self::Whole(rest) => frame(std::mem::take(rest)),
            Self::Truncated(rest) if rest.is_empty() => Poll::Ready(Some(Err(Disconnected))),
            Self::Truncated(rest) => frame(std::mem::take(rest)),
            Self::Slow(rest, _, _, _) if rest.is_empty() => Poll::Ready(None),
            Self::Slow(rest, piece, pause, timer) => {
                std::task::ready!(timer.as_mut().poll(context));
                timer.set(sleep(*pause));
                let piece = (*piece).min(rest.len());
                frame(rest.split_to(piece))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(rest) if rest.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(rest) => SizeHint::with_exact(rest.len() as u64),
            Self::Slow(..) | Self::Truncated(_) => SizeHint::default(),
        }
    }
}
