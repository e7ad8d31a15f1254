//! A drop of files to an [`Export`]: archives are looked into, files that belong together are read
//! as one source, each by the format that fits best.

use std::ops::ControlFlow;

use super::archive::{self, Unpacked};
use super::builder::{Builder, EndOfFile};
use super::directory::{Directory, Learnt};
use super::source::{ReadAt, TextEncoding};
use super::zip::Entry;
use super::{FORMATS, Format, Input, join, magic, unwrap};
use crate::export::Export;
use crate::report::{Candidate, ListReport, ParseOptions, ProgressReport, Stage};
use crate::{Error, Result};

pub(super) use single::head;
use single::{Single, begin, candidates, read_file};

pub use single::peek;

mod single;

/// Formats that write one export as many files: those of one archive or folder are one source.
const BUNDLED: &[&str] =
    &["slack", "google_chat", "qce", "messenger", "instagram", "telegram", "discord", "pywxdump"];

/// From this many files on, a list is known by its name before it is looked into.
const MANY_FILES: usize = 50;

/// Names of the lists that exports of many files have.
const LISTS: &[&str] = &[
    "users.json",
    "channels.json",
    "groups.json",
    "dms.json",
    "mpims.json",
    "group_info.json",
    "user_info.json",
    "manifest.json",
];

/// Longest list taken in, in bytes.
const LONGEST_LIST: u64 = 32 * 1024 * 1024;

/// One file to read.
pub struct File<'a> {
    /// Its name, for messages and as a title of last resort.
    pub name: String,
    /// Its bytes.
    pub data: Box<dyn ReadAt + 'a>,
    /// How to read it.
    pub options: ParseOptions,
}

/// Receives how far the reading has come; `Break` cancels.
pub type OnProgress<'p> = dyn FnMut(ProgressReport) -> ControlFlow<()> + 'p;

type OnBytes<'p> = &'p mut dyn FnMut(u64) -> ControlFlow<()>;

/// Reads files. One that cannot be read gives an error of its own and does not stop the others.
/// Conversations that several files hold parts of are joined (`ingest/join.rs`). A failure comes
/// with the number of its file, from 0.
///
/// # Errors
/// [`Error::Cancelled`] only; everything else is in the list of failures.
pub fn read(
    files: &mut [File<'_>],
    on_progress: &mut OnProgress<'_>,
) -> Result<(Export, Vec<(usize, Error)>)> {
    let mut failures = Vec::new();
    let entries: Vec<Vec<Entry>> = files
        .iter_mut()
        .enumerate()
        .map(|(i, file)| {
            open(file).unwrap_or_else(|error| {
                failures.push((i, error));
                Vec::new()
            })
        })
        .collect();
    let refused: Vec<usize> = failures.iter().map(|f| f.0).collect();
    let mut drop = Drop { files, entries, directory: Directory::default(), lists: Vec::new() };
    drop.learn(&refused);
    let bundles = drop.bundles(&refused, &mut failures);

    if bundles.is_empty() {
        for (part, _) in std::mem::take(&mut drop.lists) {
            if failures.iter().all(|(file, _)| *file != part.file) {
                failures.push((part.file, Error::Roster { name: drop.name(part) }));
            }
        }
    }

    let total: u64 = bundles.iter().flat_map(|b| &b.parts).map(|p| drop.size(*p)).sum();
    // A format that reads in vain passes the file on, which then begins again.
    let (mut builder, mut before, mut furthest) = (Builder::default(), 0u64, 0u64);
    for bundle in &bundles {
        builder.begin_input(bundle.parts[0].file);
        let (counter, progress) = (builder.counter(), builder.progress());
        let mut on_bytes = |part_before: u64, size: u64, bytes: u64| {
            let done = part_before + bytes.min(size);
            progress.set((done, total));
            furthest = furthest.max(done);
            let (done, messages) = (furthest, counter.get());
            on_progress(ProgressReport { stage: Stage::Parse, done, total, messages })
        };
        let outcome = match bundle.parts[..] {
            [part] => {
                let size = drop.size(part);
                drop.read_part(bundle, part, &mut builder, &mut |n| on_bytes(before, size, n))
            }
            _ => drop.read_bundle(bundle, &mut builder, before, &mut on_bytes),
        };
        match outcome {
            Ok(()) => {}
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(error) => failures.push((bundle.parts[0].file, error)),
        }
        before += bundle.parts.iter().map(|p| drop.size(*p)).sum::<u64>();
    }
    let messages = builder.counter().get();
    let report = ProgressReport { stage: Stage::Parse, done: total, total, messages };
    if on_progress(report).is_break() {
        return Err(Error::Cancelled);
    }
    failures.sort_by_key(|f| f.0);
    let keep_apart = drop.files.iter().any(|f| f.options.keep_apart == Some(true));
    let mut export = join::join(builder.finish(), keep_apart);
    export.lists = drop.lists.iter().map(|(part, learnt)| drop.list(*part, *learnt)).collect();
    Ok((export, failures))
}

/// The last name of a path, in small letters.
fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_lowercase()
}

/// The entries of an archive; none for any other file.
fn open(file: &mut File<'_>) -> Result<Vec<Entry>> {
    let mut magic = [0; 4];
    let n = file.data.read_at(0, &mut magic).map_err(|source| Error::Io {
        name: file.name.clone(),
        at: 0,
        source,
    })?;
    if n < 4 || !magic.starts_with(b"PK\x03\x04") {
        return Ok(Vec::new());
    }
    let Some((entries, others)) = archive::entries(&file.name, &mut *file.data)? else {
        return Ok(Vec::new());
    };
    if entries.is_empty() {
        return Err(Error::NothingInside { name: file.name.clone(), files: others });
    }
    Ok(entries)
}

/// A file, or an entry of an archive, by its numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Part {
    file: usize,
    entry: Option<usize>,
}

/// What becomes one source.
struct Bundle {
    name: String,
    /// Its format, where it has several parts.
    format: Option<&'static Format>,
    parts: Vec<Part>,
}

/// Everything dropped at once.
struct Drop<'d, 'f> {
    files: &'d mut [File<'f>],
    entries: Vec<Vec<Entry>>,
    /// What lists beside the chats say about ids.
    directory: Directory,
    /// The files that are such lists.
    lists: Vec<(Part, Learnt)>,
}

impl Drop<'_, '_> {
    /// Takes in the files that are no chat but name the people and conversations of others.
    fn learn(&mut self, refused: &[usize]) {
        let mut parts = Vec::new();
        for file in (0..self.files.len()).filter(|i| !refused.contains(i)) {
            let count = self.entries[file].len();
            parts.extend((0..count).map(|entry| Part { file, entry: Some(entry) }));
            // A list that nothing stands beside is told by its name alone.
            let name = last(&self.files[file].name);
            let lone =
                self.files.len() == 1 && (name == "manifest.json" || !LISTS.contains(&&*name));
            if count == 0 && !lone {
                parts.push(Part { file, entry: None });
            }
        }
        // A day of Slack is no list, and there may be thousands of them.
        let (many, given) = (parts.len() > MANY_FILES, parts.clone());
        for part in parts {
            let path = self.telling_name(part);
            let name = last(&path);
            let is_list = name.ends_with(".json") && (!many || LISTS.contains(&name.as_str()));
            if !is_list || self.size(part) > LONGEST_LIST {
                continue;
            }
            let bytes = self.with(part, |name, data| {
                let mut bytes = vec![0; data.size() as usize];
                let io = |source| Error::Io { name: name.to_string(), at: 0, source };
                let n = data.read_at(0, &mut bytes).map_err(io)?;
                bytes.truncate(n);
                Ok(bytes)
            });
            let Ok(bytes) = bytes else { continue };
            if let Some(learnt) = self.directory.learn(&path, &bytes) {
                self.lists.push((part, learnt));
            }
        }
        if !self.lists.is_empty() {
            let paths: Vec<String> = given.iter().map(|part| self.telling_name(*part)).collect();
            self.directory.miss(paths.iter().map(String::as_str));
        }
    }

    fn list(&self, part: Part, learnt: Learnt) -> ListReport {
        let (people, conversations) = match learnt {
            Learnt::People(n) => (n as u64, 0),
            Learnt::Conversations(n) => (0, n as u64),
        };
        ListReport { file: self.name(part), input: part.file as u32, people, conversations }
    }

    /// Sorts files and entries into sources, in the order given.
    fn bundles(&mut self, refused: &[usize], failures: &mut Vec<(usize, Error)>) -> Vec<Bundle> {
        let mut bundles: Vec<Bundle> = Vec::new();
        let mut homes: Vec<(String, usize)> = Vec::new();
        for file in (0..self.files.len()).filter(|i| !refused.contains(i)) {
            let first = bundles.len();
            let folder = self.files[file].options.folder.as_deref();
            let folder = folder.map(|f| f.split('/').next().unwrap_or(f).to_string());
            if self.entries[file].is_empty() {
                let part = Part { file, entry: None };
                self.place(part, folder, &mut bundles, &mut homes);
                continue;
            }
            let count = self.entries[file].len();
            for entry in 0..count {
                let part = Part { file, entry: Some(entry) };
                let archive = format!("{file}\0{}", self.files[file].name);
                self.place(part, Some(archive), &mut bundles, &mut homes);
            }
            let name = &self.files[file].name;
            match &mut bundles[first..] {
                [] => {
                    let error = Error::NothingInside { name: name.clone(), files: count as u64 };
                    failures.push((file, error));
                }
                [only] => only.name.clone_from(name),
                _ => {}
            }
        }
        bundles
    }

    /// Puts a part where it belongs. Parts of an archive or a folder (`home`) that are no chat are
    /// left out, and those of one export come together.
    fn place(
        &mut self,
        part: Part,
        home: Option<String>,
        bundles: &mut Vec<Bundle>,
        homes: &mut Vec<(String, usize)>,
    ) {
        if self.lists.iter().any(|(list, _)| *list == part) {
            return;
        }
        let name = self.name(part);
        let Some(home) = home else {
            return bundles.push(Bundle { name, format: None, parts: vec![part] });
        };
        let Ok(Some(format)) = self.recognise(part) else {
            // An entry of an archive that is no chat is nobody's fault; a file that was chosen is
            // read to say why it is none.
            if part.entry.is_none() {
                bundles.push(Bundle { name, format: None, parts: vec![part] });
            }
            return;
        };
        let Some(format) = format.filter(|format| BUNDLED.contains(&format.id)) else {
            return bundles.push(Bundle { name, format: None, parts: vec![part] });
        };
        let key = format!("{home}\0{}", format.id);
        if let Some((_, at)) = homes.iter().find(|(k, _)| *k == key)
            && let Some(bundle) = bundles.get_mut(*at)
        {
            bundle.parts.push(part);
            bundle.format = Some(format);
            return;
        }
        homes.push((key, bundles.len()));
        bundles.push(Bundle { name, format: None, parts: vec![part] });
    }

    /// Whether a part is a chat, and its format where its first bytes tell that already.
    fn recognise(&mut self, part: Part) -> Result<Option<Option<&'static Format>>> {
        let format = self.files[part.file].options.format.clone();
        self.with(part, |name, data| {
            let (head, start) = head(name, data)?;
            if unwrap::is_container(&start, &head) {
                return Ok(Some(None));
            }
            magic::refuse(name, &start, &head, data)?;
            Ok(match format {
                Some(id) => FORMATS.iter().find(|f| f.id == id),
                None => candidates(&head, &mut || ControlFlow::Continue(()))?.first().map(|f| f.1),
            }
            .map(Some))
        })
    }

    fn size(&self, part: Part) -> u64 {
        match part.entry.and_then(|i| self.entries[part.file].get(i)) {
            Some(entry) => entry.size,
            None => self.files[part.file].data.size(),
        }
    }

    /// Name of the file, and of the entry in it.
    fn name(&self, part: Part) -> String {
        let file = &self.files[part.file];
        match part.entry.and_then(|i| self.entries[part.file].get(i)) {
            Some(entry) => format!("{}/{}", file.name, entry.name),
            None => file.name.clone(),
        }
    }

    /// The name from which a format may tell a title: every WhatsApp of iOS calls its file
    /// `_chat.txt`, so the archive's name is the one that says something.
    fn telling_name(&self, part: Part) -> String {
        let file = &self.files[part.file];
        match part.entry.and_then(|i| self.entries[part.file].get(i)) {
            Some(entry) if !entry.name.ends_with("_chat.txt") => entry.name.clone(),
            Some(_) => file.name.clone(),
            None => match &file.options.folder {
                // The name may hold the path already: twice, parts would not fit their lists.
                Some(folder) => match file.name.find(&format!("{folder}/")) {
                    Some(at) => file.name[at..].to_string(),
                    None => format!("{folder}/{}", file.name),
                },
                None => file.name.clone(),
            },
        }
    }

    /// The name from which a chat without a title gets one: the file in an archive, but where many
    /// programs call theirs so, the archive.
    fn title_name(&self, bundle: &Bundle, part: Part) -> String {
        const OF_EVERYONE: &[&str] = &[
            "_chat",
            "chat",
            "chats",
            "data",
            "export",
            "index",
            "message",
            "messages",
            "output",
            "result",
            "table",
            "聊天记录",
            "消息",
            "消息记录",
        ];
        let entry = part.entry.and_then(|i| self.entries[part.file].get(i));
        let name = entry.map_or("", |entry| entry.name.rsplit('/').next().unwrap_or(""));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let own = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
        let telling = !own.is_empty() && !OF_EVERYONE.contains(&own.to_lowercase().as_str());
        if telling { name.to_string() } else { bundle.name.clone() }
    }

    fn with<R>(
        &mut self,
        part: Part,
        f: impl FnOnce(&str, &mut dyn ReadAt) -> Result<R>,
    ) -> Result<R> {
        self.with_directory(part, |name, data, _| f(name, data))
    }

    fn with_directory<R>(
        &mut self,
        part: Part,
        f: impl FnOnce(&str, &mut dyn ReadAt, &Directory) -> Result<R>,
    ) -> Result<R> {
        let name = self.telling_name(part);
        let directory = &self.directory;
        let file = &mut self.files[part.file];
        match part.entry.and_then(|i| self.entries[part.file].get(i)) {
            Some(entry) => {
                let mut unpacked = Unpacked::new(&file.name, &mut *file.data, entry)?;
                f(&name, &mut unpacked, directory)
            }
            None => f(&name, &mut *file.data, directory),
        }
    }

    fn read_part(
        &mut self,
        bundle: &Bundle,
        part: Part,
        builder: &mut Builder,
        on_bytes: OnBytes<'_>,
    ) -> Result<()> {
        let options = self.files[part.file].options.clone();
        let titled = self.title_name(bundle, part);
        self.with_directory(part, |name, data, directory| {
            let source = &bundle.name;
            let single = Single { source, name, titled: &titled, directory, options: &options };
            read_file(&single, data, builder, on_bytes)
        })
    }

    /// Reads the parts of one export one after the other into one source. A part that cannot be
    /// read is listed as unparsed.
    fn read_bundle(
        &mut self,
        bundle: &Bundle,
        builder: &mut Builder,
        mut before: u64,
        on_bytes: &mut dyn FnMut(u64, u64, u64) -> ControlFlow<()>,
    ) -> Result<()> {
        let Some(format) = bundle.format else { return Ok(()) };
        begin(builder, &self.files[bundle.parts[0].file].options)?;
        let (mut total, mut encoding, mut first_error) = (0, None, None);
        for part in &bundle.parts {
            let size = self.size(*part);
            builder.begin_part(&self.name(*part));
            let outcome = self.with_directory(*part, |name, data, directory| {
                let head = head(name, data)?.0;
                encoding.get_or_insert(head.encoding);
                let mut input = Input {
                    name,
                    data,
                    encoding: head.encoding,
                    head: &head,
                    directory,
                    on_bytes: &mut |n| on_bytes(before, size, n),
                    layout: &[],
                    columns: None,
                    total: 0,
                };
                let outcome = (format.parse)(&mut input, builder);
                total += input.total;
                outcome
            });
            match outcome {
                Err(Error::Cancelled) => return Err(Error::Cancelled),
                Err(error) if size > 2 => {
                    total += 1;
                    builder.unparsed(&error.to_string(), 1);
                    first_error.get_or_insert(error);
                }
                _ => {}
            }
            before += size;
        }
        if builder.rows_of_file() == 0 {
            builder.abandon_file();
            let files = bundle.parts.len() as u64;
            let name = bundle.name.clone();
            return Err(first_error.unwrap_or(Error::NothingInside { name, files }));
        }
        let candidates = vec![Candidate { format: format.id.to_string(), score: 100 }];
        let end = EndOfFile {
            file: &bundle.name,
            named: &bundle.name,
            format: format.id,
            encoding: encoding.unwrap_or(TextEncoding::UTF_8),
            candidates,
            total,
        };
        builder.end_file(end, &mut || on_bytes(before, 0, 0))
    }
}
