//! The contract, once, as claims about any queue; the macro at the end stamps it per back end.

mod letters;
mod life;
mod order;
mod settle;

use crate::home::{RabbitmqHome, SqliteHome};

/// Makes each claim a test of one back end.
macro_rules! queue_contract {
    ($back_end:ident, $home:ty) => {
        queue_contract!($back_end, $home, order: [
            triggers_come_in_the_order_of_publication,
            messages_come_in_the_order_of_publication,
            a_backlog_larger_than_memory_comes_in_order,
            order_holds_while_the_receiver_falls_behind_and_catches_up,
            concurrent_publishers_lose_and_double_nothing,
            receivers_share_a_line_without_doubles,
            a_cancelled_receive_loses_nothing,
        ], settle: [
            a_dead_letter_keeps_body_reason_detail_and_time,
            dead_letters_are_read_in_pages,
            garbage_is_quarantined_and_blocks_nothing,
            an_unknown_version_is_quarantined,
            a_split_delivery_can_still_be_settled,
            many_settle_at_once,
            a_settled_id_may_be_published_again,
        ], letters: [
            redriven_letters_are_on_their_line_again_and_the_others_stay_in_order,
            a_message_is_redriven_to_another_address,
            a_redriven_message_has_a_new_deadline_and_is_to_be_looked_up,
            a_redriven_trigger_is_received_again,
            a_letter_that_cannot_be_read_stays_and_says_why,
            an_id_that_no_letter_has_is_missing,
            a_letter_can_be_redriven_again_when_it_died_again,
            redrives_at_the_same_time_put_a_letter_back_once,
            letters_are_found_by_their_ids_and_say_what_they_are_about,
            purged_letters_are_gone_and_the_others_stay_in_order,
            a_redrive_survives_without_a_close,
            a_message_that_waited_elsewhere_can_be_a_dead_letter,
        ], life: [
            what_was_published_survives_without_a_close,
            what_was_not_settled_comes_again_in_order,
            what_comes_again_says_so,
            what_was_settled_does_not_come_again,
            a_full_queue_refuses_triggers_and_takes_messages,
            close_finishes_what_was_asked_for,
            a_closed_queue_says_so,
            a_close_wakes_a_waiting_receiver,
            stats_count_what_waits_and_since_when,
            counts_are_the_same_after_a_restart,
        ]);
    };
    ($back_end:ident, $home:ty, $($chapter:ident: [$($claim:ident,)+]),+) => {
        mod $back_end {
            use super::*;
            use crate::home::Home;
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $claim() {
                    $chapter::$claim(<$home>::new()).await;
                }
            )+)+
        }
    };
}

queue_contract!(sqlite, SqliteHome);
queue_contract!(rabbitmq, RabbitmqHome);
