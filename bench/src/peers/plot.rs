//! The records as a picture.

use std::{error::Error, path::Path};

use plotters::{coord::Shift, prelude::*};

use crate::{
    record::{Record, Stage},
    table::{Unit, figures, shown},
};

const WIDTH: u32 = 900;
/// The room of a bar, and of the title of a group of bars.
const BAR: i32 = 22;
const TITLE: i32 = 44;
/// Where bars begin, and the longest of them.
const LEFT: i32 = 230;
const LONGEST: f64 = 540.0;

/// The bars of one document and one figure.
struct Group {
    title: String,
    unit: Unit,
    bars: Vec<(String, f64)>,
}

/// Draws the figures `names` of `stage`, a group of bars for each with each document, the longest bar of a
/// group as long as that of any other; nothing where there are none.
///
/// # Errors
///
/// Where the file cannot be written.
pub(crate) fn draw(
    records: &[Record],
    stage: Stage,
    names: &[&str],
    file: &Path,
) -> Result<(), Box<dyn Error>> {
    let groups = groups(records, stage, names);
    if groups.is_empty() {
        return Ok(());
    }
    let all: i32 = groups.iter().map(height).sum();
    let area = SVGBackend::new(file, (WIDTH, all as u32 + 10)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut top = 0;
    for group in &groups {
        bars(&area, group, top)?;
        top += height(group);
    }
    Ok(area.present()?)
}

fn height(group: &Group) -> i32 {
    TITLE + BAR * group.bars.len() as i32
}

fn groups(records: &[Record], stage: Stage, names: &[&str]) -> Vec<Group> {
    let mut groups = Vec::new();
    let of_stage = records
        .iter()
        .filter(|record| record.stage == stage)
        .cloned()
        .collect::<Vec<_>>();
    for of_one in of_stage.chunk_by(|one, other| one.document == other.document) {
        for (name, title, unit) in figures(stage)
            .iter()
            .filter(|(name, ..)| names.contains(name))
        {
            let bar =
                |record: &Record| Some((record.generator.clone(), *record.figures.get(*name)?));
            let bars: Vec<_> = of_one.iter().filter_map(bar).collect();
            if !bars.is_empty() {
                let title = format!("{}: {}", of_one[0].document, title.replace('`', ""));
                groups.push(Group {
                    title,
                    unit: *unit,
                    bars,
                });
            }
        }
    }
    groups
}

fn bars(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    group: &Group,
    top: i32,
) -> Result<(), Box<dyn Error>> {
    let text = |size: i32| {
        ("sans-serif", size)
            .into_font()
            .color(&RGBColor(40, 40, 40))
    };
    area.draw(&Text::new(group.title.clone(), (10, top + 18), text(16)))?;
    let most = group
        .bars
        .iter()
        .map(|(_, value)| *value)
        .fold(f64::MIN_POSITIVE, f64::max);
    for (index, (name, value)) in group.bars.iter().enumerate() {
        let y = top + TITLE + BAR * index as i32;
        let end = LEFT + (value / most * LONGEST).max(1.0) as i32;
        let color = match name.starts_with("specwright") {
            true => RGBColor(200, 80, 30),
            false => RGBColor(120, 140, 165),
        };
        area.draw(&Text::new(name.clone(), (20, y + 2), text(13)))?;
        area.draw(&Rectangle::new(
            [(LEFT, y), (end, y + BAR - 6)],
            color.filled(),
        ))?;
        area.draw(&Text::new(
            shown(*value, group.unit),
            (end + 8, y + 2),
            text(13),
        ))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::record;

    #[test]
    fn each_document_and_figure_is_a_group_of_bars() {
        let of = |document, generator, value| {
            record(Stage::Generate, document, generator, ("cpu_seconds", value))
        };
        let records = [
            of("box", "specwright", 1.0),
            of("box", "ploidy", 4.0),
            of("github", "specwright", 2.0),
        ];
        let groups = groups(&records, Stage::Generate, &["cpu_seconds", "peak_bytes"]);
        let titles: Vec<_> = groups
            .iter()
            .map(|group| (group.title.as_str(), group.bars.len()))
            .collect();
        assert_eq!(titles, [("box: CPU", 2), ("github: CPU", 1)]);
        let file = std::env::temp_dir().join(format!("bench-plot-{}.svg", std::process::id()));
        draw(&records, Stage::Generate, &["cpu_seconds"], &file).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("4.00 s") && text.contains("<rect"), "{text}");
        std::fs::remove_file(&file).unwrap();
        draw(&[], Stage::Compile, &["cpu_seconds"], &file).unwrap();
        assert!(!file.exists());
    }
}
