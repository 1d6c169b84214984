//! Serves the emulator: one router for the Bot API, the chat page and what the page calls; one listener for it.
//!
//! The listener is its own so that a connection can be cut without an answer, which is how real networks fail.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    Router,
    extract::connect_info::Connected,
    middleware::from_fn,
    serve::{IncomingStream, Listener},
};
use futures::{FutureExt as _, future::BoxFuture};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

use super::{Emulator, bot_api, page, webhook};

/// A served emulator. Dropping it stops serving and pushing; the world stays with its handles.
#[must_use]
pub struct Running {
    /// `http://127.0.0.1:8081`, without a slash at the end.
    pub url: String,
    pub addr: SocketAddr,
    tasks: [JoinHandle<()>; 2],
    /// Every connection holds the other end, and closes when this one goes.
    _open: watch::Sender<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Running {
    /// Serves until the task is ended from elsewhere.
    pub async fn forever(mut self) {
        let [serving, _] = &mut self.tasks;
        // The task only ends by being aborted.
        let _ = serving.await;
    }
}

impl Emulator {
    /// All routes: `/bot<token>/<method>`, `/`, `/chat/*`, `/playground/*`.
    pub fn router(&self) -> Router {
        bot_api::routes().merge(page::routes()).layer(from_fn(page::host::check)).with_state(self.clone())
    }

    /// Serves on `addr`; port 0 takes a free one.
    pub async fn bind(self, addr: SocketAddr) -> io::Result<Running> {
        self.serve(TcpListener::bind(addr).await?)
    }

    /// Serves on a listener that is bound already.
    pub fn serve(self, listener: TcpListener) -> io::Result<Running> {
        let addr = listener.local_addr()?;
        let service = self.router().into_make_service_with_connect_info::<Cut>();
        let (open, closed) = watch::channel(());
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(Cuttable { listener, closed }, service).await {
                tracing::error!(%error, "the playground stopped serving");
            }
        });
        let pushing = tokio::spawn(webhook::push(self));
        Ok(Running { url: format!("http://{addr}"), addr, tasks: [serving, pushing], _open: open })
    }
}

/// Ends the connection it belongs to: no further byte leaves.
#[derive(Clone, Default)]
pub struct Cut(Arc<AtomicBool>);

impl Cut {
    pub fn cut(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::Acquire) { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }
}

impl Connected<IncomingStream<'_, Cuttable>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Cuttable>) -> Self {
        stream.io().cut.clone()
    }
}

struct Cuttable {
    listener: TcpListener,
    closed: watch::Receiver<()>,
}

impl Listener for Cuttable {
    type Io = Stream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Stream, SocketAddr) {
        let (tcp, addr) = Listener::accept(&mut self.listener).await;
        let mut closed = self.closed.clone();
        let closed = async move { while closed.changed().await.is_ok() {} }.boxed();
        (Stream { tcp, cut: Cut::default(), closed }, addr)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

struct Stream {
    tcp: TcpStream,
    cut: Cut,
    closed: BoxFuture<'static, ()>,
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // A connection reads also while its answer is being made: this is where a stop reaches a long poll.
        if self.cut.check().is_ok() && self.closed.poll_unpin(context).is_ready() {
            self.cut.cut();
        }
        self.cut.check()?;
        Pin::new(&mut self.tcp).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.cut.check()?;
        Pin::new(&mut self.tcp).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.cut.check()?;
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(context)
    }
}
