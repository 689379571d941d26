//! Places in a lane, as they are told to people.

use super::*;

#[test]
fn a_message_knows_how_many_are_before_it_in_its_lane() {
    let mut scheduler = Scheduler::new(PACE, at(0));
    for ticket in [1, 2, 4, 3] {
        put(&mut scheduler, at(0), ticket, 1, 1);
    }
    put(&mut scheduler, at(0), 5, 1, 2);

    assert_eq!(all(&mut scheduler, at(0)), [post(1), post(5)]);

    let ahead = |ticket| scheduler.ahead_of(Ticket(ticket));
    assert_eq!([1, 2, 3, 4, 5, 6].map(ahead), [0, 1, 2, 3, 0, 0]);
}
