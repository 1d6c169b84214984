//! The way to the Bot API: HTTP/1.1 over connections that stay open. Each is driven by the call that uses it instead of
//! by a task of its own: a call that has to wait for such a task, and is woken by it, costs more than all else of it.
//! Where the environment names a proxy, reqwest goes through it. Knows no method; start at [`Line::post`].

use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use futures::FutureExt as _;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, Connection, SendRequest};
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use reqwest::redirect::Policy;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tower::Service as _;
use url::Url;

/// Connections at a time, of which all are kept. A call that waits for one to be free costs less than one that opens its
/// own; and a rush of those is more than a server lets wait at its door.
const MOST: usize = 128;
/// The other side closes a connection that nobody uses; before that we do.
const KEPT: Duration = Duration::from_secs(50);

/// A status and a body, whatever they say; or why there is none.
pub type Answer = Result<(u16, Bytes), String>;

/// The way to one host.
pub enum Line {
    Direct(Box<Direct>),
    Proxied(reqwest::Client),
}

/// Connections of our own.
pub struct Direct {
    host: HeaderValue,
    origin: Uri,
    connector: HttpsConnector<HttpConnector>,
    places: Semaphore,
    idle: Mutex<Vec<(Box<Link>, Instant)>>,
}

type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// An open connection. It does nothing while nobody uses it. Kept in a box: it is large.
struct Link {
    sender: SendRequest<Full<Bytes>>,
    connection: Connection<Stream, Full<Bytes>>,
}

/// What became of a request.
enum Sent {
    Answered(u16, Bytes),
    /// The connection was closed before the request went out.
    Unsent(Box<Request<Full<Bytes>>>),
    Lost(String),
}

impl Line {
    /// Fails if the address names no host.
    pub fn new(url: &Url) -> Result<Self, String> {
        let host = url[url::Position::BeforeHost..url::Position::AfterPort].parse::<HeaderValue>();
        let host = host.map_err(|error| error.to_string())?;
        let origin: Uri = url.as_str().parse().map_err(|error| format!("{error}"))?;
        if Matcher::from_env().intercept(&origin).is_some() {
            // The address holds the token, so that it is followed nowhere; who calls decides what to repeat.
            let client = reqwest::Client::builder().redirect(Policy::none()).retry(reqwest::retry::never()).build();
            return Ok(Self::Proxied(client.map_err(|error| describe(&error))?));
        }
        let (places, idle) = (Semaphore::new(MOST), Mutex::default());
        Ok(Self::Direct(Box::new(Direct { host, origin, connector: connector()?, places, idle })))
    }

    /// Sends a body of that content type to an address of the host, once. Nothing of the address gets into an error.
    pub async fn post(&self, address: &Url, kind: &'static str, body: Vec<u8>, patience: Duration) -> Answer {
        let answered = async {
            match self {
                Self::Proxied(client) => Box::pin(proxied(client, address, kind, body)).await,
                Self::Direct(direct) => direct.post(address, kind, body).await,
            }
        };
        timeout(patience, answered).await.unwrap_or_else(|_| Err("it took too long".to_owned()))
    }
}

impl Direct {
    async fn post(&self, address: &Url, kind: &'static str, body: Vec<u8>) -> Answer {
        let _place = self.places.acquire().await;
        let path = &address[url::Position::BeforePath..url::Position::AfterQuery];
        let request = Request::post(path)
            .header(HOST, &self.host)
            .header(CONTENT_TYPE, HeaderValue::from_static(kind))
            .body(Full::new(Bytes::from(body)));
        let mut request = request.map_err(|_| "an address that cannot be called".to_owned())?;
        loop {
            let link = self.idle();
            let fresh = link.is_none();
            let mut link = match link {
                Some(link) => link,
                None => Box::pin(self.connect()).await?,
            };
            match link.send(request).await {
                Sent::Answered(status, body) => {
                    self.keep(link);
                    return Ok((status, body));
                }
                // One that was closed while nobody used it; another one works.
                Sent::Unsent(again) if !fresh => request = *again,
                Sent::Unsent(_) => return Err("the connection was closed at once".to_owned()),
                Sent::Lost(problem) => return Err(problem),
            }
        }
    }

    /// The connection that was used last, so that those of a rush are closed after it.
    fn idle(&self) -> Option<Box<Link>> {
        loop {
            let (mut link, since) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if since.elapsed() < KEPT && link.is_open() {
                return Some(link);
            }
        }
    }

    fn keep(&self, link: Box<Link>) {
        if link.sender.is_closed() {
            return;
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        // The first is the one that nobody has used for longest.
        if idle.first().is_some_and(|(_, since)| since.elapsed() >= KEPT) {
            idle.remove(0);
        }
        idle.push((link, Instant::now()));
    }

    async fn connect(&self) -> Result<Box<Link>, String> {
        let stream = self.connector.clone().call(self.origin.clone()).await.map_err(|error| describe(&*error))?;
        let (sender, connection) = http1::handshake(stream).await.map_err(|error| describe(&error))?;
        Ok(Box::new(Link { sender, connection }))
    }
}

impl Link {
    /// Has the other side closed it meanwhile?
    fn is_open(&mut self) -> bool {
        self.connection.poll_unpin(&mut std::task::Context::from_waker(std::task::Waker::noop())).is_pending()
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Sent {
        let Self { sender, connection } = self;
        let answer = async {
            if sender.ready().await.is_err() {
                return Sent::Unsent(Box::new(request));
            }
            let response = match sender.try_send_request(request).await {
                Ok(response) => response,
                Err(mut error) => match error.take_message() {
                    Some(request) => return Sent::Unsent(Box::new(request)),
                    None => return Sent::Lost(describe(error.error())),
                },
            };
            let status = response.status().as_u16();
            match response.into_body().collect().await {
                Ok(body) => Sent::Answered(status, body.to_bytes()),
                Err(error) => Sent::Lost(describe(&error)),
            }
        };
        let mut answer = pin!(answer);
        let mut over = false;
        std::future::poll_fn(|context| {
            // It must not be asked again once it has ended; what it has brought until then may still be read.
            over = over || connection.poll_unpin(context).is_ready();
            match answer.poll_unpin(context) {
                Poll::Pending if !over => Poll::Pending,
                Poll::Pending => Poll::Ready(Sent::Lost("the connection was closed".to_owned())),
                ready @ Poll::Ready(_) => ready,
            }
        })
        .await
    }
}

async fn proxied(client: &reqwest::Client, address: &Url, kind: &'static str, body: Vec<u8>) -> Answer {
    let request = client.post(address.clone()).header(CONTENT_TYPE, kind).body(body);
    let problem = |error: reqwest::Error| describe(&error.without_url());
    let response = request.send().await.map_err(problem)?;
    let status = response.status().as_u16();
    Ok((status, response.bytes().await.map_err(problem)?))
}

fn connector() -> Result<HttpsConnector<HttpConnector>, String> {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_keepalive(Some(KEPT));
    let tls = HttpsConnectorBuilder::new().with_provider_and_webpki_roots(rustls::crypto::ring::default_provider());
    let tls = tls.map_err(|error| describe(&error))?;
    Ok(tls.https_or_http().enable_http1().wrap_connector(http))
}

/// The error with its causes, which say more than "error sending request".
fn describe(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// A server that closes each connection after so many answers; returns its address and counts connections.
    async fn server(answers: usize) -> (Url, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/bot/getMe", listener.local_addr().unwrap()).parse().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(async move {
                    let mut read = vec![0; 4096];
                    for _ in 0..answers {
                        if stream.read(&mut read).await.unwrap_or(0) == 0 {
                            return;
                        }
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
                    }
                });
            }
        });
        (url, connections)
    }

    async fn ask(line: &Line, url: &Url) -> Answer {
        line.post(url, "application/json", b"{}".to_vec(), Duration::from_secs(5)).await
    }

    #[tokio::test]
    async fn a_connection_is_used_again() {
        let (url, connections) = server(usize::MAX).await;
        let line = Line::new(&url).unwrap();
        for _ in 0..5 {
            assert_eq!(ask(&line, &url).await, Ok((200, Bytes::from_static(b"{}"))));
        }
        assert_eq!(connections.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_rush_opens_no_more_connections_than_there_may_be() {
        let (url, connections) = server(usize::MAX).await;
        let line = Line::new(&url).unwrap();
        for _ in 0..2 {
            let answers = join_all((0..4 * MOST).map(|_| ask(&line, &url))).await;
            assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        }
        assert!(connections.load(Ordering::Relaxed) <= MOST);
    }

    #[tokio::test]
    async fn one_that_was_closed_meanwhile_is_replaced_and_nothing_is_asked_twice() {
        let (url, connections) = server(1).await;
        let line = Line::new(&url).unwrap();
        for asked in 1..=4 {
            assert_eq!(ask(&line, &url).await, Ok((200, Bytes::from_static(b"{}"))));
            assert_eq!(connections.load(Ordering::Relaxed), asked);
            // Until we know of its end.
            let Line::Direct(direct) = &line else { panic!("there is no proxy") };
            while let Some(link) = direct.idle() {
                direct.keep(link);
                tokio::task::yield_now().await;
            }
        }
    }

    #[tokio::test]
    async fn who_does_not_answer_is_not_waited_for_and_the_address_is_not_told() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url: Url = format!("http://{}/botSECRET/getMe", listener.local_addr().unwrap()).parse().unwrap();
        let line = Line::new(&url).unwrap();
        assert_eq!(
            line.post(&url, "application/json", Vec::new(), Duration::from_millis(20)).await,
            Err("it took too long".to_owned())
        );
        drop(listener);
        let problem = ask(&Line::new(&url).unwrap(), &url).await.unwrap_err();
        assert!(!problem.contains("SECRET"), "{problem}");
    }
}
