//! Apis that are not right are refused before they are served.

use crate::house::{House, problem};
use crate::service::{Note, Shelf, api};
use contracts::problem::Code;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, ApiError, Caller, Doc, NoContent, Path, Public, ReadRecords, document};

async fn nothing(_: Public) -> NoContent {
    NoContent
}

#[derive(Deserialize, IntoParams)]
struct Key {
    #[expect(dead_code, reason = "only read by serde")]
    key: u32,
}

async fn by_key(_: Caller<ReadRecords>, _: Path<Key>) -> NoContent {
    NoContent
}

fn doc(id: &'static str) -> Doc {
    Doc::new(id, "无", "Nothing")
}

fn empty() -> Api {
    Api::new("/x/v1", "空", "Empty")
}

#[test]
fn two_operations_of_one_place_or_one_id_are_refused() {
    let twice = empty().get("/a", nothing, doc("a")).get("/a", nothing, doc("b"));
    assert_eq!(document(&[twice]), Err(ApiError::Twice("GET /x/v1/a".to_owned())));
    let id = empty().get("/a", nothing, doc("a")).get("/b", nothing, doc("a"));
    assert_eq!(document(&[id]), Err(ApiError::Id("a".to_owned())));
    let house = Api::new("", "空", "Empty").get("/livez", nothing, doc("a"));
    assert_eq!(document(&[house]), Err(ApiError::Twice("GET /livez".to_owned())));
}

#[test]
fn a_path_names_what_its_handler_reads() {
    for wrong in [empty().get("/{number}", by_key, doc("a")), empty().get("/{key}", nothing, doc("a"))] {
        assert!(matches!(document(&[wrong]), Err(ApiError::Parameters { .. })));
    }
    assert!(document(&[empty().get("/{key}", by_key, doc("a"))]).is_ok());
}

mod other {
    //! Another type of the same name.
    use super::*;

    #[derive(Serialize, ToSchema)]
    pub(crate) struct Note {
        pub(crate) title: String,
    }

    pub(crate) async fn read(_: Public) -> Answer<Note> {
        Answer::new(Note { title: String::new() })
    }
}

#[test]
fn one_name_means_one_schema() {
    let notes = api(Arc::new(Shelf::<Note>::new([])));
    let others = empty().get("/a", other::read, doc("a"));
    assert_eq!(document(&[notes, others]), Err(ApiError::Schema("Note".to_owned())));
}

/// Serves Apis beside those of a house.
fn serve(house: &House, apis: Vec<Api>) -> Result<web::Handle, web::ServeError> {
    let clock = house.clock.clone();
    let keys = web::token::Jwks::from_iter([house.issuer.public_key()]);
    let verifier = Arc::new(web::token::Verifier::new(keys, "x", clock.clone()).unwrap());
    let options = web::Options::new(verifier, clock, house.trail.clone(), house.condition.clone());
    web::serve(std::net::TcpListener::bind("127.0.0.1:0").unwrap(), apis, options)
}

#[test]
fn a_document_that_cannot_be_drawn_is_a_problem_of_its_own_page_alone() {
    let house = House::open();
    let notes = api(Arc::new(Shelf::<Note>::new([])));
    let handle = serve(&house, vec![notes, empty().get("/a", other::read, doc("a"))]).unwrap();
    let get = |path: &str| reqwest::blocking::get(format!("http://{}{path}", handle.address())).unwrap();
    for _ in 0..2 {
        assert_eq!(problem(get("/openapi.json")).code, Code::Internal);
    }
    assert_eq!(get("/x/v1/a").status(), 200);
    handle.stop().unwrap();
}

#[test]
fn a_state_that_was_not_given_stops_the_start() {
    async fn needs(_: Public, _: web::State<Shelf<Note>>) -> NoContent {
        NoContent
    }
    let wrong = empty().get("/a", needs, doc("a"));
    assert!(matches!(
        serve(&House::open(), vec![wrong]),
        Err(web::ServeError::Api(ApiError::State { operation, .. })) if operation == "GET /x/v1/a"
    ));
}
