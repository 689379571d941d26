//! What a benchmark runs on: files, or servers that it starts for itself.

use anyhow::{Context as _, Result};
use bellhop_services::{Kind, Server, cpu_seconds, new_database, resident_mib};
use tempfile::TempDir;

/// The parts of one deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Parts {
    /// SQLite files, one process
    Embedded,
    /// RabbitMQ, PostgreSQL and Redis, started for the benchmark on private ports
    Distributed,
}

impl Parts {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Distributed => "RabbitMQ + PostgreSQL + Redis",
        }
    }
}

/// Queues for the messages of a bed that shares its servers: a broker holds those of many beds.
const SHARDS: usize = 4;

/// The servers of a distributed deployment; none for an embedded one.
pub(super) struct Services(Vec<(Kind, Server)>);

impl Services {
    pub(super) fn start(parts: Parts) -> Result<Self> {
        let kinds: &[Kind] = match parts {
            Parts::Embedded => &[],
            Parts::Distributed => &Kind::ALL,
        };
        let mut servers = Vec::new();
        for kind in kinds {
            let server = Server::start(*kind).with_context(|| kind.name())?;
            servers.push((*kind, server));
        }
        Ok(Self(servers))
    }

    /// No servers at all.
    pub(super) fn none() -> Self {
        Self(Vec::new())
    }

    /// The server of this kind.
    pub(super) fn server(&mut self, wanted: Kind) -> Result<&mut Server> {
        let found = self.0.iter_mut().find(|(kind, _)| *kind == wanted);
        found
            .map(|(_, server)| server)
            .with_context(|| format!("{} runs only with --parts distributed", wanted.name()))
    }

    /// The settings that choose these parts.
    pub(super) fn settings(&self, folder: &TempDir) -> Vec<(&'static str, String)> {
        if self.0.is_empty() {
            let file = folder.path().join("bellhop.db");
            return vec![("STORE__URL", format!("sqlite:{}", file.display()))];
        }
        let url = |(kind, server): &(Kind, Server)| {
            let name = match kind {
                Kind::Rabbitmq => "QUEUE__URL",
                Kind::Postgres => "STORE__URL",
                Kind::Redis => "CACHE__URL",
            };
            (name, server.url())
        };
        let key = ("SECRETS__KEY", "5e".repeat(32));
        self.0.iter().map(url).chain([key]).collect()
    }

    /// The same, with an empty database and with names that nobody else uses on these servers.
    pub(super) fn settings_apart(&self, folder: &TempDir) -> Result<Vec<(&'static str, String)>> {
        let mut settings = self.settings(folder);
        let Some((_, postgres)) = self.0.iter().find(|(kind, _)| *kind == Kind::Postgres) else {
            return Ok(settings);
        };
        let database = new_database(&postgres.url())?;
        let name = database.rsplit('/').next().unwrap_or_default().to_owned();
        settings.retain(|(setting, _)| *setting != "STORE__URL");
        settings.extend([
            ("STORE__URL", database),
            ("QUEUE__PREFIX", name.clone()),
            ("QUEUE__SHARDS", SHARDS.to_string()),
            ("CACHE__PREFIX", name),
        ]);
        Ok(settings)
    }

    /// Processor time of each so far, in seconds.
    pub(super) fn cpu_seconds(&self) -> Vec<(Kind, f64)> {
        let used = |(kind, server): &(Kind, Server)| {
            (*kind, cpu_seconds(server.pid()).unwrap_or_default())
        };
        self.0.iter().map(used).collect()
    }

    /// Memory of each, in MiB.
    pub(super) fn resident_mib(&self) -> Vec<(Kind, f64)> {
        let used = |(kind, server): &(Kind, Server)| {
            (*kind, resident_mib(server.pid()).unwrap_or_default())
        };
        self.0.iter().map(used).collect()
    }
}
