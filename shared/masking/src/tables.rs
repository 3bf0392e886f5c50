//! What the rule of masking leaves to lists: the settled readings (§8a, Masking) and the table of personal
//! information (PIPL 2021) as words and prefixes. Whoever changes the reading changes it here.

/// First digits of issuers of bank cards (发卡行标识), after the settled reading.
pub(crate) const CARD_PREFIXES: &[char] = &['3', '4', '5', '6'];
/// Digits of a bank card.
pub(crate) const CARD_LENGTHS: std::ops::RangeInclusive<usize> = 16..=19;
/// Digits of an account behind a word for one.
pub(crate) const ACCOUNT_LENGTHS: std::ops::RangeInclusive<usize> = 8..=30;
/// Characters of a citizen's number behind a word for one, where a mistyped one is somebody's as well.
pub(crate) const CITIZEN_LENGTHS: std::ops::RangeInclusive<usize> = 15..=19;
/// Digits of a telephone number behind a word for one. Short ones (12315, 12345) are offices'.
pub(crate) const TELEPHONE_LENGTHS: std::ops::RangeInclusive<usize> = 7..=12;
/// The two digits of provinces (GB/T 2260) in citizens' numbers of fifteen digits.
pub(crate) const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
];
/// The country's code before a mobile number that is written together with it.
pub(crate) const COUNTRY_CODES: &[&str] = &["+86", "0086"];
/// How a mobile number of eleven digits is split when written in groups.
pub(crate) const MOBILE_GROUPS: &[&[usize]] =
    &[&[3, 4, 4], &[3, 8], &[3, 3, 5], &[4, 4, 3], &[4, 3, 4], &[7, 4], &[1; 11]];
/// What may stand between the groups of one number.
pub(crate) const SEPARATORS: &[char] = &[
    ' ', '-', ')', '\t', '\r', '\n', '_', '·', '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}',
    '‐', '‑', '‒', '–', '—', '−',
];
/// Most separators between two groups.
pub(crate) const LONGEST_GAP: usize = 3;

/// What may stand between a word and what it announces.
pub(crate) const CONNECTORS: &[char] = &[' ', ':', '是', '为', '(', '号', '码', '#', '.', '\n'];
/// Most connectors behind a word.
pub(crate) const LONGEST_CONNECTOR: usize = 4;

/// Words before numbers of documents (文书号), which stay.
pub(crate) const DOCUMENT_WORDS: &[&str] = &[
    "信用代码",
    "编号",
    "证号",
    "注册号",
    "许可证",
    "备案号",
    "登记号",
    "文号",
    "案号",
    "票号",
    "单号",
    "发票号码",
    "发票代码",
    "批号",
    "条码",
    "条形码",
    "货号",
    "型号",
    "标准号",
    "执照号",
    "No.",
    "NO.",
    "NO:",
    "No:",
    "NO",
    "No",
];
/// Before these words of documents stands what makes them a person's.
pub(crate) const NOT_OF_DOCUMENTS: &[&str] =
    &["身份证", "身份", "居住证", "驾驶证", "护照", "会员", "员工", "客户", "手机", "银行卡", "证件"];
/// Brackets around the year in the number of a document: 聊市监处罚〔2024〕1号.
pub(crate) const YEAR_BRACKETS: &[(char, char)] = &[('〔', '〕'), ('[', ']'), ('(', ')'), ('【', '】'), ('{', '}')];

/// Behind an amount.
pub(crate) const UNITS_OF_MONEY: &[&str] = &["元", "圆", "万元", "亿元", "千元", "美元", "欧元", "港元", "日元", "角"];
/// What begins like a unit of money and is a day.
pub(crate) const NOT_MONEY: &[&str] = &["元旦", "元宵", "元月", "角落"];
/// Before an amount.
pub(crate) const SIGNS_OF_MONEY: &[&str] = &["¥", "$", "€", "人民币", "RMB", "CNY"];

/// Words before a citizen's number (公民身份号码).
pub(crate) const CITIZEN_WORDS: &[&str] = &["身份证", "公民身份", "证件号码"];
/// Words before a telephone number.
pub(crate) const TELEPHONE_WORDS: &[&str] = &["电话", "手机", "传真", "联系方式", "座机"];
/// Words before the number of an account (银行账户).
pub(crate) const ACCOUNT_WORDS: &[&str] = &["账号", "帐号", "卡号", "账户", "帐户", "银行卡"];

/// First characters of number plates (号牌).
pub(crate) const PLATE_PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";
/// Last characters of number plates that are not letters or digits.
pub(crate) const PLATE_ENDS: &str = "挂学警港澳领使";

/// Words before an address that is somebody's home or where something is sent.
pub(crate) const ADDRESS_WORDS: &[&str] = &[
    "住址",
    "家庭地址",
    "户籍地址",
    "户籍所在地",
    "户籍地",
    "现住",
    "家住",
    "送达地址",
    "收货地址",
    "通讯地址",
    "居住地",
    "联系地址",
    "居住于",
    "居住在",
    "住在",
];
/// Ends of names of roads and of places with houses.
pub(crate) const PLACES_WITH_HOUSES: &[&str] = &[
    "路",
    "街",
    "大道",
    "胡同",
    "巷",
    "里弄",
    "村",
    "庄",
    "屯",
    "小区",
    "花园",
    "家园",
    "社区",
    "公寓",
    "新城",
    "花苑",
    "嘉园",
    "苑",
    "府邸",
    "市场",
    "广场",
    "大厦",
    "商城",
    "家属院",
    "宿舍",
    "镇",
];
/// Words behind the number of a house, a stair or a room, longer ones first.
pub(crate) const DOORS: &[&str] =
    &["号楼", "号院", "号", "单元", "栋", "幢", "座", "室", "楼", "户", "组", "弄", "#楼", "#", "层", "巷"];
/// May stand between the name of a place and the number.
pub(crate) const BEFORE_DOORS: &str = "东西南北中段区第院内ABCDEF";
/// Ends of the names of towns, behind which a village alone is an address.
pub(crate) const TOWNS: &[&str] = &["镇", "乡", "街道", "办事处"];
/// Ends of the names of administrative units.
pub(crate) const UNITS: &[&str] = &["省", "自治区", "市", "区", "县", "镇", "乡", "街道办事处", "街道"];
/// What is part of an address only by being one of these: a marker between sentence and address.
pub(crate) const BEFORE_ADDRESSES: &[&str] = &[
    "地址为",
    "地址是",
    "住址为",
    "位于",
    "地址",
    "住址",
    "住所",
    "居住",
    "户籍",
    "坐落",
    "前往",
    "来到",
    "搬到",
    "送到",
    "送达",
    "寄往",
    "寄到",
    "现住",
    "家住",
    "住",
    "在",
    "于",
    "至",
    "到",
    "的",
    "了",
    "称",
    "从",
    "与",
    "及",
    "或",
];
/// Where an address may begin, whatever stands before it.
pub(crate) const REGIONS: &[&str] = &[
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
    "聊城",
    "东昌府",
    "茌平",
    "临清",
    "冠县",
    "莘县",
    "阳谷",
    "东阿",
    "高唐",
];

/// Words before names (§8a, Masking: 第三人, 证人, 投诉人, 员工).
pub(crate) const WORDS_BEFORE_NAMES: &[&str] = &["第三人", "证人", "投诉人", "员工"];
/// Further ones for consumers and complainants, whose names the table of personal information replaces.
pub(crate) const MORE_WORDS_BEFORE_NAMES: &[&str] = &["消费者", "举报人"];
/// Words of decisions and complaints for who runs a shop or works in it, and for who is punished.
pub(crate) const SHOP_WORDS_BEFORE_NAMES: &[&str] = &[
    "店主",
    "店员",
    "店长",
    "老板",
    "老板娘",
    "业主",
    "经营人",
    "经营者",
    "负责人",
    "责任人",
    "责任人员",
    "法定代表人",
    "法人代表",
    "合伙人",
    "股东",
    "雇员",
    "职工",
    "职员",
    "从业人员",
    "工作人员",
    "服务员",
    "营业员",
    "售货员",
    "收银员",
    "厨师",
    "司机",
    "顾客",
    "当事人",
    "行为人",
    "被处罚人",
];
/// Before 店主张 and 业主张 these make it a statement of a shop or an enterprise: 饭店主张, 企业主张.
pub(crate) const MAKES_IT_A_STATEMENT: &str = "饭酒商药网书旅企行物产工农";
/// Before the names of those whom a decision punishes.
pub(crate) const BEFORE_PUNISHED: &[&str] = &["对", "对于", "给予", "予以"];
/// Between those names and the punishment.
pub(crate) const BEFORE_PUNISHMENTS: &[&str] =
    &["各", "均", "分别", "等", "等人", "二人", "两人", "三人", "本人", "个人"];
/// Punishments.
pub(crate) const PUNISHMENTS: &[&str] = &[
    "处",
    "罚",
    "作出",
    "做出",
    "给予",
    "予以",
    "警告",
    "责令",
    "没收",
    "吊销",
    "暂扣",
    "通报批评",
    "行政处罚",
    "行政拘留",
    "立案",
    "进行",
    "实施",
    "依法",
    "从轻",
    "从重",
    "减轻",
    "免予",
    "不予",
    "并处",
    "拘留",
    "限制",
    "禁止",
];
/// Behind what reads as a name they make it a merchant's: 张三丰饭店.
pub(crate) const MERCHANTS: &[&str] = &[
    "公司",
    "饭店",
    "酒店",
    "餐馆",
    "餐厅",
    "超市",
    "商店",
    "商行",
    "药店",
    "药房",
    "诊所",
    "门市",
    "经营部",
    "商贸",
    "合作社",
];
/// Before a word for names it makes the word mean the merchant.
pub(crate) const TURNS_TO_MERCHANT: char = '被';
/// Between such a word and the name.
pub(crate) const BETWEEN_WORD_AND_NAME: &[&str] = &["姓名", ":", " ", "是", "为", "叫", "\"", "“", "(", "「"];
/// Between two names of a list.
pub(crate) const BETWEEN_NAMES: &[&str] = &["、", "和", "与", "及"];
/// Titles behind names.
pub(crate) const TITLES: &[&str] = &["先生", "女士", "小姐", "同志", "经理", "师傅", "老师"];
/// What follows a name and is no part of it.
pub(crate) const BEHIND_NAMES: &[&str] = &[
    "称", "的", "在", "于", "说", "系", "与", "及", "等", "均", "已", "未", "将", "被", "把", "对", "向", "从", "到",
    "是", "也", "即", "又", "并", "后", "因", "则", "就", "给", "拨", "让", "但", "反映", "反应", "证实", "证明",
    "陈述", "表示", "提出", "提供", "提交", "说明", "负责", "签收", "签名", "签字", "购买", "投诉", "举报", "要求",
    "认为", "主张", "确认", "承认", "出具", "出示", "收到", "收取", "发现", "接受", "当场", "当天", "当日", "到场",
    "其", "使用", "未能", "办理", "操作", "从事", "现场", "自述", "通过", "拒绝", "同意", "为其", "不", "没有", "两人",
    "二人", "三人", "和解", "经营", "销售", "生产", "加工", "擅自", "涉嫌", "实施", "当面", "罚款", "处以", "进行",
    "道歉", "赔偿", "处罚", "存在", "违反", "违法", "利用", "采购", "购进", "无证", "无照", "未经", "伪造", "冒用",
    "辱骂", "殴打", "态度", "服务", "解释", "答复", "告知", "接待", "联系", "拒不", "退还", "退款", "作出", "予以",
    "给予", "警告", "停止", "改正", "公开", "书面",
];
/// Begin like a name and are none.
pub(crate) const NOT_NAMES: &[&str] = &[
    "管理", "于当", "于本", "于上", "于次", "于同", "于是", "向本", "向市", "向我", "向商", "向法", "向当", "向其",
    "向该", "向执", "应当", "应该", "应于", "应在", "应按", "任职", "任何", "安排", "安全", "安装", "常年", "常用",
    "全部", "全体", "全员", "全程", "关于", "包括", "高度", "曾于", "曾经", "曾在", "曾向", "申请", "单独", "单位",
    "严格", "严重", "方面", "方式", "马上", "金额", "查验", "查看", "查询", "计划", "计算", "时间", "时常", "都", "和",
    "还", "从", "自", "明确", "明知", "商家", "商店", "商品", "商户", "商场", "公司", "支付", "支出", "平台", "平时",
    "经营", "经过", "相关", "相互", "项目", "水平", "石油", "石材", "田间", "白天", "白酒", "黄金", "康复", "花费",
    "花钱", "齐全", "左右", "文化", "终", "于某", "于前", "于后", "于今", "于昨", "于第", "于一", "于二", "于三",
    "于该", "于此", "于商", "应予", "应为", "应由", "时在", "时因", "向店", "向消", "常住", "常驻", "万余", "钱款",
    "成立", "成为", "边境", "古玩", "家中", "家属", "过期", "过程", "连续", "温度", "党员", "车辆", "路过", "余下",
    "益处", "权利", "易于", "强行", "强调", "段时", "应提", "应支", "曾多", "曾因", "曾对", "时候", "张贴", "公示",
    "公开", "公布", "公告", "公然", "双方", "农户", "车主", "房主", "房东", "司机", "解释", "解决", "强制", "强迫",
    "强买", "计量", "计价", "程序", "成本", "成年", "广告", "明码", "明细", "明显", "水电", "水产", "充值", "密切",
    "通知", "通告", "通报", "宣传", "宣称", "单方", "养殖", "时任", "应将", "应对", "应立", "应履", "应依", "应如",
    "应缴", "常温",
];

/// Surnames of two characters (复姓).
pub(crate) const SURNAMES_OF_TWO: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "轩辕", "端木",
    "长孙", "宇文", "独孤", "南宫", "申屠", "淳于", "单于", "太史", "闻人", "澹台", "公冶", "宗政", "濮阳", "钟离",
    "鲜于", "闾丘", "呼延", "百里", "东郭", "南门", "西门", "万俟", "赫连", "拓跋", "公羊", "司空", "司寇", "第五",
];
/// Surnames of one character (单姓), the common ones.
pub(crate) const SURNAMES_OF_ONE: &str = "\
赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐\
费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁\
杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮\
龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘景詹束\
龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦尚农温别庄\
晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧利师巩聂晁勾敖融冷訾辛阚那简饶空曾沙养鞠须丰巢关查后\
荆红游竺权逯盖益桓公付肖岳侣亓仝闫綦阿买艾代邸苑";
/// The most persons of one surname whom masks tell apart.
pub(crate) const MOST_OF_A_SURNAME: usize = 99;

/// Stands for a number or an address.
pub(crate) const HIDDEN: &str = "***";
/// Stands for the given name.
pub(crate) const SOMEBODY: char = '某';
