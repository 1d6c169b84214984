//! The playground and the Mini App as a person meets them: the real `academy playground` in headless Chromium, by
//! mouse and by keyboard, in every language. What is clicked is on the page; nothing is called behind its back.
//!
//! [`chromium`] is the browser, [`phone`] a learner's hand on the chat page. Every test ends with [`Phone::close`],
//! which also fails on whatever a page has reported as an error.

mod chromium;
mod docs;
mod faults;
mod main_job;
mod mini_app;
mod mini_devices;
mod mini_interview;
mod mini_live;
mod mini_quiz;
mod mini_review;
mod phone;
mod polls;
mod two_learners;

use phone::Phone;
