//! The files of a city and their headers.

use crate::life::Life;

/// A file of the city.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FileKind {
    /// 经营主体
    Merchants,
    /// 行政处罚, in the 双公示 layout
    Penalties,
    /// 缴款
    Payments,
    /// 检查结果
    Inspections,
    /// 抽检结果
    Tests,
    /// 投诉
    Complaints,
    /// 举报
    Reports,
    /// 在线纠纷
    OdrCases,
    /// 状态记录
    Standing,
}

impl FileKind {
    /// Every file.
    pub const ALL: [Self; 9] = [
        Self::Merchants,
        Self::Penalties,
        Self::Payments,
        Self::Inspections,
        Self::Tests,
        Self::Complaints,
        Self::Reports,
        Self::OdrCases,
        Self::Standing,
    ];

    /// Its name.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Merchants => "merchants.csv",
            Self::Penalties => "penalties.csv",
            Self::Payments => "payments.csv",
            Self::Inspections => "inspections.csv",
            Self::Tests => "tests.csv",
            Self::Complaints => "complaints.csv",
            Self::Reports => "reports.csv",
            Self::OdrCases => "odr_cases.csv",
            Self::Standing => "standing.csv",
        }
    }

    pub(crate) const fn header(self) -> &'static [&'static str] {
        match self {
            Self::Merchants => &[
                "统一社会信用代码",
                "名称",
                "主体类型",
                "规模",
                "经营渠道",
                "所在区县",
                "行业代码",
                "成立日期",
                "登记状态",
                "状态起始日期",
            ],
            Self::Penalties => &[
                "cf_xdr_mc",
                "cf_xdr_lb",
                "cf_xdr_shxym",
                "cf_wsh",
                "cf_wfxw",
                "cf_yj",
                "cf_cflb",
                "cf_nr",
                "cf_nr_fk",
                "cf_nr_wfff",
                "cf_jdrq",
                "cf_gsjzq",
                "cf_cfjg",
                "cf_cfjgdm",
                "case_no",
                "grade",
                "published_on",
                "served_on",
                "display_stopped_on",
                "reported_on",
            ],
            Self::Payments => &["统一社会信用代码", "处罚机关代码", "决定书文号", "缴款状态", "日期"],
            Self::Inspections => &[
                "统一社会信用代码",
                "检查编号",
                "结果日期",
                "检查结果",
                "案号",
                "检查来源",
                "检查人员",
                "签字办结日期",
                "公示日期",
                "责令改正期限",
                "改正日期",
                "后续处理完毕日期",
            ],
            Self::Tests => &[
                "统一社会信用代码",
                "抽样编号",
                "结论日期",
                "抽检结论",
                "已履行进货查验",
                "整改合格日期",
                "结果告知日期",
                "公示日期",
                "责令改正日期",
                "整改报告日期",
            ],
            Self::Complaints => &[
                "统一社会信用代码",
                "投诉编号",
                "接收日期",
                "受理日期",
                "办结日期",
                "办理结果",
                "拒绝方",
                "承办机构代码",
                "承办机构所在区县",
                "来源渠道",
                "问题类型",
                "投诉举报人标识",
                "工单编号",
                "工单答复日期",
                "检测鉴定期间",
                "终止调解告知日期",
                "同意公示",
                "商品或服务",
                "公示日期",
                "诉求内容",
            ],
            Self::Reports => &[
                "统一社会信用代码",
                "举报编号",
                "接收日期",
                "实名举报",
                "决定日期",
                "处理决定",
                "承办机构代码",
                "承办机构所在区县",
                "来源渠道",
                "问题类型",
                "投诉举报人标识",
                "工单编号",
                "工单答复日期",
                "告知日期",
                "案号",
                "立案日期",
            ],
            Self::OdrCases => &["统一社会信用代码", "纠纷编号", "提交日期", "期限届满日", "答复日期", "和解日期"],
            Self::Standing => &["统一社会信用代码", "状态种类", "出具机关", "文号", "起始日期", "截止日期"],
        }
    }

    /// Puts a text into the cell of a row under a title.
    pub(crate) fn put(self, row: Option<&mut Vec<String>>, title: &str, text: &str) {
        let at = self.header().iter().position(|one| *one == title);
        if let Some(cell) = at.and_then(|at| row?.get_mut(at)) {
            text.clone_into(cell);
        }
    }

    pub(crate) fn rows(self, life: &Life) -> &[Vec<String>] {
        match self {
            Self::Merchants => &life.merchant,
            Self::Penalties => &life.penalties,
            Self::Payments => &life.payments,
            Self::Inspections => &life.inspections,
            Self::Tests => &life.tests,
            Self::Complaints => &life.complaints,
            Self::Reports => &life.reports,
            Self::OdrCases => &life.odr_cases,
            Self::Standing => &life.standing,
        }
    }
}
