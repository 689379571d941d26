//! The program: reads the command line and the environment, runs one command, and ends with a code
//! that says how it went: 0 well, 1 not, 2 wrongly asked (also: a configuration that is wrong).

mod cli;
mod client;
mod commands;
mod logging;
mod report;
mod screen;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Arguments, Command};

fn main() -> ExitCode {
    // Before anything else: a render helper limits itself, and must not have started threads.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|argument| argument == "render-helper")
    {
        return bellhop_templates::helper::run();
    }
    let arguments = Arguments::parse();
    let variables: Vec<(String, String)> = std::env::vars().collect();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            anstream::eprintln!("bellhop: the runtime does not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(async {
        let result = match arguments.command {
            Command::Serve(options) => commands::serve::run(&options, variables).await,
            Command::Demo(options) => commands::demo::run(&options).await,
            Command::Sim(options) => commands::sim::run(&options).await,
            Command::Send(options) => commands::send::run(&options).await,
            Command::Forecast(options) => commands::forecast::run(&options).await,
            Command::Messages(options) => commands::messages::run(&options).await,
            Command::Explain(options) => commands::explain::run(&options).await,
            Command::Cancel(options) => commands::cancel::run(&options).await,
            Command::DeadLetters(options) => commands::dead_letters::run(&options.command).await,
            Command::Quarantine(options) => commands::quarantine::run(&options.command).await,
            Command::Render(options) => commands::render::run(&options, variables).await,
            Command::Lint(options) => commands::lint::run(&options, variables).await,
            Command::New(options) => commands::new::run(&options, variables).await,
            Command::Test(options) => commands::test::run(&options, variables).await,
            Command::Fuzz(options) => commands::fuzz::run(&options, variables).await,
            Command::Watch(options) => commands::watch::run(&options, variables).await,
            Command::Bench(options) => commands::bench::run(&options, variables).await,
            Command::Config => commands::print_default_config(),
            // The argument says which, and there is one.
            Command::Docs { library: _ } => commands::print_library_page(),
        };
        result.unwrap_or_else(|error| {
            screen::complain(&error);
            match error.downcast_ref::<cli::Wrong>() {
                Some(_) => ExitCode::from(2),
                None => ExitCode::FAILURE,
            }
        })
    })
}
