//! A small service of notes on a shelf, with every kind of argument and reply.

use crate::once::Memory;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use utoipa::{IntoParams, ToSchema};
use web::{
    Administer, Answer, Any, Api, Body, Caller, Concerning, Created, Decide, Doc, Download, Fault, Grounded, Import,
    Json, Ndjson, NoContent, Once, OnceAnswer, Path, Public, Query, ReadRecords, Receipts, State, Upload, Versioned,
    WriteRecords, blocking,
};

/// How late something late is.
const LATE: std::time::Duration = std::time::Duration::from_millis(1_500);

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Note {
    /// Its number.
    pub(crate) key: u32,
    /// What it says.
    pub(crate) text: String,
    /// Its day.
    #[schema(value_type = String, format = Date)]
    pub(crate) day: Day,
}

/// What can lie on a shelf.
pub(crate) trait Thing: Clone + Serialize + DeserializeOwned + ToSchema + Send + Sync + 'static {
    fn key(&self) -> u32;
}

impl Thing for Note {
    fn key(&self) -> u32 {
        self.key
    }
}

/// Things in order of their keys.
pub(crate) struct Shelf<T>(Mutex<BTreeMap<u32, T>>);

impl<T: Thing> Shelf<T> {
    pub(crate) fn new(things: impl IntoIterator<Item = T>) -> Self {
        Self(Mutex::new(things.into_iter().map(|thing| (thing.key(), thing)).collect()))
    }

    fn all(&self) -> Vec<T> {
        self.0.lock().unwrap().values().cloned().collect()
    }
}

#[derive(Debug, Deserialize, IntoParams)]
struct Listing {
    /// Only this day.
    #[param(value_type = Option<String>, format = Date)]
    day: Option<Day>,
    /// As known then.
    #[param(value_type = Option<String>, format = DateTime)]
    known_at: Option<Instant>,
    /// At most so many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before.
    after: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
struct Key {
    /// Number of the thing.
    key: u32,
}

#[derive(Debug, Deserialize, IntoParams)]
struct Named {
    /// A code or a name.
    merchant: String,
}

/// What arrived.
#[derive(Debug, Serialize, ToSchema)]
struct Received {
    name: String,
    bytes: u64,
    first: String,
}

pub(crate) fn api(shelf: Arc<Shelf<Note>>) -> Api {
    Api::new("/notes/v1", "便签", "Notes")
        .with(shelf)
        .get("/notes", list::<Note>, Doc::new("list_notes", "列出便签", "List notes").errors(&[Code::CursorInvalid]))
        .post("/notes", put::<Note>, Doc::new("create_note", "新建便签", "Create a note").errors(&[Code::Conflict]))
        .get("/notes/{key}", get::<Note>, Doc::new("read_note", "查看便签", "Read a note"))
        .delete("/notes/{key}", remove::<Note>, Doc::new("delete_note", "删除便签", "Delete a note"))
        .get("/notes/lines", lines::<Note>, Doc::new("list_note_lines", "逐行列出", "Notes as lines"))
        .get("/notes/broken", broken, Doc::new("list_broken", "中断的列表", "Lines that break off"))
        .get("/notes/endless", endless, Doc::new("list_endless", "无尽的列表", "Lines without end"))
        .get("/notes/unwound", unwound, Doc::new("list_unwound", "崩溃的列表", "Lines whose work panics"))
        .get("/notes/late", late, Doc::new("read_late", "迟到的便签", "A note that takes its time"))
        .get("/notes/late_lines", late_lines, Doc::new("list_late_lines", "迟到的列表", "Lines that take their time"))
        .get("/notes/csv", csv, Doc::new("download_notes", "下载便签", "Notes as CSV"))
        .get("/merchants/{merchant}", echo, Doc::new("echo", "回显", "Says what was read from the path"))
        .post("/merchants", look_up, Doc::new("look_up", "批量查询", "Looks several merchants up"))
        .post("/raw", raw, Doc::new("send_raw", "原始内容", "A raw body"))
        .post("/files", receive, Doc::new("send_file", "上传文件", "Send a file"))
        .get("/granted", granted, Doc::new("granted", "获授权", "Something that rests on an authorisation"))
        .get("/traced", traced, Doc::new("traced", "链路", "Says to which trace its work belongs"))
        .with::<dyn Receipts>(Arc::new(Memory::default()))
        .with(Arc::new(AtomicU32::new(0)))
        .post("/counted", counted, Doc::new("count", "计数", "Counts how often it is asked").errors(&[Code::Conflict]))
        .post("/counted/again", counted, Doc::new("count_again", "再计数", "Counts as well"))
        .get("/hello", hello, Doc::new("hello", "问候", "Says hello to anybody"))
        .get("/panic", panic, Doc::new("panic", "崩溃", "A use case that panics"))
        .get("/fault", fault, Doc::new("fault", "故障", "A use case that fails"))
}

/// What is counted.
#[derive(Debug, Deserialize, ToSchema)]
struct Wanted {
    /// Anything.
    what: String,
}

#[derive(Debug, Deserialize, IntoParams)]
struct Loudness {
    /// Loud or not.
    #[serde(default)]
    #[expect(dead_code, reason = "only read by serde")]
    loud: bool,
}

/// The count.
#[derive(Debug, Serialize, ToSchema)]
struct Counted {
    number: u32,
}

async fn counted(
    _: Caller<WriteRecords>,
    once: Once,
    count: State<AtomicU32>,
    _: Query<Loudness>,
    wanted: Json<Wanted>,
) -> Result<OnceAnswer<Created<Counted>>, Fault> {
    once.run(move || {
        if wanted.what.is_empty() {
            return Err(Fault::conflict("空", "nothing"));
        }
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(Created { body: Counted { number }, location: format!("/notes/v1/counted/{number}") })
    })
    .await
}

async fn list<T: Thing>(
    _: Caller<ReadRecords>,
    shelf: State<Shelf<T>>,
    query: Query<Listing>,
) -> Result<Answer<Page<T>>, Fault> {
    let tag = ListTag::of("things", &query.day)?;
    let after: u32 = query.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?.unwrap_or_default();
    let _ = (query.day, query.known_at);
    let shelf = Arc::clone(&shelf);
    let limit = query.limit;
    blocking(move || {
        let rest = shelf.all().into_iter().filter(|thing| thing.key() > after).take(limit.get() + 1).collect();
        Ok::<_, Fault>(Answer::new(Page::cut(&tag, rest, limit, Thing::key)?))
    })
    .await
}

async fn get<T: Thing>(_: Caller<ReadRecords>, shelf: State<Shelf<T>>, path: Path<Key>) -> Result<Versioned<T>, Fault> {
    let found = shelf.all().into_iter().find(|thing| thing.key() == path.key);
    let thing = found.ok_or_else(|| Fault::not_found("没有该便签", "no such note"))?;
    let version = serde_json::to_string(&thing).unwrap();
    Ok(Answer::new(thing).versioned(&version))
}

async fn put<T: Thing>(_: Caller<WriteRecords>, shelf: State<Shelf<T>>, thing: Json<T>) -> Result<Created<T>, Fault> {
    let thing = thing.into_inner();
    let mut things = shelf.0.0.lock().unwrap();
    if things.contains_key(&thing.key()) {
        return Err(Fault::conflict("编号已存在", "the key is taken"));
    }
    things.insert(thing.key(), thing.clone());
    Ok(Created { location: format!("/notes/v1/notes/{}", thing.key()), body: thing })
}

async fn remove<T: Thing>(_: Caller<Any<(Decide, Administer)>>, shelf: State<Shelf<T>>, path: Path<Key>) -> NoContent {
    shelf.0.0.lock().unwrap().remove(&path.key);
    NoContent
}

async fn lines<T: Thing>(_: Caller<ReadRecords>, shelf: State<Shelf<T>>) -> Ndjson<T> {
    let shelf = Arc::clone(&shelf);
    Ndjson::flowing(move |lines| shelf.all().iter().try_for_each(|thing| lines.put(thing)))
}

async fn broken(_: Caller<ReadRecords>, shelf: State<Shelf<Note>>) -> Ndjson<Note> {
    let shelf = Arc::clone(&shelf);
    Ndjson::flowing(move |lines| {
        let note = shelf.all().pop().unwrap();
        (0..5_000).try_for_each(|_| lines.put(&note))?;
        Err(Fault::internal("the disk is gone"))
    })
}

async fn unwound(_: Caller<ReadRecords>, shelf: State<Shelf<Note>>) -> Ndjson<Note> {
    let shelf = Arc::clone(&shelf);
    Ndjson::flowing(move |lines| {
        lines.put(&shelf.all().pop().unwrap())?;
        panic!("a bug")
    })
}

/// Goes on until the reader stands still, and then takes the first note from the shelf.
async fn endless(_: Caller<ReadRecords>, shelf: State<Shelf<Note>>) -> Ndjson<Note> {
    let shelf = Arc::clone(&shelf);
    Ndjson::flowing(move |lines| {
        let note = shelf.all().pop().unwrap();
        loop {
            if let Err(fault) = lines.put(&note) {
                shelf.0.lock().unwrap().remove(&1);
                return Err(fault);
            }
        }
    })
}

async fn late(_: Caller<ReadRecords>, shelf: State<Shelf<Note>>) -> Result<Answer<Vec<Note>>, Fault> {
    let shelf = Arc::clone(&shelf);
    blocking(move || {
        std::thread::sleep(LATE);
        Ok(Answer::new(shelf.all()))
    })
    .await
}

async fn late_lines(_: Caller<ReadRecords>, shelf: State<Shelf<Note>>) -> Ndjson<Note> {
    let shelf = Arc::clone(&shelf);
    Ndjson::flowing(move |lines| {
        std::thread::sleep(LATE);
        shelf.all().iter().try_for_each(|note| lines.put(note))
    })
}

async fn csv(_: Caller<ReadRecords>, shelf: State<Shelf<Note>>) -> Download {
    let lines = shelf.all().into_iter().map(|note| format!("{},{}\n", note.key, note.text)).collect::<String>();
    Download { name: "便签.csv".to_owned(), text: lines.into_bytes() }
}

async fn echo(_: Caller<ReadRecords>, path: Path<Named>) -> Answer<String> {
    Answer::new(path.into_inner().merchant)
}

async fn look_up(_: Caller<ReadRecords>, codes: Json<Vec<String>>) -> Result<Concerning<usize>, Fault> {
    let codes: Vec<_> = codes.iter().map(|code| PartyCode::parse(code).unwrap()).collect();
    Answer::new(codes.len()).concerning(codes)
}

async fn raw(_: Caller<Import>, body: Body) -> Answer<usize> {
    Answer::new(body.bytes.len())
}

async fn receive(_: Caller<Import>, upload: Upload) -> Result<Answer<Received>, Fault> {
    let Upload { mut file, name, bytes } = upload;
    blocking(move || {
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(Fault::internal)?;
        assert_eq!(text.len() as u64, bytes);
        let first = String::from_utf8_lossy(&text[..text.len().min(5)]).into_owned();
        Ok::<_, Fault>(Answer::new(Received { name, bytes, first }))
    })
    .await
}

async fn granted(_: Caller<ReadRecords>) -> Grounded<Answer<&'static str>> {
    Grounded { answer: Answer::new("准予"), ground: Some("authorisation:17".to_owned()) }
}

async fn traced(_: Public) -> Result<Answer<Option<String>>, Fault> {
    blocking(|| Ok(Answer::new(contracts::trace::current().map(contracts::trace::Trace::header)))).await
}

async fn hello(_: Public) -> Answer<&'static str> {
    Answer::new("你好")
}

async fn panic(_: Caller<ReadRecords>) -> Result<NoContent, Fault> {
    blocking(|| -> Result<NoContent, Fault> { panic!("a bug") }).await
}

async fn fault(_: Caller<ReadRecords>) -> Result<NoContent, Fault> {
    Err(Fault::internal("the password is 1234").detail("密码", "the password"))
}
