//! What a scene found: figures, each beside what is demanded of it, and remarks.

use std::time::Duration;

use bellhop_sim::Sim;

use crate::commands::bench::tally::Tally;

/// What a process may take, in MiB.
const MEMORY_MIB: f64 = 60.0;

/// What a figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Calls that Slack got.
    Calls,
    /// Calls that Slack refused because they came too fast.
    Rejected,
    /// Messages that were accepted and did not arrive.
    Lost,
    /// Messages that arrived again, or that nobody sent.
    Doubled,
    /// Messages that arrived before one that was sent earlier to the same conversation.
    Inversions,
    /// The time from the first message to the last, over what the pace demands.
    Makespan,
    /// Seconds from calling Bellhop to the urgent message's arrival, at the worst.
    Urgent,
    /// The same for other teams' messages, for all but one in a hundred of them.
    Others,
    /// MiB that the process that sends holds at its most, its render helpers included.
    Memory,
}

impl Measure {
    pub(super) const ALL: [Self; 9] = [
        Self::Calls,
        Self::Rejected,
        Self::Lost,
        Self::Doubled,
        Self::Inversions,
        Self::Makespan,
        Self::Urgent,
        Self::Others,
        Self::Memory,
    ];

    /// The key in JSON.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Rejected => "rejected",
            Self::Lost => "lost",
            Self::Doubled => "doubled",
            Self::Inversions => "inversions",
            Self::Makespan => "makespan_over_ideal",
            Self::Urgent => "urgent_wait_seconds",
            Self::Others => "others_p99_seconds",
            Self::Memory => "memory_mib",
        }
    }

    /// The value, for people.
    pub(super) fn show(self, value: f64) -> String {
        match self {
            _ if value.is_infinite() => "never".to_owned(),
            Self::Calls | Self::Rejected | Self::Lost | Self::Doubled | Self::Inversions => {
                format!("{value:.0}")
            }
            Self::Makespan => format!("{value:.3}"),
            Self::Urgent | Self::Others => format!("{value:.3} s"),
            Self::Memory => format!("{value:.0} MiB"),
        }
    }
}

/// What is demanded of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Demand {
    /// Nothing; it is told.
    Nothing,
    /// Exactly this.
    Exactly(f64),
    /// This at the most.
    AtMost(f64),
}

/// A figure and its demand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    pub(super) measure: Measure,
    pub(super) value: f64,
    pub(super) demand: Demand,
}

impl Figure {
    pub(super) fn is_met(&self) -> bool {
        match self.demand {
            Demand::Nothing => true,
            // Counts are whole, so they compare exactly.
            Demand::Exactly(wanted) => (self.value - wanted).abs() < f64::EPSILON,
            Demand::AtMost(bound) => self.value <= bound,
        }
    }
}

/// What has no column.
#[derive(Debug)]
pub(super) struct Remark {
    pub(super) is_met: bool,
    pub(super) text: String,
}

/// One scene on one set of parts.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) scene: String,
    pub(super) parts: &'static str,
    pub(super) took: Duration,
    pub(super) figures: Vec<Figure>,
    pub(super) remarks: Vec<Remark>,
}

impl Row {
    /// What the simulated Slack counted, of a scene in which nothing may go wrong: Slack refuses
    /// nothing, and everything arrives once and in order.
    pub(super) fn of(sim: &Sim, tally: &Tally) -> Self {
        let stats = sim.stats();
        let mut row = Self::default();
        row.tell(Measure::Calls, stats.calls as f64);
        row.demand(
            Measure::Rejected,
            stats.rate_limited as f64,
            Demand::Exactly(0.0),
        );
        let doubled = tally.doubled + tally.unexpected;
        for (measure, count) in [
            (Measure::Lost, tally.lost),
            (Measure::Doubled, doubled),
            (Measure::Inversions, tally.inversions),
        ] {
            row.demand(measure, count as f64, Demand::Exactly(0.0));
        }
        row
    }

    pub(super) fn name(&mut self, scene: String, parts: &'static str) {
        (self.scene, self.parts) = (scene, parts);
    }

    /// Sets the memory, of a scene in which no more of it may be taken than ever.
    pub(super) fn memory(&mut self, mib: f64) {
        self.demand(Measure::Memory, mib, Demand::AtMost(MEMORY_MIB));
    }

    /// Sets a figure that is only told.
    pub(super) fn tell(&mut self, measure: Measure, value: f64) {
        self.demand(measure, value, Demand::Nothing);
    }

    /// Sets a figure, in the place of the one that is there.
    pub(super) fn demand(&mut self, measure: Measure, value: f64, demand: Demand) {
        self.figures.retain(|figure| figure.measure != measure);
        self.figures.push(Figure {
            measure,
            value,
            demand,
        });
    }

    pub(super) fn remark(&mut self, is_met: bool, text: String) {
        self.remarks.push(Remark { is_met, text });
    }

    pub(super) fn figure(&self, measure: Measure) -> Option<&Figure> {
        self.figures.iter().find(|it| it.measure == measure)
    }

    pub(super) fn is_met(&self) -> bool {
        self.figures.iter().all(Figure::is_met) && self.remarks.iter().all(|it| it.is_met)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_met_when_every_figure_and_every_remark_is() {
        for (value, demand, is_met) in [
            (5.0, Demand::Nothing, true),
            (0.0, Demand::Exactly(0.0), true),
            (1.0, Demand::Exactly(0.0), false),
            (19.0, Demand::Exactly(20.0), false),
            (1.02, Demand::AtMost(1.02), true),
            (1.021, Demand::AtMost(1.02), false),
            (f64::INFINITY, Demand::AtMost(2.0), false),
        ] {
            let mut row = Row::default();

            row.demand(Measure::Urgent, value, demand);

            assert_eq!(row.is_met(), is_met, "{value} {demand:?}");
        }
        let mut row = Row::default();
        row.remark(false, "it broke off".to_owned());
        assert!(!row.is_met());
    }

    #[test]
    fn a_figure_is_set_once() {
        let mut row = Row::default();

        row.demand(Measure::Doubled, 6.0, Demand::Exactly(0.0));
        row.demand(Measure::Doubled, 6.0, Demand::Exactly(6.0));

        assert_eq!(row.figures.len(), 1);
        assert!(row.is_met());
    }
}
