//! The server's life: takes connections as long as it may and bears them, then answers what it has begun, but not for ever.
//!
//! A stranger may open connections and say nothing, half a request or a little at a time. So heads, bodies, idle
//! connections and answers that nobody reads have their time, and connections their number, in all and for each address.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use metrics::counter;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;
use tracing::{debug, warn};

use super::callers::{Callers, Place};
use super::room::Room;
use crate::platform::network::Proxies;
use crate::platform::telemetry::metric;

/// For requests that run when the stop comes; the whole process has ten seconds.
const GRACE: Duration = Duration::from_secs(8);
/// Bytes of a request's head.
const BUFFER: usize = 16 * 1024;
/// When the system has no connection to give, such as file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// What strangers get of a server.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    /// From a connection's opening, or from the answer before, to the end of a request's head: a connection that idles is
    /// closed then, too.
    head: Duration,
    /// Of an answer that is written while its reader takes none of it.
    stalled: Duration,
    /// In all, but for those that have become streams; who comes next waits until one is closed. Each may hold [`BUFFER`]
    /// and a body.
    connections: usize,
}

const BOUNDS: Bounds = Bounds { head: Duration::from_secs(30), stalled: Duration::from_secs(30), connections: 1_024 };

/// Serves until `shutdown` completes, and then until the last request is answered, for at most eight seconds.
pub async fn serve(
    listener: TcpListener,
    proxies: Proxies,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_within(BOUNDS, listener, proxies, router, shutdown).await
}

async fn serve_within(
    bounds: Bounds,
    listener: TcpListener,
    proxies: Proxies,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let (room, callers) = (Arc::new(Semaphore::new(bounds.connections)), Callers::new(proxies));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.head).max_buf_size(BUFFER);
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer, permit) = tokio::select! {
            next = accept(&listener, &room) => next?,
            () = &mut shutdown => break,
        };
        // Many from one address are refused, so that it leaves room for the others.
        if let Some(place) = callers.enter(peer.ip()) {
            let room = Room::of(permit);
            let service = answering(router.clone(), peer, room.clone());
            let connection = http.serve_connection(bytes(stream, bounds.stalled), service);
            tokio::spawn(held(graceful.watch(connection), room, place));
        } else {
            counter!(metric::HTTP_CONNECTIONS_REFUSED).increment(1);
        }
    }
    drop(listener);
    if timeout(GRACE, graceful.shutdown()).await.is_err() {
        warn!("requests were still running when the grace period ended; they are cut off");
    }
    Ok(())
}

/// The next connection, when there is room for one.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.map_err(io::Error::other)?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Ok((stream, peer, permit)),
            // Gone before it was taken.
            Err(error) if is_the_callers(&error) => {}
            Err(error) => {
                warn!(%error, "no connection can be taken at the moment");
                sleep(PAUSE).await;
            }
        }
    }
}

fn is_the_callers(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Answers what comes over one connection.
fn answering(
    router: Router,
    peer: SocketAddr,
    room: Room,
) -> impl Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send> {
    service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(room.clone());
        router.clone().oneshot(request.map(Body::new))
    })
}

/// The connection's bytes, as long as somebody takes them.
fn bytes(stream: TcpStream, stalled: Duration) -> TokioIo<Pin<Box<TimeoutStream<TcpStream>>>> {
    // Answers are written whole, so nothing is gained by waiting for more.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "a connection collects what it sends");
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(stalled));
    TokioIo::new(Box::pin(stream))
}

/// Takes up room as long as the connection lasts.
async fn held(connection: impl Future<Output = Result<(), hyper::Error>>, _room: Room, _place: Place) {
    if let Err(error) = connection.await {
        debug!(%error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use axum::Extension;
    use axum::response::IntoResponse as _;
    use axum::routing::{get, post};
    use futures::{StreamExt as _, stream};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::oneshot;

    use super::*;
    use crate::http::testing::loopback;

    const SOON: Duration = Duration::from_millis(300);
    const STRICT: Bounds = Bounds { head: SOON, stalled: SOON, connections: 2 };
    /// What happens "in time" happens within this, on a busy machine, too.
    const PATIENCE: Duration = Duration::from_secs(20);

    struct Server {
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        ended: tokio::task::JoinHandle<io::Result<()>>,
    }

    /// An answer that goes on until its reader has gone, and needs no room for that.
    async fn streamed(Extension(room): Extension<Room>) -> Response {
        room.leave();
        let endless = stream::iter([Ok::<_, Infallible>("a")]).chain(stream::pending());
        Body::from_stream(endless).into_response()
    }

    async fn server() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string()))
            .route("/much", get(async || vec![0_u8; 64 << 20]))
            .route("/read", post(async |body: String| body))
            .route("/stream", get(streamed));
        let (stop, told) = oneshot::channel();
        let told = async move { told.await.unwrap_or_default() };
        let ended = tokio::spawn(serve_within(STRICT, listener, loopback(), router, told));
        Server { address, stop, ended }
    }

    impl Server {
        async fn connect(&self) -> TcpStream {
            TcpStream::connect(self.address).await.unwrap()
        }

        async fn saying(&self, words: &str) -> TcpStream {
            let mut stream = self.connect().await;
            stream.write_all(words.as_bytes()).await.unwrap();
            stream
        }
    }

    /// All that comes until the server closes.
    async fn rest(mut stream: TcpStream) -> String {
        let mut text = Vec::new();
        // A reset is an end, too.
        let _ = timeout(PATIENCE, stream.read_to_end(&mut text)).await.expect("the connection is closed in time");
        String::from_utf8_lossy(&text).into_owned()
    }

    #[tokio::test]
    async fn who_says_nothing_or_half_a_head_or_idles_after_an_answer_is_closed() {
        let server = server().await;
        assert_eq!(rest(server.connect().await).await, "");
        assert!(!rest(server.saying("GET / HTTP/1.1\r\nHost: a\r\nX-Half: ").await).await.contains("200 OK"));
        let answered = rest(server.saying("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await).await;
        assert!(answered.starts_with("HTTP/1.1 200 OK") && answered.ends_with("127.0.0.1"), "{answered}");
    }

    #[tokio::test]
    async fn a_head_without_end_is_refused() {
        let server = server().await;
        let head = format!("GET / HTTP/1.1\r\nHost: a\r\nX-Long: {}", "x".repeat(2 * BUFFER));
        let answer = rest(server.saying(&head).await).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    }

    #[tokio::test]
    async fn an_answer_that_nobody_takes_is_given_up() {
        let server = server().await;
        let greedy = server.saying("GET /much HTTP/1.1\r\nHost: a\r\n\r\n").await;
        let other = server.saying("GET /much HTTP/1.1\r\nHost: a\r\n\r\n").await;
        // Both places are taken: only when one is given up is there one for the next.
        let answer = rest(server.saying("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await).await;
        assert!(answer.ends_with("127.0.0.1"), "{answer}");
        drop((greedy, other));
    }

    #[tokio::test]
    async fn streams_leave_room_for_those_who_ask() {
        let server = server().await;
        let mut streams = Vec::new();
        for _ in 0..3 * STRICT.connections {
            let mut stream = server.saying("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n").await;
            let mut begun = [0; 15];
            timeout(PATIENCE, stream.read_exact(&mut begun)).await.expect("it begins").unwrap();
            assert_eq!(&begun, b"HTTP/1.1 200 OK");
            streams.push(stream);
        }
        let answer = rest(server.saying("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await).await;
        assert!(answer.ends_with("127.0.0.1"), "{answer}");
        drop(streams);
    }

    #[tokio::test]
    async fn a_stop_answers_what_has_begun_and_takes_nothing_new() {
        let server = server().await;
        let mut begun = server.saying("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel").await;
        // Answered by the same loop, so that the first connection was taken before the stop.
        rest(server.saying("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await).await;
        server.stop.send(()).unwrap();
        begun.write_all(b"lo").await.unwrap();
        assert!(rest(begun).await.ends_with("hello"));
        server.ended.await.unwrap().unwrap();
        assert!(TcpStream::connect(server.address).await.is_err());
    }
}
