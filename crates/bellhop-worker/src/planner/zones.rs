//! The time zones of recipients of whom only Slack knows one.
//!
//! They are what the directory remembers of earlier lookups. Slack is not asked before planning goes on:
//! somebody who was never looked up is in the default zone until they are.

use bellhop_core::timing::Zone;

use super::Planner;
use super::timing::Sifted;

impl Planner {
    /// Finds the zones of those whose messages may be held by their own clocks.
    pub(super) async fn find_zones(&self, sifted: &mut Sifted) {
        let unzoned = std::mem::take(&mut sifted.unzoned);
        let addresses = unzoned.iter();
        let addresses = addresses.map(|(_, address)| (&address.connection, &address.target));
        let addresses: Vec<_> = addresses.collect();
        let zones = self.parts.directory.zones(&addresses).await;
        for ((message, _), zone) in unzoned.iter().zip(zones) {
            let zone = zone.and_then(|name| Zone::parse(&name).ok());
            if let (Some(zone), Some(hold)) = (zone, sifted.holds.get_mut(message)) {
                hold.zone = zone;
            }
        }
    }
}
