//! The lists of the shipped files, set by set, each file with its text.

/// Path below `policies/` and text of files there.
macro_rules! shipped {
    ($($path:literal),+ $(,)?) => { &[$(($path, include_str!(concat!("../../../../policies/", $path)))),+] };
}

/// Every shipped parameter file as (path, text).
pub const PARAMETERS: &[(&str, &str)] = shipped![
    "areas/succession.toml",
    "cause/names.toml",
    "disclosure/fields.toml",
    "disclosure/public_statuses.toml",
    "payment/due_days.toml",
    "publicity/channel_words.toml",
    "publicity/credit_china_clock_start.toml",
    "publicity/credit_china_maxima.toml",
    "publicity/gsxt_clock_start.toml",
    "publicity/gsxt_maxima.toml",
    "publicity/never_published.toml",
    "publicity/shield_ends_use.toml",
    "rating/hold_minimum.toml",
    "rating/hold_share.toml",
    "rating/hold_source_share.toml",
    "safety/conduct_words.toml",
    "safety/laws.toml",
    "severity/credit_china_extreme_fine.toml",
    "severity/credit_china_lower_fine.toml",
    "severity/credit_china_minor_kinds.toml",
    "severity/credit_china_serious_kinds.toml",
    "severity/lower_fine.toml",
    "severity/minor_kinds.toml",
    "severity/revocation_words.toml",
    "severity/serious_kinds.toml",
    "severity/sole_trader_counts_as.toml",
    "succession/code_change.toml",
    "succession/conversion.toml",
    "succession/division.toml",
    "succession/merger.toml",
    "succession/standing.toml",
];

/// Every shipped clock as (path, text): a set of its own, since no rating rests on one.
pub const CLOCKS: &[(&str, &str)] = shipped![
    "clocks/abnormal_correction.toml",
    "clocks/abnormal_listing.toml",
    "clocks/abnormal_objection_acceptance.toml",
    "clocks/abnormal_objection_answer.toml",
    "clocks/abnormal_objection_request.toml",
    "clocks/abnormal_removal.toml",
    "clocks/annual_report.toml",
    "clocks/case_decision.toml",
    "clocks/complaint_acceptance.toml",
    "clocks/complaint_mediation.toml",
    "clocks/complaint_publication.toml",
    "clocks/complaint_termination_notice.toml",
    "clocks/correction_order.toml",
    "clocks/credit_china_repair_acceptance.toml",
    "clocks/credit_china_repair_decision.toml",
    "clocks/credit_china_repair_feedback.toml",
    "clocks/food_inspection_publication.toml",
    "clocks/food_retest_acceptance.toml",
    "clocks/food_retest_request.toml",
    "clocks/gsxt_repair_acceptance.toml",
    "clocks/gsxt_repair_decision.toml",
    "clocks/gsxt_repair_stop.toml",
    "clocks/jurisdiction_dispute.toml",
    "clocks/list_removal_acceptance.toml",
    "clocks/list_removal_decision.toml",
    "clocks/list_removal_stop.toml",
    "clocks/mediation_clue_verification.toml",
    "clocks/objection_answer.toml",
    "clocks/odr_settlement.toml",
    "clocks/penalty_publication.toml",
    "clocks/penalty_publication_elsewhere.toml",
    "clocks/penalty_push.toml",
    "clocks/penalty_reporting.toml",
    "clocks/penalty_withdrawal.toml",
    "clocks/pending_result.toml",
    "clocks/permit_expiry.toml",
    "clocks/product_correction.toml",
    "clocks/product_objection_decision.toml",
    "clocks/product_retest_request.toml",
    "clocks/random_inspection_publication.toml",
    "clocks/reinspection_answer.toml",
    "clocks/reinspection_visit.toml",
    "clocks/reply_moderation.toml",
    "clocks/report_verification.toml",
    "clocks/reconsideration_decision.toml",
    "clocks/reconsideration_request.toml",
    "clocks/reporter_notice.toml",
    "clocks/sampling_publication.toml",
    "clocks/serious_list_hearing_notice.toml",
    "clocks/serious_list_hearing_request.toml",
    "clocks/serious_list_publication.toml",
    "clocks/serious_list_withdrawal.toml",
    "clocks/source_correction.toml",
    "clocks/suit_after_reconsideration.toml",
    "clocks/suit_first_instance.toml",
    "clocks/suit_request.toml",
    "clocks/work_order_answer.toml",
];

/// Every shipped parameter of inspections as (path, text): a set of its own, as [`CLOCKS`] is.
pub const INSPECTIONS: &[(&str, &str)] = shipped![
    "inspections/commitment_lead.toml",
    "inspections/former_employer.toml",
    "inspections/legal_coverage.toml",
    "inspections/legal_minimum.toml",
    "inspections/legal_sectors.toml",
    "inspections/offline_entry.toml",
    "inspections/publication.toml",
    "inspections/repeat_protection.toml",
    "inspections/repeat_protection_counts.toml",
    "inspections/sampling_ratios.toml",
    "inspections/unrated_class.toml",
    "inspections/value_wait.toml",
    "inspections/visit_caps.toml",
];

/// Every shipped parameter of publication as (path, text): what this house shows of what the law lets it publish. A set
/// of its own, since showing never touches counting.
pub const PUBLICATION: &[(&str, &str)] = shipped![
    "publication/free_text.toml",
    "publication/grounds.toml",
    "publication/natural_persons.toml",
    "publication/own_field_only.toml",
    "publication/without_day.toml",
];

/// The working days of each year as (path, text).
pub const CALENDARS: &[(&str, &str)] = shipped![
    "calendar/2014.toml",
    "calendar/2015.toml",
    "calendar/2016.toml",
    "calendar/2017.toml",
    "calendar/2018.toml",
    "calendar/2019.toml",
    "calendar/2020.toml",
    "calendar/2021.toml",
    "calendar/2022.toml",
    "calendar/2023.toml",
    "calendar/2024.toml",
    "calendar/2025.toml",
    "calendar/2026.toml",
    "calendar/2027.toml",
];

/// Every shipped parameter of alerts as (path, text). Apart from the others: ratings do not rest on them.
pub const ALERTS: &[(&str, &str)] = shipped![
    "alerts/burst.toml",
    "alerts/coordinated.toml",
    "alerts/coordinated_days.toml",
    "alerts/group.toml",
    "alerts/group_days.toml",
    "alerts/growth_dispersion.toml",
    "alerts/growth_false_alarms.toml",
    "alerts/growth_least.toml",
    "alerts/growth_stratum_least.toml",
    "alerts/growth_tail_most.toml",
    "alerts/hold_days.toml",
    "alerts/repeat_days.toml",
];

/// Every shipped parameter of what is made of filings as (path, text). Apart from the others: ratings do not rest on
/// them.
pub const FILINGS: &[(&str, &str)] = shipped!["filings/display_months.toml", "filings/smallest_aggregate.toml"];

/// Every shipped parameter of ratios as (path, text). Apart from the others: ratings do not rest on them.
pub const RATIOS: &[(&str, &str)] = shipped!["ratios/order_return.toml", "ratios/t5_grace.toml", "ratios/targets.toml"];

/// Every shipped parameter of the report cards of sources as (path, text). Apart from the others: ratings do not rest on
/// them.
pub const SOURCES: &[(&str, &str)] = shipped!["sources/late_after.toml"];

/// Every shipped parameter of procedures as (path, text): lists, repair, objections. Apart from the others: ratings do not
/// rest on them.
pub const PROCEDURES: &[(&str, &str)] = shipped![
    "listing/abnormal_statuses.toml",
    "listing/conduct_laws.toml",
    "listing/ended_window.toml",
    "listing/false_data.toml",
    "listing/heavy_kinds.toml",
    "listing/letter_interval.toml",
    "listing/registering_offices.toml",
    "listing/term.toml",
    "listing/three_years_on_abnormal.toml",
    "listing/three_years_term.toml",
    "listing/upper_offices.toml",
    "measures/serious_list.toml",
    "procedures/abnormal_list.toml",
    "procedures/abnormal_mark.toml",
    "procedures/abnormal_objection.toml",
    "procedures/abnormal_removal.toml",
    "procedures/credit_china_repair.toml",
    "procedures/gsxt_repair.toml",
    "procedures/objection.toml",
    "procedures/reinspection.toml",
    "procedures/remedy.toml",
    "procedures/reply.toml",
    "procedures/serious_list.toml",
    "procedures/serious_list_false_data.toml",
    "procedures/serious_list_removal.toml",
    "procedures/serious_list_separate.toml",
    "repair/abnormal_list_conditions.toml",
    "repair/area_offices.toml",
    "procedures/shield.toml",
    "repair/bar_months.toml",
    "repair/by_itself.toml",
    "repair/credit_china_conditions.toml",
    "repair/credit_china_minimum.toml",
    "repair/credit_china_safety_minimum.toml",
    "repair/credit_china_stop_requires_performance.toml",
    "repair/decision_window.toml",
    "repair/gsxt_conditions.toml",
    "repair/gsxt_minimum.toml",
    "repair/gsxt_safety_minimum.toml",
    "repair/gsxt_stop_requires_performance.toml",
    "repair/linked_results.toml",
    "repair/longest_disclosure.toml",
    "repair/on_last_day.toml",
    "repair/reinspection_results.toml",
    "repair/reply_length.toml",
    "repair/safety_laws.toml",
    "repair/serious_list_conditions.toml",
    "repair/serious_list_minimum.toml",
];

/// Every shipped parameter of the gate as (path, text): what may leave this house. Apart from the others: nothing is
/// counted or decided by them.
pub const CATALOGUE: &[(&str, &str)] = shipped!["catalogue/items.toml", "catalogue/uses.toml", "catalogue/ways.toml"];

/// Every shipped rating scheme as (path, text).
pub const SCHEMES: &[(&str, &str)] = shipped!["schemes/fhrs-2013.toml", "schemes/lc-consume-1.0.toml"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_compiled_in() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies");
        let mut found = Vec::new();
        for folder in std::fs::read_dir(root).unwrap() {
            let folder = folder.unwrap();
            for file in std::fs::read_dir(folder.path()).unwrap() {
                let name = file.unwrap().file_name();
                found.push(format!("{}/{}", folder.file_name().to_string_lossy(), name.to_string_lossy()));
            }
        }
        found.sort();
        let all = [PARAMETERS, CLOCKS, INSPECTIONS, RATIOS, FILINGS, ALERTS, SOURCES, PUBLICATION, PROCEDURES];
        let all = all.into_iter().chain([CATALOGUE, CALENDARS, SCHEMES]);
        let all = all.flatten();
        let mut shipped: Vec<&str> = all.map(|(path, _)| *path).collect();
        shipped.sort_unstable();
        assert_eq!(found, shipped);
    }
}
