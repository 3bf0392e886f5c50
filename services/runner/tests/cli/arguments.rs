//! What is wrong with arguments is said in both languages, with exit code 2.

use crate::{RESTAURANT, fangxin, said, small_city, told};
use std::fs::File;
use std::process::{Command, Stdio};

#[test]
fn wrong_arguments_are_told_in_both_languages() {
    let (city, from) = (small_city(), "--from");
    for (arguments, zh, en) in [
        (&["rate", from, &city, "--as-of", "1989-12-31"][..], "可评价的日期", "can be rated"),
        (&["rate", from, &city, "--as-of", "2026-02-30"], "不是 YYYY-MM-DD", "is not a day"),
        (&["rate", from, &city, "--known-at", "2026-11-01"], "不是带时区的时刻", "is not an RFC 3339 instant"),
        (&["rate", from, &city, "--mapping", "visits.csv"], "文件=映射文件", "FILE=MAPPING"),
        (&["evaluate", from, &city], "--as-of 指明", "--as-of DAY is needed"),
        (
            &["evaluate", from, &city, "--as-of", "2026-01-01", "--known-at", "2026-01-01T00:00:00Z"],
            "此处不能",
            "cannot",
        ),
        (&["explain", "91371581999990010X", from, &city], "校验码“X”不符，应为“K”", "check character would be 'K'"),
        (&["explain", "9137158199999001OK", from, &city], "第 17 位“O”", "at position 17"),
        (&["explain", "abc", from, &city], "长度为 3 位", "has 3 characters"),
    ] {
        let output = fangxin(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains(zh) && told(&output).contains(en), "{zh} / {en}: {}", told(&output));
    }
}

#[test]
fn a_code_may_be_given_in_lower_case() {
    let explain = |code: &str| said(&fangxin(&["explain", code, "--from", &small_city(), "--as-of", "2026-11-23"]));
    assert!(explain(RESTAURANT).contains("840.000"));
    assert_eq!(explain(&RESTAURANT.to_lowercase()), explain(RESTAURANT));
}

#[test]
fn input_that_cannot_be_used_is_told_in_both_languages() {
    let place = tempfile::tempdir().unwrap();
    let (empty, file) = (place.path().join("empty"), place.path().join("file"));
    std::fs::create_dir(&empty).unwrap();
    std::fs::write(&file, "x").unwrap();
    let (empty, file, city) = (empty.display().to_string(), file.display().to_string(), small_city());
    for (arguments, zh, en) in [
        (&["rate", "--from", "/nowhere"][..], "无法读取文件夹", "cannot be read"),
        (&["rate", "--from", &empty], "没有可读取的文件", "there is no file to read"),
        (&["rate", "--from", &city, "--out", &file], "不是文件夹", "no folder"),
        (&["rate", "--from", &city, "--out", "/proc/x/y"], "无法写入", "cannot be written"),
        (&["rate", "--from", &city, "--scheme", "NOPE"], "既不是内置方案", "neither a shipped scheme"),
        (&["verify", "/nowhere"], "无法读取", "cannot be read"),
        (&["check-scheme", "/nowhere"], "无法读取", "cannot be read"),
        (&["explain", "91371500795315494U", "--from", &city], "没有该经营主体", "no merchant"),
    ] {
        let output = fangxin(arguments);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains(zh) && told(&output).contains(en), "{zh} / {en}: {}", told(&output));
    }
}

#[test]
fn a_full_or_closed_stderr_is_no_panic() {
    let program = || Command::new(env!("CARGO_BIN_EXE_fangxin"));
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    let status = |command: &mut Command| command.status().unwrap().code();
    assert_eq!(status(program().args(["rate", "--from", "/nowhere"]).stderr(full())), Some(3));
    assert_eq!(status(program().arg("nonsense").stderr(full())), Some(2));
    assert_eq!(status(program().args(["rate", "--from", &small_city()]).stdout(full()).stderr(full())), Some(3));
    let closed = "exec \"$0\" rate --from /nowhere 2>&-";
    assert_eq!(status(Command::new("sh").args(["-c", closed, env!("CARGO_BIN_EXE_fangxin")])), Some(3));
}
