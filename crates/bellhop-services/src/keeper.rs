//! The thread that starts processes.
//!
//! Servers are started with `setpriv --pdeathsig KILL`, so that they end when their owner is killed.
//! Linux sends that signal when the *thread* that started a process ends, so one thread that lives as
//! long as this process starts them all.

use std::io;
use std::process::{Child, Command};
use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};
use std::thread;

type Order = (Command, Sender<io::Result<Child>>);

static KEEPER: OnceLock<Sender<Order>> = OnceLock::new();

/// A command for `program` that ends with this process; give it to [`spawn`].
pub(crate) fn command(program: &std::path::Path, user: Option<&str>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL"]);
    if let Some(user) = user {
        command.args(["--reuid", user, "--regid", user, "--clear-groups"]);
    }
    command.arg("--").arg(program);
    command
}

pub(crate) fn spawn(command: Command) -> io::Result<Child> {
    let keeper = KEEPER.get_or_init(|| {
        let (orders, ordered) = channel::<Order>();
        thread::spawn(move || {
            while let Ok((mut command, reply)) = ordered.recv() {
                // The one who asked waits for it.
                let _ = reply.send(command.spawn());
            }
        });
        orders
    });
    let (reply, child) = channel();
    let gone = |_| io::Error::other("the thread that starts processes is gone");
    keeper.send((command, reply)).map_err(|_| gone(()))?;
    child.recv().map_err(|_| gone(()))?
}
