//! Exports as files.

use super::{Examiner, Finding, Report, Verifies, Where};
use crate::chain::BEGINNING;
use crate::error::TrailError;
use crate::export::{End, FORMAT, Line, Start};
use std::io::{self, BufRead, Read as _};

/// Longest line that is looked at, in bytes.
const LONGEST: u64 = 1 << 20;

/// Exports that follow each other, verified as one chain (导出核验).
pub struct File<'a> {
    examiner: Examiner<'a>,
    /// Whose they are.
    public_key: Option<String>,
    ends: Vec<Where>,
}

impl<'a> File<'a> {
    /// Nothing looked at yet.
    #[must_use]
    pub fn new(verifies: Verifies<'a>) -> Self {
        Self { examiner: Examiner::new(verifies), public_key: None, ends: Vec::new() }
    }

    /// Looks at an export. Nothing is found in what is no export at all: then the answer is no.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&mut self, name: &str, mut lines: impl BufRead) -> io::Result<bool> {
        let mut number = 0_u64;
        let mut start = None;
        let mut ended = false;
        let mut count = 0;
        loop {
            let mut text = Vec::new();
            if lines.by_ref().take(LONGEST).read_until(b'\n', &mut text)? == 0 {
                break;
            }
            number += 1;
            // An editor may have put a byte order mark in front.
            let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&text);
            let line = match serde_json::from_slice::<Line>(text) {
                Ok(line) => line,
                Err(_) if number == 1 => return Ok(false),
                Err(error) => {
                    self.strange(name, number, &error.to_string());
                    continue;
                }
            };
            match (line, &start) {
                (Line::Start(begin), None) if begin.format == FORMAT => {
                    self.begin(name, &begin).map_err(io::Error::other)?;
                    start = Some(begin);
                }
                (_, None) => return Ok(false),
                (Line::Link(link), Some(_)) if !ended => {
                    count += 1;
                    self.examiner.entry(link.into_entry()).map_err(io::Error::other)?;
                }
                (Line::Checkpoint(checkpoint), Some(_)) if !ended => {
                    self.examiner.checkpoint(&checkpoint).map_err(io::Error::other)?;
                }
                (Line::End(end), Some(start)) if !ended => {
                    ended = true;
                    self.end(name, (start, count), &end).map_err(io::Error::other)?;
                }
                (Line::Start(_) | Line::Link(_) | Line::Checkpoint(_) | Line::End(_), Some(_)) => {
                    self.strange(name, number, "it has no place here");
                }
            }
        }
        if start.is_some() && !ended {
            let (zh, en) = (format!("{name}：缺少末行，导出不完整"), format!("{name}: the last line is missing"));
            self.examiner.finding(Finding::new("end", None, zh, en));
        }
        Ok(start.is_some())
    }

    /// What they say of the trail that they were taken from: their ends and their checkpoints.
    #[must_use]
    pub fn ends(&self) -> &[Where] {
        &self.ends
    }

    /// What was found in all of them.
    ///
    /// # Errors
    /// [`TrailError`] if an entry cannot be written as JSON.
    pub fn report(self) -> Result<Report, TrailError> {
        self.examiner.end()
    }

    fn begin(&mut self, name: &str, start: &Start) -> Result<(), TrailError> {
        if start.first == 1 && start.previous != BEGINNING {
            let (zh, en) = ("第1条之前不应有记录", "nothing stands before entry 1");
            self.examiner.finding(Finding::new("changed", 1, zh, en));
        }
        if self.public_key.as_ref().is_some_and(|known| *known != start.public_key) {
            let zh = format!("{name}：与前一份导出不是同一公钥");
            self.examiner.finding(Finding::new(
                "signature",
                None,
                zh,
                format!("{name}: the key is another than before"),
            ));
        }
        self.public_key = Some(start.public_key.clone());
        self.examiner.begin(start.first, &start.previous)
    }

    fn end(&mut self, name: &str, (start, count): (&Start, i64), end: &End) -> Result<(), TrailError> {
        let Start { first, last, .. } = start;
        let reached = self.examiner.so_far();
        let is_whole = count == end.count && last - first + 1 == count;
        if !is_whole || reached.last != Some(*last) || reached.digest.as_ref() != Some(&end.digest) {
            let zh = format!("{name}：末行与其前的记录不符");
            let en = format!("{name}: the last line is not about the entries before it");
            self.examiner.finding(Finding::new("end", None, zh, en));
        }
        if let Some(checkpoint) = &end.checkpoint {
            self.examiner.latest(checkpoint)?;
            self.ends.push(Where { number: checkpoint.number, digest: checkpoint.digest.clone() });
        }
        self.ends.push(Where { number: *last, digest: end.digest.clone() });
        if end.seal.public_key != start.public_key {
            let zh = format!("{name}：签名的公钥与首行不同");
            let en = format!("{name}: it is signed with another key than the first line names");
            self.examiner.finding(Finding::new("signature", None, zh, en));
        }
        self.examiner.seal(&end.seal, &end.bytes(start)?, Some(*last));
        Ok(())
    }

    /// A reader may believe what nobody signed.
    fn strange(&mut self, name: &str, line: u64, why: &str) {
        let zh = format!("{name} 第{line}行：不是导出的内容");
        self.examiner.finding(Finding::new(
            "form",
            None,
            zh,
            format!("{name} line {line}: no line of an export: {why}"),
        ));
    }
}
