//! The server's life: accepts until it is told to stop, then answers what it has begun, but not for ever.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::sleep;
use tracing::warn;

/// For requests that run when the stop comes; the whole process has ten seconds.
const GRACE: Duration = Duration::from_secs(8);

/// Serves until `shutdown` completes, and then until the last request is answered, for at most eight seconds.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, stopped) = oneshot::channel();
    let shutdown = async move {
        shutdown.await;
        // Nobody listens only when the server has failed already.
        let _ = stopping.send(());
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(shutdown);
    let too_late = async {
        match stopped.await {
            Ok(()) => sleep(GRACE).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        result = server => result,
        () = too_late => {
            warn!("requests were still running when the grace period ended; they are cut off");
            Ok(())
        }
    }
}
