//! teloxide's side of the intake: what its dispatcher listens to.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt as _;
use futures::stream::BoxStream;
use teloxide::stop::{StopFlag, StopToken, mk_stop_token};
use teloxide::types::Update;
use teloxide::update_listeners::{AsUpdateStream, UpdateListener};
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;

/// The updates that wait for the dispatcher.
pub struct Updates(Arc<Mutex<Option<mpsc::UnboundedReceiver<Update>>>>);

impl Updates {
    pub fn new(updates: mpsc::UnboundedReceiver<Update>) -> Self {
        Self(Arc::new(Mutex::new(Some(updates))))
    }

    /// A listener for teloxide. Only the one that is listened to takes the updates.
    pub fn listener(&self) -> Listener {
        let (token, flag) = mk_stop_token();
        Listener { updates: Arc::clone(&self.0), token, flag: Some(Box::pin(flag)) }
    }
}

/// Ends when the intake is dropped or stopped.
pub struct Listener {
    updates: Arc<Mutex<Option<mpsc::UnboundedReceiver<Update>>>>,
    token: StopToken,
    flag: Option<Pin<Box<StopFlag>>>,
}

impl UpdateListener for Listener {
    type Err = Infallible;

    fn stop_token(&mut self) -> StopToken {
        self.token.clone()
    }
}

impl<'a> AsUpdateStream<'a> for Listener {
    type StreamErr = Infallible;
    type Stream = BoxStream<'a, Result<Update, Infallible>>;

    fn as_stream(&'a mut self) -> Self::Stream {
        let updates = self.updates.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (Some(updates), Some(flag)) = (updates, self.flag.take()) else {
            return futures::stream::empty().boxed();
        };
        UnboundedReceiverStream::new(updates).take_until(flag).map(Ok).boxed()
    }
}
