use bellhop_core::id::ConnectionId;

use super::shard_of;

#[test]
fn a_connection_stays_in_its_shard_from_version_to_version() {
    let cases = [
        ("con_0123456789abcdef01234567", [0, 0, 6, 7_301]),
        ("con_000000000000000000000000", [0, 1, 13, 23_841]),
        ("con_ffffffffffffffffffffffff", [0, 1, 9, 53_111]),
    ];
    for (connection, expected) in cases {
        let connection = ConnectionId::parse(connection).unwrap();

        let shards = [1, 2, 16, 65_535].map(|shards| shard_of(&connection, shards));

        assert_eq!(shards, expected, "{connection}");
    }
}

#[test]
fn connections_are_spread_evenly() {
    let mut counts = [0_u32; 16];
    for number in 0..16_000 {
        let connection = ConnectionId::parse(&format!("con_{number:024x}")).unwrap();
        counts[usize::from(shard_of(&connection, 16))] += 1;
    }
    assert!(
        counts.iter().all(|count| (850..=1_150).contains(count)),
        "{counts:?}"
    );
}
