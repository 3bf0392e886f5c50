//! What the law says of a time limit, for people.

use super::Due;
use domain::day::Day;
use statute::clock::Extension;
use statute::clock::rules::{Clock, Rule, Whose};
use statute::duties::Limits;

impl Due {
    /// What is to be done, in Chinese and English.
    pub(crate) fn title<'l>(&self, limits: &'l Limits) -> (&'l str, &'l str) {
        let clock = limits.clocks().get(&self.clock);
        clock.map_or(("", ""), |clock| (clock.title.zh.as_str(), clock.title.en.as_str()))
    }

    /// Whose duty it is.
    pub(crate) fn whose(&self, limits: &Limits) -> Whose {
        limits.clocks().get(&self.clock).map(Clock::whose).unwrap_or_default()
    }

    /// Instrument and article of the rule that counted it.
    pub(crate) fn article<'l>(&self, limits: &'l Limits) -> &'l str {
        self.counted_by(limits).map_or("", |rule| rule.article.as_str())
    }

    /// The day from which on it is told ahead, where the rule says so.
    pub(crate) fn tell_from(&self, limits: &Limits) -> Option<Day> {
        let ahead = self.counted_by(limits).and_then(|rule| i32::try_from(rule.ahead?).ok());
        self.last_on.zip(ahead).map(|(last, ahead)| last.plus_days(-ahead))
    }

    /// Why an extension changes nothing, in Chinese and English; nothing if it does, or nobody approved one.
    pub(crate) fn without_effect(&self, limits: &Limits) -> Option<(&'static str, &'static str)> {
        self.extension.filter(|extended| extended.what == Extension::WithoutEffect)?;
        let knows_one = self.counted_by(limits).is_some_and(|rule| rule.extended.is_some());
        Some(if knows_one {
            ("批准时原期限已经届满，延长不生效", "it was approved after the limit had run out, and changes nothing")
        } else {
            ("该期限依规定不得延长，延长不生效", "the rule of this limit knows no extension, and it changes nothing")
        })
    }

    /// The rule that counted it.
    fn counted_by<'l>(&self, limits: &'l Limits) -> Option<&'l Rule> {
        let since = self.rule.rsplit('@').next().and_then(|day| Day::parse(day).ok())?;
        Some(limits.clocks().get(&self.clock)?.on(since).value)
    }
}
