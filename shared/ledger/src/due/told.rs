//! What the law says of a time limit, for people.

use super::Due;
use domain::day::Day;
use statute::duties::Limits;

impl Due {
    /// What is to be done, in Chinese and English.
    pub(crate) fn title<'l>(&self, limits: &'l Limits) -> (&'l str, &'l str) {
        let clock = limits.clocks().get(&self.clock);
        clock.map_or(("", ""), |clock| (clock.title.zh.as_str(), clock.title.en.as_str()))
    }

    /// Instrument and article of the rule that counted it.
    pub(crate) fn article<'l>(&self, limits: &'l Limits) -> &'l str {
        let since = self.rule.rsplit('@').next().and_then(|day| Day::parse(day).ok());
        let rule = limits.clocks().get(&self.clock).zip(since).map(|(clock, since)| clock.on(since).value);
        rule.map_or("", |rule| rule.article.as_str())
    }
}
