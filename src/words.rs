//! Notes in English, for the `assumptions` and `warnings` of the contract. Other languages are
//! made from the codes (`www/i18n`).

use crate::report::Note;

pub(crate) mod traffic;

/// One sentence a note.
pub(crate) fn english<'n>(notes: impl Iterator<Item = &'n Note>) -> Vec<String> {
    notes.map(sentence).collect()
}

fn sentence(note: &Note) -> String {
    let arg = |key: &str| note.args.get(key).map_or("?", String::as_str);
    match note.code.as_str() {
        "zone-assumed" => format!("time zone {}", arg("zone")),
        "encoding-guessed" => format!("text encoding {}", arg("encoding")),
        "date-order-assumed" => format!("date order {} (the dates fit both ways)", arg("order")),
        "date-order-inferred" => format!("date order {} ({})", arg("order"), arg("evidence")),
        "impossible-dates" => {
            format!("{} dates do not exist in the order {}", arg("count"), arg("order"))
        }
        "no-time" => format!("{} messages have no time", arg("count")),
        "time-of-day-missing" => {
            format!("{} messages have a day but no time of day; read as 00:00", arg("count"))
        }
        "year-assumed" => format!("year {} ({})", arg("year"), arg("evidence")),
        "no-year" => "dates without a year: nothing in the file says which".to_string(),
        "no-date-bar" => "times without a date: no date bar before them".to_string(),
        "relative-dates" => "days such as yesterday cannot be dated from the file".to_string(),
        "time-out-of-order" => format!("{} messages were out of order; sorted", arg("count")),
        "duplicates" => format!("{} repeated messages left out", arg("count")),
        "long-line" => format!("line {} is longer than 1 MiB; its message was cut", arg("line")),
        "truncated" => format!("the file ends in the middle, at byte {}", arg("at")),
        "chunks-missing" => {
            let held = match arg("count") {
                "" => String::new(),
                count => format!(", with {count} messages by the manifest"),
            };
            format!("{} chunks are not here{held}: {}", arg("parts"), arg("chunks"))
        }
        "running-total" => {
            format!("{} is a running total; its daily differences are used", arg("column"))
        }
        "total-computed" => {
            format!("the {} sources were added up: the table has no total", arg("columns"))
        }
        "shares-multiplied" => format!("shares of sources were multiplied by {}", arg("column")),
        "rows-summed" => {
            format!("several rows have the same {}; they were added up", arg("column"))
        }
        "undated-part" => "some tables have dates and others have none".to_string(),
        "last-incomplete" => format!("the last point ({}) looks incomplete", arg("time")),
        "unparsed" => format!("{} lines or records could not be read", arg("count")),
        code => {
            let args: Vec<_> = note.args.iter().map(|(k, v)| format!("{k} {v}")).collect();
            format!("{code} {}", args.join(", ")).trim_end().to_string()
        }
    }
}
