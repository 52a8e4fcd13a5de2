//! A browser without a window.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use fantoccini::{Client, ClientBuilder};
use serde_json::json;

pub(crate) struct Browser {
    pub(crate) client: Client,
    driver: Child,
}

impl Browser {
    /// Starts a browser, which runs scripts or does not; nothing where there is none.
    pub(crate) async fn start(scripts: bool) -> Option<Self> {
        let started = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut driver) = started else {
            println!("skipped: there is no chromedriver (Debian: chromium-driver)");
            return None;
        };
        let stdout = BufReader::new(driver.stdout.take().unwrap());
        let port = stdout.lines().find_map(|line| {
            let line = line.unwrap();
            let (_, port) = line.rsplit_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let port = port.unwrap();
        // Whether scripts run is a setting of the profile: 1 is yes, 2 is no.
        let setting = if scripts { 1 } else { 2 };
        let capabilities = json!({
            "goog:chromeOptions": {
                "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900"],
                "prefs": { "profile.managed_default_content_settings.javascript": setting },
            },
        });
        let serde_json::Value::Object(capabilities) = capabilities else {
            panic!("capabilities are an object");
        };
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Some(Self { client, driver })
    }

    pub(crate) async fn stop(self) {
        self.client.clone().close().await.unwrap();
    }
}

/// The driver, which ends its browser with itself, outlives no test.
impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
