//! Which encoding a file has, and where it is damaged.

use crate::support::*;
use intake::FileError;

/// Three thousand merchants with a Chinese name, one a line; the header is line 1.
fn merchants() -> Vec<Vec<u8>> {
    let row = |n: u32| format!("{CODE},好店{n},enterprise,371502,6210\n").into_bytes();
    std::iter::once(b"code,name,kind,area,industry\n".to_vec()).chain((0..3000).map(row)).collect()
}

fn where_damaged(bytes: &[u8]) -> (u64, &'static str) {
    match stopped("merchants.csv", bytes) {
        FileError::Encoding { row, encoding, .. } => (row, encoding),
        other => panic!("{other}"),
    }
}

#[test]
fn a_damaged_byte_is_named_with_its_line() {
    for line in [2, 5, 1500, 2900, 3001] {
        let mut lines = merchants();
        lines[line - 1].insert(20, 0xff);
        let bytes = lines.concat();
        assert_eq!(where_damaged(&bytes), (line as u64, "UTF-8"));
        assert_eq!(where_damaged(&[b"\xef\xbb\xbf".as_slice(), &bytes].concat()), (line as u64, "UTF-8"));
        assert!(stopped("merchants.csv.gz", gzip(&bytes)).zh().contains(&format!("第 {line} 行")));
    }
    let mut cut = merchants()[..3].to_vec();
    let name = "好".as_bytes();
    let at = cut[2].windows(3).position(|three| three == name).unwrap();
    cut[2].remove(at);
    assert_eq!(where_damaged(&cut.concat()), (3, "UTF-8"), "a character without its first byte");
}

#[test]
fn the_same_goes_for_gb18030() {
    let text = String::from_utf8(merchants().concat()).unwrap();
    let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
    let (report, read) = read_file("merchants.csv", &gb).unwrap();
    assert_eq!((report.kept, report.encoding.as_str()), (3000, "gb18030"));
    assert_eq!(read.merchants[2999].content.name, "好店2999");
    let at = gb.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(2499).unwrap().0;
    let damaged = [&gb[..=at], b"\xff\xff", &gb[at + 1..]].concat();
    assert_eq!(where_damaged(&damaged), (2501, "gb18030"));
}

#[test]
fn what_comes_late_is_decided_late() {
    // Far more ASCII than is looked at for the encoding.
    let ascii = format!("{CODE},shop,enterprise,371502,6210\n").repeat(10_000);
    let text = format!("code,name,kind,area,industry\n{ascii}{CODE},名称,企业,371502,6210\n");
    let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
    for (bytes, encoding) in [(text.into_bytes(), "UTF-8"), (gb, "gb18030")] {
        for packed in [gzip(&bytes), bytes] {
            let (report, read) = read_file("merchants.csv", &packed).unwrap();
            assert_eq!((report.kept, report.encoding.as_str()), (10_001, encoding));
            assert_eq!(read.merchants[10_000].content.name, "名称");
        }
    }
}

#[test]
fn words_that_both_encodings_know_decide_nothing() {
    let ascii = format!("{CODE},shop,enterprise,371502,6210\n").repeat(3_000);
    let head = "code,name,kind,area,industry\n";
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let shop = |name: &str| format!("{CODE},{name},enterprise,371502,6210\n");
    // 药业 in GB18030 is also two characters in UTF-8; what comes far behind it decides.
    for (bytes, encoding, names) in [
        (gb(&format!("{head}{}{ascii}{}", shop("药业"), shop("好店"))), "gb18030", ["药业", "好店"]),
        (gb(&format!("{head}{}{}", shop("药业"), shop("药业"))), "gb18030", ["药业", "药业"]),
        (format!("{head}{}{ascii}{}", shop("A·B"), shop("好店")).into_bytes(), "UTF-8", ["A·B", "好店"]),
        (format!("{head}{}{}", shop("A·B"), shop("café")).into_bytes(), "UTF-8", ["A·B", "café"]),
    ] {
        let (report, read) = read_file("merchants.csv", &bytes).unwrap();
        assert_eq!(report.encoding, encoding);
        let first = read.merchants.first().map(|v| v.content.name.as_str());
        let last = read.merchants.last().map(|v| v.content.name.as_str());
        assert_eq!([first, last], names.map(Some));
    }
}

#[test]
fn what_is_no_text_is_named() {
    let text = String::from_utf8(merchants()[..20].concat()).unwrap();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [utf16.clone(), gzip(&utf16), [b"\xff\xfe".as_slice(), &utf16].concat()] {
        let error = stopped("merchants.csv", bytes);
        assert!(error.to_string().contains("UTF-16") && error.zh().contains("UTF-16 文本"), "{error}");
    }
    for (bytes, says) in [
        (gzip(&gzip(text.as_bytes())), "压缩文件内的压缩文件"),
        (gzip(b"PK\x03\x04rest"), "压缩文件内的压缩文件"),
        (vec![0; 10_000], "二进制"),
        (b"<html><table><tr><td>x".to_vec(), "网页"),
        (b" [\n {\"code\": 1}]".to_vec(), "JSON 数组"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "旧版 .xls 工作簿"),
    ] {
        let error = stopped("merchants.csv", bytes);
        assert!(matches!(error, FileError::OtherKind { .. }) && error.zh().contains(says), "{error}");
    }
}
