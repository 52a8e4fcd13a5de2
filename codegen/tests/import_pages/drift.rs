//! Captures of pages against other captures of them.

use std::fs;

use serde_json::Value;

use crate::{differences, folder, read, rows};

/// The places where two documents differ.
fn drift(old: &Value, new: &Value) -> Vec<String> {
    let found = differences(old, new).into_iter();
    found.map(|found| found.place).collect()
}

#[test]
fn captures_of_the_same_page_are_equal() {
    let Some(folder) = folder() else { return };
    let rows = rows(&folder);
    let mut pairs = 0;
    let mut differ = Vec::new();
    for row in &rows {
        let Some(other) = rows.iter().find(|other| other.file == row.duplicate) else {
            continue;
        };
        let (Some(one), Some(two)) = (
            read(&row.file, &row.text).0,
            read(&other.file, &other.text).0,
        ) else {
            continue;
        };
        pairs += 1;
        if one != two {
            differ.push(format!("{}: {:?}", row.file, drift(&one, &two)));
        }
    }
    println!("{pairs} pairs");
    assert!(pairs > 50, "{pairs}");
    assert!(differ.is_empty(), "{differ:#?}");
}

/// What changed between two captures, by the new one's file.
const DRIFT: &[(&str, &[&str])] = &[
    ("update-conversation", &["/parameters/header Version/enum"]),
    (
        "delete-task",
        &[
            "/parameters/header Version/enum",
            "/responses/200/application/json/succeeded",
            "/responses/200/application/json/succeded/deprecated",
        ],
    ),
    (
        "create-note",
        &[
            "/parameters/header Version/enum",
            "/body/application/json/title",
            "/body/application/json/color",
            "/body/application/json/pinned",
            "/responses/201/application/json/note/title",
            "/responses/201/application/json/note/color",
            "/responses/201/application/json/note/pinned",
        ],
    ),
    (
        "update-opportunity-status",
        &[
            "/parameters/header Version/enum",
            "/body/application/json/lostReasonId",
            "/responses/200/application/json/succeded/deprecated",
            "/responses/200/application/json/success",
        ],
    ),
    (
        "get-slots",
        &[
            "/parameters/header Version/enum",
            "/responses/200/application/json/additionalProperties",
            "/responses/200/application/json/_dates_",
        ],
    ),
    (
        "get-snapshot-push",
        &[
            "/parameters/header Version/enum",
            "/parameters/query limit/required",
        ],
    ),
    (
        "verify-email",
        &[
            "/parameters/header Version/enum",
            "/responses/201/application/json/oneOf",
        ],
    ),
    (
        "get-access-token",
        &[
            "/parameters/header Version",
            "/body/application/x-www-form-urlencoded/clientId",
            "/body/application/x-www-form-urlencoded/clientSecret",
            "/body/application/x-www-form-urlencoded/grantType",
            "/body/application/x-www-form-urlencoded/refreshToken",
            "/body/application/x-www-form-urlencoded/userType",
            "/body/application/x-www-form-urlencoded/redirectUri",
            "/body/application/x-www-form-urlencoded/client_id",
            "/body/application/x-www-form-urlencoded/client_secret",
            "/body/application/x-www-form-urlencoded/grant_type",
            "/body/application/x-www-form-urlencoded/refresh_token",
            "/body/application/x-www-form-urlencoded/user_type",
            "/body/application/x-www-form-urlencoded/redirect_uri",
            "/body/application/json",
            "/responses/200/application/json/accessToken",
            "/responses/200/application/json/tokenType",
            "/responses/200/application/json/expiresIn",
            "/responses/200/application/json/refreshToken",
            "/responses/200/application/json/installToFutureLocations",
            "/responses/200/application/json/approveAllLocations",
            "/responses/200/application/json/access_token",
            "/responses/200/application/json/token_type",
            "/responses/200/application/json/expires_in",
            "/responses/200/application/json/refresh_token",
        ],
    ),
    (
        "upload-file-attachments",
        &[
            "/parameters/header Version/enum",
            "/body/multipart/form-data/conversationId/required",
            "/body/multipart/form-data/contactId",
            "/body/multipart/form-data/workflowId",
            "/body/multipart/form-data/campaignId",
            "/responses/404",
            "/responses/413/application/json/status/enum",
            "/responses/415/application/json/status/enum",
        ],
    ),
];

#[test]
fn changes_between_captures_are_those_that_happened() {
    let Some(folder) = folder() else { return };
    let table = fs::read_to_string(folder.join("DRIFT.tsv")).unwrap();
    let mut wrong = Vec::new();
    for line in table.lines().skip(1) {
        let cells: Vec<_> = line.split('\t').collect();
        let capture = |name: &str| read(name, &fs::read_to_string(folder.join(name)).unwrap());
        let ((old, _), (new, _)) = (capture(cells[1]), capture(cells[2]));
        match cells[0] {
            "false-drift-trap" => assert!(old.is_none() || new.is_none(), "{line}"),
            "no-change" => assert_eq!(old.unwrap(), new.unwrap(), "{line}"),
            _ => {
                let found = drift(&old.unwrap(), &new.unwrap());
                let expected = DRIFT.iter().find(|(name, _)| cells[2].contains(name));
                if expected.is_none_or(|(_, places)| *places != found) {
                    wrong.push(format!("{} [{}]: {found:#?}", cells[2], cells[5]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
