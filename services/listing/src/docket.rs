//! Whose case it will be (办案机关): the office of whoever opens it, with the office of the next level up.

use crate::lists::Lists;
use crate::membership::List;
use crate::records::{PENALTY, STANDING};
use cases::{CaseError, Docket, Handling, Wished};
use domain::record::MerchantKind;

impl Docket for Lists {
    fn handling(&self, wished: Wished<'_>) -> Result<Handling, CaseError> {
        let list = List::of(wished.procedure);
        let list = list.ok_or_else(|| CaseError::UnknownProcedure(wished.procedure.to_owned()))?;
        let Some(office) = wished.department else {
            let (zh, en) =
                ("由市场监督管理部门立案：账号须有所属单位", "an office opens it: the account needs a department");
            return Err(field("office", zh, en));
        };
        let is_known = |kind: &str| [PENALTY, STANDING].contains(&kind);
        if let Some(other) = wished.about.iter().find(|about| !is_known(&about.kind)) {
            let zh = format!("{}：所涉事项应为 {PENALTY} 或者 {STANDING}", other.kind);
            return Err(field("about", zh, format!("{:?}: it is about a {PENALTY} or a {STANDING}", other.kind)));
        }
        if list != List::SeriousList {
            self.fits(wished, list)?;
        }
        let upper_office = self.law.upper_office(office, self.today());
        Ok(Handling { office: office.to_owned(), upper_office })
    }
}

impl Lists {
    /// Sole traders are marked, and everybody else is put on the list.
    fn fits(&self, wished: Wished<'_>, list: List) -> Result<(), CaseError> {
        let found = self.around.merchants.registered(&[wished.code], None)?;
        let Some(merchant) = found.into_iter().next().flatten() else {
            return Err(field("code", "没有登记该经营主体", "nobody is registered under it"));
        };
        let is_trader = merchant.kind == MerchantKind::SoleTrader;
        match (is_trader, list) {
            (true, List::AbnormalList) => Err(field(
                "procedure",
                "个体工商户不列入名录，标记经营异常状态（abnormal_mark）",
                "a sole trader is marked (abnormal_mark), and not listed",
            )),
            (false, List::AbnormalMark) => Err(field(
                "procedure",
                "企业、农民专业合作社列入经营异常名录（abnormal_list）",
                "an enterprise or a cooperative is listed (abnormal_list), and not marked",
            )),
            _ => Ok(()),
        }
    }
}

fn field(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> CaseError {
    CaseError::Field { field, zh: zh.into(), en: en.into() }
}
