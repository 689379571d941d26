//! What any queue must do, checked per back end through the public contract alone; then what
//! each back end has of its own.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to fail")]

mod contract;
mod home;
mod made;

mod crash;
mod rabbitmq;
mod repeat;
mod sqlite;
