//! What tests rely on: a server starts, survives a kill with its data, and can be frozen.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to fail")]

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use bellhop_services::{Kind, Server, cpu_seconds, resident_mib};

fn address(server: &Server) -> String {
    let url = server.url();
    let place = url.split("//").nth(1).unwrap().split('/').next().unwrap();
    place.rsplit('@').next().unwrap().to_owned()
}

#[test]
fn every_kind_starts_is_killed_and_starts_again_on_its_port() {
    for kind in Kind::ALL {
        let mut server = Server::start(kind).unwrap();
        let (address, pid) = (address(&server), server.pid());
        TcpStream::connect(&address).unwrap();
        assert!(cpu_seconds(pid).unwrap() >= 0.0, "{kind:?}");
        assert!(resident_mib(pid).unwrap() > 1.0, "{kind:?}");

        server.kill();
        assert!(TcpStream::connect(&address).is_err(), "{kind:?}");
        server.restart().unwrap();

        TcpStream::connect(&address).unwrap();
        assert_ne!(server.pid(), pid);
        server.stop();
        assert!(TcpStream::connect(&address).is_err(), "{kind:?}");
    }
}

#[test]
fn a_frozen_server_keeps_its_connections_and_answers_when_it_is_thawed() {
    let server = Server::start(Kind::Redis).unwrap();
    let mut stream = TcpStream::connect(address(&server)).unwrap();
    let mut answer = [0; 7];

    server.freeze();
    stream.write_all(b"PING\r\n").unwrap();
    let wait = Some(Duration::from_millis(100));
    stream.set_read_timeout(wait).unwrap();
    let error = stream.read_exact(&mut answer).unwrap_err();
    server.thaw();
    stream.set_read_timeout(None).unwrap();
    stream.read_exact(&mut answer).unwrap();

    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    assert_eq!(&answer, b"+PONG\r\n");
}
