//! Where records go.

use domain::record::{
    Assessment, Complaint, Content, Inspection, Merchant, OdrCase, Payment, Penalty, Report, Standing, Test,
};
use domain::version::Version;

/// Takes what a file holds, row by row.
pub trait Sink {
    /// A merchant.
    fn merchant(&mut self, version: Version<Merchant>);
    /// A penalty.
    fn penalty(&mut self, version: Version<Penalty>);
    /// A statement about a payment.
    fn payment(&mut self, version: Version<Payment>);
    /// A visit.
    fn inspection(&mut self, version: Version<Inspection>);
    /// A sampling test.
    fn test(&mut self, version: Version<Test>);
    /// An assessment.
    fn assessment(&mut self, version: Version<Assessment>);
    /// A complaint.
    fn complaint(&mut self, version: Version<Complaint>);
    /// A report.
    fn report(&mut self, version: Version<Report>);
    /// An online dispute case.
    fn odr_case(&mut self, version: Version<OdrCase>);
    /// A standing fact.
    fn standing(&mut self, version: Version<Standing>);
}

/// A sink that keeps everything in memory.
#[derive(Debug, Default)]
pub struct Batch {
    /// Merchants.
    pub merchants: Vec<Version<Merchant>>,
    /// Penalties.
    pub penalties: Vec<Version<Penalty>>,
    /// Payment statements.
    pub payments: Vec<Version<Payment>>,
    /// Visits.
    pub inspections: Vec<Version<Inspection>>,
    /// Sampling tests.
    pub tests: Vec<Version<Test>>,
    /// Assessments.
    pub assessments: Vec<Version<Assessment>>,
    /// Complaints.
    pub complaints: Vec<Version<Complaint>>,
    /// Reports.
    pub reports: Vec<Version<Report>>,
    /// Online dispute cases.
    pub odr_cases: Vec<Version<OdrCase>>,
    /// Standing facts.
    pub standing: Vec<Version<Standing>>,
}

impl Batch {
    /// Puts the records of another batch behind those of this one.
    pub fn absorb(&mut self, other: Self) {
        fn behind<T>(all: &mut Vec<T>, mut more: Vec<T>) {
            if all.is_empty() {
                *all = more;
            } else {
                all.append(&mut more);
            }
        }
        behind(&mut self.merchants, other.merchants);
        behind(&mut self.penalties, other.penalties);
        behind(&mut self.payments, other.payments);
        behind(&mut self.inspections, other.inspections);
        behind(&mut self.tests, other.tests);
        behind(&mut self.assessments, other.assessments);
        behind(&mut self.complaints, other.complaints);
        behind(&mut self.reports, other.reports);
        behind(&mut self.odr_cases, other.odr_cases);
        behind(&mut self.standing, other.standing);
    }
}

impl Sink for Batch {
    fn merchant(&mut self, version: Version<Merchant>) {
        self.merchants.push(version);
    }
    fn penalty(&mut self, version: Version<Penalty>) {
        self.penalties.push(version);
    }
    fn payment(&mut self, version: Version<Payment>) {
        self.payments.push(version);
    }
    fn inspection(&mut self, version: Version<Inspection>) {
        self.inspections.push(version);
    }
    fn test(&mut self, version: Version<Test>) {
        self.tests.push(version);
    }
    fn assessment(&mut self, version: Version<Assessment>) {
        self.assessments.push(version);
    }
    fn complaint(&mut self, version: Version<Complaint>) {
        self.complaints.push(version);
    }
    fn report(&mut self, version: Version<Report>) {
        self.reports.push(version);
    }
    fn odr_case(&mut self, version: Version<OdrCase>) {
        self.odr_cases.push(version);
    }
    fn standing(&mut self, version: Version<Standing>) {
        self.standing.push(version);
    }
}

/// A sink that hands every record on, whatever its kind.
pub struct Each<F>(
    /// Given each of them.
    pub F,
);

impl<F: FnMut(Version<Content>)> Sink for Each<F> {
    fn merchant(&mut self, version: Version<Merchant>) {
        self.0(version.map(Content::from));
    }
    fn penalty(&mut self, version: Version<Penalty>) {
        self.0(version.map(Content::from));
    }
    fn payment(&mut self, version: Version<Payment>) {
        self.0(version.map(Content::from));
    }
    fn inspection(&mut self, version: Version<Inspection>) {
        self.0(version.map(Content::from));
    }
    fn test(&mut self, version: Version<Test>) {
        self.0(version.map(Content::from));
    }
    fn assessment(&mut self, version: Version<Assessment>) {
        self.0(version.map(Content::from));
    }
    fn complaint(&mut self, version: Version<Complaint>) {
        self.0(version.map(Content::from));
    }
    fn report(&mut self, version: Version<Report>) {
        self.0(version.map(Content::from));
    }
    fn odr_case(&mut self, version: Version<OdrCase>) {
        self.0(version.map(Content::from));
    }
    fn standing(&mut self, version: Version<Standing>) {
        self.0(version.map(Content::from));
    }
}
