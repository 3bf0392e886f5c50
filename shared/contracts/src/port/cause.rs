//! Causes of orders (指令来由): the service, the case and the step from which an order follows, such as `repair:12#5`.

/// Longest cause, in characters.
const LONGEST: usize = 100;

/// Who acts by an order of a cause, as histories name it: the house, by the service that decided.
#[must_use]
pub fn actor(cause: &str) -> String {
    format!("house:{}", cause.split_once(':').map_or(cause, |(service, _)| service))
}

/// Does a text name a service, a colon and something of that service?
#[must_use]
pub fn is_one(cause: &str) -> bool {
    let is_service = |service: &str| !service.is_empty() && service.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_visible = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic());
    cause.len() <= LONGEST
        && cause.split_once(':').is_some_and(|(service, rest)| is_service(service) && is_visible(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_names_a_service_and_something_of_it() {
        for good in ["repair:12#5", "listing:3", "a:b:c"] {
            assert!(is_one(good), "{good}");
        }
        let long = format!("repair:{}", "1".repeat(100));
        for bad in ["", "repair", "repair:", ":12", "Repair:1", "repair:1 2", "repair:案1", &long] {
            assert!(!is_one(bad), "{bad}");
        }
        assert_eq!(actor("repair:12#5"), "house:repair");
    }
}
