//! The page of exhibits as it is written by hand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
pub struct ExhibitPage {
    pub total: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    pub items: Vec<Exhibit>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exhibit {
    pub id: String,
    pub number: String,
    pub name: String,
    pub kind: ExhibitKind,
    pub state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_from: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_until: Option<i32>,
    pub size: Size,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    pub makers: Vec<Maker>,
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worth: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub donor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acquired: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fragile: Option<bool>,
    pub published: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<BTreeMap<String, String>>,
    pub created_at: String,
    pub updated_at: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExhibitKind {
    Painting,
    Sculpture,
    Print,
    Coin,
    Tool,
    Garment,
    Document,
    Fossil,
    Instrument,
    Other,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    OnShow,
    InStore,
    Lent,
    InRepair,
    Missing,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Size {
    pub height: f64,
    pub width: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depth: Option<f64>,
    pub unit: Unit,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Mm,
    Cm,
    M,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Maker {
    pub person_id: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certain: Option<bool>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Artist,
    Workshop,
    Publisher,
    Founder,
    Unknown,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Image {
    pub url: String,
    pub width: i32,
    pub height: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Rights {
    pub holder: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Place {
    pub room: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shelf: Option<String>,
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    pub box_: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Money {
    pub amount: i64,
    pub currency: Currency,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    Eur,
    Chf,
    Gbp,
    Usd,
}
