//! What reached a server, read back as the document's types.

use specwright_runtime::{StatusCode, Upload};

use crate::{
    client,
    whole_mock::models::{AddPhotosBody, Breed, Filter, ListDogsEither, NewDog, Note, Page, Size},
};

/// A multipart body.
pub fn photos() -> AddPhotosBody {
    AddPhotosBody::new("Two dogs").photo(Upload::from(b"\x89PNG".as_slice()))
}

#[tokio::test]
async fn parameters_come_back_from_every_style() {
    let server = crate::server().await;
    let size = || Size::new(3).height(4);
    let filter = Filter::default()
        .name("a[b]&c")
        .years(vec![1, 2])
        .size(size());
    let page = Page::new(2).after("x+y");
    let call = client(&server).dogs().list_dogs();
    let call = call
        .tags(vec!["a,b".to_owned(), "c d".to_owned()])
        .ids(vec![1, 2, 3])
        .names(vec!["x".to_owned(), "y, z".to_owned()])
        .filter(filter.clone())
        .size(size())
        .page(page.clone())
        .born("2020-02-29".parse().unwrap())
        .good(true)
        .weight(1.5)
        .breed("lassie")
        .either(ListDogsEither::from(7))
        .x_colors(vec!["red".to_owned(), "blue".to_owned()])
        .x_size(size())
        .mood("so; so");
    call.await.unwrap();
    let requests = server.list_dogs().requests();
    let [request] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    let lists = (
        &request.tags,
        &request.ids,
        &request.names,
        &request.x_colors,
    );
    let list = |texts: [&str; 2]| Some(texts.map(str::to_owned).to_vec());
    assert_eq!(lists.0, &list(["a,b", "c d"]));
    assert_eq!(lists.1, &Some(vec![1, 2, 3]));
    assert_eq!(lists.2, &list(["x", "y, z"]));
    assert_eq!(lists.3, &list(["red", "blue"]));
    assert_eq!(request.filter, Some(filter));
    assert_eq!(
        (&request.size, &request.x_size),
        (&Some(size()), &Some(size()))
    );
    assert_eq!(request.page, Some(page));
    assert_eq!(request.born.unwrap().to_string(), "2020-02-29");
    assert_eq!((request.good, request.weight), (Some(true), Some(1.5)));
    assert_eq!(request.breed, Some(Breed::from("lassie")));
    assert_eq!(request.either, Some(ListDogsEither::from(7)));
    assert_eq!(request.mood.as_deref(), Some("so; so"));
    server.verify();
}

#[tokio::test]
async fn what_is_not_sent_is_absent() {
    let server = crate::server().await;
    client(&server).dogs().list_dogs().await.unwrap();
    let request = server.list_dogs().requests().remove(0).into_request();
    assert_eq!(
        (request.tags, request.size, request.filter),
        (None, None, None)
    );
    assert_eq!(
        (request.good, request.page, request.mood),
        (None, None, None)
    );
}

#[tokio::test]
async fn paths_are_taken_apart() {
    let server = crate::server().await;
    let size = Size::new(3).height(4);
    let side = vec!["north".to_owned(), "so,uth".to_owned()];
    let dogs = client(&server).dogs();
    let call = dogs.yard(size.clone(), vec![1, 2], "a/b-c.json", side.clone());
    call.await.unwrap();
    let request = server.yard().requests().remove(0);
    assert_eq!((&request.yard, &request.posts), (&size, &vec![1, 2]));
    // `-` divides the two, so that the first one ends where it first can.
    assert_eq!(
        request.arrived().path(),
        "/yards/matrix;width=3;height=4/label.1,2/a%2Fb-c.json-north,so%2Cuth.json"
    );
    assert_eq!(request.corner, "a/b");
    // The concrete path comes before the template.
    dogs.best_dog().await.unwrap();
    dogs.get_dog(5).await.unwrap();
    assert_eq!(server.best_dog().requests().len(), 1);
    let ids: Vec<i64> = server
        .get_dog()
        .requests()
        .iter()
        .map(|it| it.dog_id)
        .collect();
    assert_eq!(ids, [5]);
    let all: Vec<&str> = server.requests().iter().map(|request| **request).collect();
    assert_eq!(all, ["yard", "bestDog", "getDog"]);
}

#[tokio::test]
async fn bodies_come_back_typed() {
    let server = crate::server().await;
    let client = client(&server);
    let dog = NewDog::new("Rex").breed(Breed::Husky);
    client.dogs().add_dog(dog.clone()).await.unwrap();
    assert_eq!(server.add_dog().requests()[0].body, dog);
    // A body that may be absent.
    client.dogs().change_dog(1).await.unwrap();
    client.dogs().change_dog(2).body(dog.clone()).await.unwrap();
    let changes = server.change_dog().requests();
    assert_eq!((&changes[0].body, &changes[1].body), (&None, &Some(dog)));
    assert_eq!(changes[1].dog_id, 2);
    let note = Note::new("a=b&c+d")
        .stars(5)
        .names(vec!["x y".to_owned()])
        .lines(vec!["1".to_owned(), "2".to_owned()])
        .size(Size::new(3).height(4))
        .page(Page::new(1).after("z"))
        .code("7".to_owned())
        .codes(vec!["true".to_owned()]);
    // Two forms of one operation, told apart by their media types.
    client.files().add_note(note.clone()).await.unwrap();
    client.files().add_note_form(note.clone()).await.unwrap();
    assert_eq!(server.add_note().requests()[0].body, note);
    assert_eq!(server.add_note_form().requests()[0].body, note);
    assert_eq!(server.add_note().requests().len(), 1);
    server.verify();
}

#[tokio::test]
async fn octets_and_parts_come_back_as_they_were() {
    let server = crate::server().await;
    let client = client(&server);
    let photo = Upload::from(b"\x89PNG".as_slice());
    client.files().set_photo(3, photo).await.unwrap();
    let request = server.set_photo().requests().remove(0);
    assert_eq!((request.dog_id, &request.body[..]), (3, &b"\x89PNG"[..]));
    client.files().add_photos(3, photos()).await.unwrap();
    let request = server.add_photos().requests().remove(0);
    let text = String::from_utf8_lossy(&request.body).into_owned();
    assert!(
        text.contains("name=\"title\"") && text.contains("Two dogs"),
        "{text}"
    );
    let media = request.arrived().header("content-type").unwrap();
    assert!(
        media.starts_with("multipart/form-data; boundary="),
        "{media}"
    );
}

/// A type of the user's own is read by serde.
#[tokio::test]
async fn a_parameter_of_a_type_of_ones_own() {
    let server = crate::server().await;
    server.foreign().responds_with(serde_json::json!([]));
    let call = client(&server)
        .files()
        .foreign()
        .what(serde_json::json!("x"));
    call.await.unwrap();
    let request = server.foreign().requests().remove(0);
    assert_eq!(request.what, Some(serde_json::json!("x")));
}

/// An operation that is called as a method of the server is called otherwise there.
#[tokio::test]
async fn an_operation_called_verify() {
    let server = crate::server().await;
    let answer = client(&server).verify().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(server.verify_().requests().len(), 1);
    server.verify();
}

/// What is held of requests shows no secret.
#[tokio::test]
async fn nothing_shows_a_secret() {
    let server = crate::server().await;
    let builder = server.client_builder().bearer_token("s3cret");
    let client = builder.api_key("s3cret").build().unwrap();
    client.dogs().remove_dog(1).await.unwrap();
    let requests = server.remove_dog().requests();
    let header = requests[0].arrived().header("authorization");
    assert_eq!(header, Some("Bearer s3cret"));
    let shown = format!(
        "{requests:?} {server:?} {:?}",
        requests[0].arrived().headers()
    );
    assert!(!shown.contains("s3cret"), "{shown}");
}
