//! What any store must do: written once, stamped for every back end.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod place;
mod said;

mod backlogs;
mod cards;
mod connections;
mod durability;
mod faults;
mod files;
mod leases;
mod lists;
mod messages;
mod planning;
mod processes;
mod profiles;
mod quarantine;
mod reopen;
mod samples;
mod search;
mod spilled;
mod templates;
mod timing;
mod triggers;
mod workspaces;

/// Makes a test of every claim, against a fresh place of one back end.
macro_rules! store_contract {
    ($back_end:ident, $place:expr) => {
        store_contract! { @claims $back_end, $place;
            workspaces: a_workspace_comes_back_with_its_secrets;
            workspaces: a_workspace_that_is_put_again_is_replaced;

            connections: a_connection_comes_back_with_its_secret;
            connections: a_connection_that_is_not_there_is_none;
            connections: a_disabled_connection_is_active_again_when_it_is_brought_again;
            connections: the_first_reason_for_disabling_is_kept;
            connections: a_connection_is_listed_for_every_workspace_that_brought_it;
            connections: connections_survive_a_restart;
            connections: a_full_memory_of_connections_loses_nothing;

            profiles: edits_are_applied_in_order_and_make_what_is_missing;
            profiles: a_refused_edit_names_itself_and_undoes_its_request;
            profiles: a_refused_edit_leaves_those_that_share_its_transaction_alone;
            profiles: concurrent_edits_never_lose_one_another;
            profiles: edits_merges_and_deletions_that_come_together_are_applied_in_order;
            profiles: merging_moves_what_is_missing_and_deletes_the_source;
            profiles: a_merge_that_would_be_too_large_changes_nothing;
            profiles: an_address_is_deactivated_once_it_is_found;
            profiles: deleted_profiles_are_gone;
            profiles: profiles_are_read_in_bulk;

            lists: lists_are_paged_both_ways_in_the_order_of_creation;
            lists: a_profile_made_anew_goes_to_the_end_of_the_list;
            lists: a_list_of_nothing_has_no_pages;
            lists: a_bad_cursor_is_refused_by_name;

            triggers: of_64_equal_keys_at_once_one_is_new;
            triggers: a_repeated_key_answers_with_the_first_trigger;
            triggers: a_key_is_free_again_when_it_has_expired;
            triggers: a_key_belongs_to_its_workspace;
            triggers: triggers_without_a_key_are_all_new;
            triggers: a_repeat_is_not_recorded;
            triggers: a_trigger_that_is_not_there_is_none;

            planning: a_planned_message_is_queued;
            planning: a_refusal_is_recorded_as_one;
            planning: a_refusal_is_its_workspaces_even_when_its_trigger_is_recorded_after_it;
            planning: what_was_planned_before_comes_back_with_its_outcome;
            planning: two_that_plan_the_same_at_once_learn_of_one_another;
            planning: places_are_in_the_order_of_planning_and_the_same_when_it_is_planned_again;

            messages: an_end_is_recorded_with_receipt_and_timeline;
            messages: changes_of_one_message_in_one_write_are_all_kept;
            messages: an_attempt_is_remembered_until_it_is_answered;
            messages: a_delivered_message_stays_delivered;
            messages: a_message_that_was_given_up_can_still_be_delivered;
            messages: a_long_timeline_takes_only_the_end;
            messages: a_change_of_an_unknown_message_is_dropped;
            messages: a_trigger_shows_its_messages_in_pages_and_counts_them_all;
            messages: a_zero_byte_in_a_text_keeps_nothing_from_being_recorded;
            messages: another_workspace_sees_nothing;
            messages: the_last_activity_is_that_of_the_newest_change;
            messages: purging_forgets_what_is_finished_and_old;

            cards: a_card_is_on_record_with_the_end_of_its_message;
            cards: the_last_change_of_a_card_counts_and_cards_are_kept_apart;
            cards: a_card_that_nothing_changes_is_forgotten;

            reopen: a_message_that_was_given_up_waits_again;
            reopen: a_delivered_message_stays_as_it_is_and_is_named;
            reopen: only_an_ambiguous_message_may_be_in_slack_still;
            reopen: many_are_reopened_at_once_and_those_not_on_record_passed_over;
            reopen: a_reopened_message_ends_again;

            search: found_messages_are_the_newest_first_and_without_timelines;
            search: pages_of_a_search_neither_miss_nor_repeat;
            search: a_search_looks_at_so_much_and_says_how_far_it_came;
            search: a_search_passes_over_what_was_purged;
            search: messages_are_found_by_status_template_and_recipient;
            search: a_text_finds_ids_keys_people_and_places;
            search: another_workspace_finds_nothing;
            search: a_cursor_of_another_list_is_refused;

            backlogs: each_desk_replaces_what_it_said;
            backlogs: what_waits_before_a_message_of_its_destination_is_counted;

            spilled: spilled_messages_come_back_in_order_lane_by_lane;
            spilled: a_lane_with_two_names_is_read_as_one;
            spilled: a_message_that_is_spilled_twice_is_there_once;
            spilled: a_spilled_message_goes_with_its_end;
            spilled: the_spilled_lanes_of_a_shard_are_known_after_a_restart;

            timing: a_timer_is_taken_when_it_is_due_and_again_until_it_is_removed;
            timing: a_timer_comes_back_as_it_was_after_a_restart;
            timing: an_earlier_timer_rings;
            timing: events_are_collected_once_each_and_the_retained_are_shown;
            timing: a_closed_digest_takes_no_more_and_its_events_are_not_collected_again;
            timing: many_events_at_once_are_all_collected;
            timing: a_large_batch_is_collected_throttled_and_put_away_whole;
            timing: a_throttle_counts_exactly_and_answers_the_same_again;
            timing: what_waits_of_a_run_is_called_off_and_the_rest_stays;

            quarantine: a_destination_stays_in_quarantine_until_it_is_released;
            quarantine: a_renewed_quarantine_keeps_its_beginning;
            quarantine: another_workspace_sees_no_quarantine_of_mine;
            quarantine: a_message_that_goes_elsewhere_waits_at_its_new_address;

            templates: the_newest_version_of_a_template_is_served;
            templates: a_history_is_newest_first_bounded_and_without_repeats;
            templates: a_draft_is_replaced_and_dropped;
            templates: a_draft_is_saved_only_over_the_one_that_is_meant;
            templates: drafts_of_one_moment_are_told_apart;
            templates: only_the_draft_that_is_meant_becomes_a_version;

            samples: samples_come_back_newest_first_and_the_oldest_are_forgotten;
            samples: a_message_that_is_rendered_again_has_one_sample;
            samples: without_its_data_a_message_only_counts_for_how_its_template_does;
            samples: samples_are_purged_with_the_record;
            samples: the_samples_of_a_person_go_with_their_profile;

            leases: the_first_says_how_many_shards_there_are;
            leases: a_worker_alone_gets_every_shard;

            durability: what_was_answered_survives_a_drop_without_close;
            durability: a_store_can_be_opened_and_used_in_a_task;
            durability: a_closed_store_finishes_its_writes_and_refuses_new_ones;
            durability: another_key_is_refused_at_open;
            durability: an_unreadable_row_fails_its_own_request_only;
        }
    };
    (@claims $back_end:ident, $place:expr; $($area:ident: $claim:ident;)+) => {
        mod $back_end {
            $(
                #[tokio::test]
                async fn $claim() {
                    super::$area::$claim($place).await;
                }
            )+
        }
    };
}

store_contract!(sqlite, crate::place::Place::sqlite());
store_contract!(postgres, crate::place::Place::postgres().await);
