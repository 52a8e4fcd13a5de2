//! What operations answer: by themselves, and as a test says.

use specwright_runtime::{Bytes, Error, StatusCode};

use crate::{
    client,
    whole_mock::{
        models::{Bark, Breed, Conflict, Dog, NewDog, Problem},
        operations::dogs::{AddDogError, AddDogSuccess, GetDogError, ListDogsError},
    },
};

/// The next of what a stream gives.
async fn next<S: futures_util::Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    futures_util::StreamExt::next(stream).await
}

#[tokio::test]
async fn an_operation_answers_by_itself_with_the_documents_example() {
    let server = crate::server().await;
    let client = client(&server);
    let dogs = client.dogs().list_dogs().await.unwrap();
    let names: Vec<&str> = dogs.iter().map(|dog| dog.name.as_str()).collect();
    assert_eq!(names, ["Rex", "Bo"]);
    assert_eq!(dogs[0].breed, Breed::Husky);
    assert_eq!(dogs.headers()["content-type"], "application/json");
    server.verify();
}

#[tokio::test]
async fn without_an_example_the_answer_is_made_of_the_schema() {
    let server = crate::server().await;
    let client = client(&server);
    let dog = client.dogs().get_dog(1).await.unwrap();
    assert_eq!((dog.id, dog.name.as_str()), (1, "Fido"));
    assert_eq!(
        (&dog.breed, dog.motto.as_deref()),
        (&Breed::Mutt, Some("Woof"))
    );
    let added = client.dogs().add_dog(NewDog::new("Rex")).await.unwrap();
    assert_eq!(added.status(), StatusCode::CREATED);
    assert!(matches!(added.body(), AddDogSuccess::Created(_)));
    assert_eq!(
        client.verify().await.unwrap().status(),
        StatusCode::NO_CONTENT
    );
    let mut photo = client.files().get_photo(1).await.unwrap();
    assert_eq!(photo.headers()["content-type"], "image/png");
    assert_eq!(next(&mut *photo).await.unwrap().unwrap(), "octets");
    let mut barks = client.dogs().barks(1).await.unwrap();
    assert_eq!(next(&mut *barks).await.unwrap().unwrap().data.volume, 1);
    assert!(next(&mut *barks).await.is_none());
}

#[tokio::test]
async fn where_no_answer_can_be_made_it_says_so() {
    let server = crate::server().await;
    let client = client(&server);
    let Err(Error::Undocumented(answer)) = client.files().foreign().await else {
        panic!("a type of the user's own has no example");
    };
    assert_eq!(answer.status(), StatusCode::NOT_IMPLEMENTED);
    assert!(
        answer
            .text()
            .contains("no example of what `foreign` answers")
    );
    let problems = server.problems();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].operation(), Some("foreign"));
    let value = serde_json::json!({"a": 1});
    server.foreign().responds_with(value.clone());
    assert_eq!(*client.files().foreign().await.unwrap(), value);
}

#[tokio::test]
async fn successes_are_typed() {
    let server = crate::server().await;
    let client = client(&server);
    let dog = Dog::new(9, "Laika", Breed::Mutt).motto("Up");
    server.get_dog().responds_with(dog.clone());
    let answer = client.dogs().get_dog(9).await.unwrap();
    assert_eq!((answer.status(), answer.body()), (StatusCode::OK, &dog));
    server.list_dogs().responds_with(vec![dog.clone()]);
    let dogs = client.dogs().list_dogs().await.unwrap();
    assert_eq!(dogs.body(), std::slice::from_ref(&dog));
    for success in [AddDogSuccess::Accepted, AddDogSuccess::Created(dog)] {
        server.add_dog().responds_with(success.clone());
        let answer = client.dogs().add_dog(NewDog::new("Laika")).await.unwrap();
        assert_eq!(answer.body(), &success);
    }
    server.add_photos().responds_with("/photos/é".to_owned());
    let place = client
        .files()
        .add_photos(1, crate::requests::photos())
        .await;
    assert_eq!(*place.unwrap(), "/photos/é");
    server
        .get_photo()
        .responds_with(Bytes::from_static(b"\x89PNG"));
    let mut photo = client.files().get_photo(1).await.unwrap();
    assert_eq!(next(&mut *photo).await.unwrap().unwrap(), &b"\x89PNG"[..]);
}

#[tokio::test]
async fn streams_are_typed_all_at_once() {
    let server = crate::server().await;
    let client = client(&server);
    server
        .barks()
        .responds_with(vec![Bark::new(3), Bark::new(5)]);
    let mut barks = client.dogs().barks(1).await.unwrap();
    let mut volumes = Vec::new();
    while let Some(bark) = next(&mut *barks).await {
        volumes.push(bark.unwrap().data.volume);
    }
    server
        .walks()
        .responds_with(vec![Bark::new(7), Bark::new(9)]);
    let mut walks = client.dogs().walks(1).await.unwrap();
    while let Some(walk) = next(&mut *walks).await {
        volumes.push(walk.unwrap().volume);
    }
    assert_eq!(volumes, [3, 5, 7, 9]);
}

#[tokio::test]
async fn each_documented_error_arrives_as_its_variant() {
    let server = crate::server().await;
    let client = client(&server);
    for (error, status) in [
        (AddDogError::Conflict(Conflict::new(4)), 409),
        // The first of 4XX that has no error of its own.
        (AddDogError::ClientError(Problem::new("no")), 400),
        (AddDogError::ServiceUnavailable, 503),
    ] {
        server.add_dog().fails_with(error.clone());
        let failed = client.dogs().add_dog(NewDog::new("Rex")).await.unwrap_err();
        assert_eq!(failed.status().unwrap().as_u16(), status);
        assert_eq!(failed.api(), Some(&error));
    }
    for (error, status) in [
        (
            GetDogError::NotFound(Problem::new("gone").detail("long ago")),
            404,
        ),
        (GetDogError::TooManyRequests("Wait.".to_owned()), 429),
    ] {
        server.get_dog().fails_with(error.clone());
        let failed = client.dogs().get_dog(1).await.unwrap_err();
        assert_eq!(failed.status().unwrap().as_u16(), status);
        assert_eq!(failed.api(), Some(&error));
    }
    // All other statuses: 500, or the one that is asked for.
    let other = || {
        server
            .list_dogs()
            .fails_with(ListDogsError::Default(Problem::new("any")))
    };
    other();
    let failed = client.dogs().list_dogs().await.unwrap_err();
    assert_eq!(failed.status(), Some(StatusCode::INTERNAL_SERVER_ERROR));
    other().status(418);
    let failed = client.dogs().list_dogs().await.unwrap_err();
    assert_eq!(failed.status(), Some(StatusCode::IM_A_TEAPOT));
    assert!(
        matches!(failed.api(), Some(ListDogsError::Default(problem)) if problem.title == "any")
    );
}

#[tokio::test]
async fn a_status_answers_with_what_the_document_shows_of_it() {
    let server = crate::server().await;
    let client = client(&server);
    server
        .add_dog()
        .responds_with_status(409)
        .responds_with_status(422)
        .responds_with_status(503)
        .responds_with_status(502);
    let call = || async { client.dogs().add_dog(NewDog::new("Rex")).await.unwrap_err() };
    assert!(matches!(call().await.api(), Some(AddDogError::Conflict(it)) if it.id == 3));
    assert!(
        matches!(call().await.api(), Some(AddDogError::ClientError(it)) if it.title == "It is wrong")
    );
    assert_eq!(call().await.api(), Some(&AddDogError::ServiceUnavailable));
    assert!(matches!(call().await, Error::Undocumented(answer) if answer.body().is_empty()));
}

#[tokio::test]
async fn answers_follow_each_other_and_the_last_one_stays() {
    let server = crate::server().await;
    let client = client(&server);
    let dog = |id| Dog::new(id, "Rex", Breed::Husky);
    let ids = || async {
        let mut ids = Vec::new();
        for _ in 0..4 {
            ids.push(client.dogs().get_dog(1).await.unwrap().id);
        }
        ids
    };
    let script = server.get_dog().responds_with(dog(10));
    let script = script
        .times(2)
        .responds_with(dog(11))
        .header("X-Said", "yes");
    assert_eq!(ids().await, [10, 10, 11, 11]);
    let answer = client.dogs().get_dog(1).await.unwrap();
    assert_eq!(answer.headers()["x-said"], "yes");
    // On the same value more is said, on another one it begins anew.
    let _ = script.responds_with(dog(12));
    assert_eq!(ids().await, [12, 12, 12, 12]);
    server.get_dog().responds_with(dog(13)).times(1);
    // The example comes again.
    assert_eq!(ids().await, [13, 1, 1, 1]);
    server.verify();
}
