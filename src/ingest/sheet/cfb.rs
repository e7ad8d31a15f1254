//! Compound files (MS-CFB), the container of old office documents: finds one stream and puts it
//! together from its sectors.

use crate::ingest::source::ReadAt;
use crate::{Error, Result};

/// First sector number that is no sector.
const LAST: u32 = 0xFFFF_FFFA;

/// Most bytes of a stream.
const LARGEST_STREAM: u64 = 256 << 20;

/// Most bytes of the tables of sectors and of the directory.
const LARGEST_TABLE: usize = 16 << 20;

/// Streams this short lie in sectors of 64 bytes.
const SHORT: u64 = 4096;

/// What the directory says of a stream.
#[derive(Debug, Clone)]
struct Stream {
    name: String,
    start: u32,
    size: u64,
}

/// An open compound file.
pub(in crate::ingest) struct Compound<'d> {
    name: &'d str,
    data: &'d mut dyn ReadAt,
    sector: usize,
    /// Of each sector the one behind it.
    next: Vec<u32>,
    streams: Vec<Stream>,
    short_next: Vec<u32>,
}

fn double(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(LAST, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

impl<'d> Compound<'d> {
    /// Reads the header, the tables of sectors and the directory.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::Io`].
    pub(in crate::ingest) fn open(name: &'d str, data: &'d mut dyn ReadAt) -> Result<Self> {
        let mut file = Compound {
            name,
            data,
            sector: 512,
            next: Vec::new(),
            streams: Vec::new(),
            short_next: Vec::new(),
        };
        let header = file.bytes(0, 512)?;
        if header.len() < 512 {
            return Err(file.broken(header.len() as u64, "the header is cut off"));
        }
        if header.get(30) == Some(&12) {
            file.sector = 4096;
        }
        let mut tables: Vec<u32> = (0..109).map(|i| double(&header, 76 + i * 4)).collect();
        let (mut more, per_sector) = (double(&header, 68), file.sector / 4);
        let most = LARGEST_TABLE / file.sector;
        for _ in 0..most {
            if more >= LAST {
                break;
            }
            let list = file.sector(more)?;
            tables.extend((0..per_sector - 1).map(|i| double(&list, i * 4)));
            more = double(&list, file.sector - 4);
        }
        for table in tables.into_iter().filter(|t| *t < LAST).take(most) {
            let list = file.sector(table)?;
            file.next.extend((0..per_sector).map(|i| double(&list, i * 4)));
        }
        let directory = file.chain(double(&header, 48), LARGEST_TABLE)?;
        file.streams = directory.chunks_exact(128).filter_map(stream).collect();
        let short = file.chain(double(&header, 60), LARGEST_TABLE)?;
        file.short_next = (0..short.len() / 4).map(|i| double(&short, i * 4)).collect();
        Ok(file)
    }

    /// `true` where there is such a stream or folder.
    pub(in crate::ingest) fn has(&self, name: &str) -> bool {
        self.streams.iter().any(|s| s.name.eq_ignore_ascii_case(name))
    }

    /// A stream, `None` where there is none of that name.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Io`].
    pub(in crate::ingest) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let found = self.streams.iter().find(|s| s.name.eq_ignore_ascii_case(name));
        let Some(Stream { start, size, .. }) = found.cloned() else { return Ok(None) };
        let size = size.min(self.data.size());
        if size > LARGEST_STREAM {
            let (name, limit) = (self.name.to_string(), LARGEST_STREAM);
            return Err(Error::TooLarge { name, kind: "xls", limit });
        }
        if size >= SHORT {
            return self.chain(start, size as usize).map(Some);
        }
        let root = self.streams.first().cloned();
        let Some(root) = root else { return Ok(None) };
        let limit = root.size.min(LARGEST_TABLE as u64 * 4) as usize;
        let short = self.chain(root.start, limit)?;
        let (mut out, mut at) = (Vec::new(), start);
        while at < LAST && out.len() < size as usize {
            let from = at as usize * 64;
            let Some(piece) = short.get(from..(from + 64).min(short.len())) else { break };
            out.extend_from_slice(piece);
            at = self.short_next.get(at as usize).copied().unwrap_or(LAST);
        }
        out.truncate(size as usize);
        Ok(Some(out))
    }

    /// The sectors from one on, up to so many bytes. A chain that goes in circles ends there.
    fn chain(&mut self, start: u32, limit: usize) -> Result<Vec<u8>> {
        let (mut out, mut at) = (Vec::new(), start);
        while at < LAST && out.len() < limit {
            let piece = self.sector(at)?;
            if piece.is_empty() {
                break;
            }
            out.extend_from_slice(&piece);
            at = self.next.get(at as usize).copied().unwrap_or(LAST);
        }
        out.truncate(limit);
        Ok(out)
    }

    fn sector(&mut self, number: u32) -> Result<Vec<u8>> {
        let at = (u64::from(number) + 1) * self.sector as u64;
        self.bytes(at, self.sector)
    }

    fn bytes(&mut self, at: u64, len: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; len];
        let name = self.name;
        let n = self.data.read_at(at, &mut bytes).map_err(|source| Error::Io {
            name: name.to_string(),
            at,
            source,
        })?;
        bytes.truncate(n);
        Ok(bytes)
    }

    fn broken(&self, at: u64, reason: &str) -> Error {
        let (name, reason) = (self.name.to_string(), reason.to_string());
        Error::Malformed { name, format: "xls", at, reason }
    }
}

/// An entry of the directory; `None` for an empty one.
fn stream(entry: &[u8]) -> Option<Stream> {
    let len = usize::from(u16::from_le_bytes([*entry.get(64)?, *entry.get(65)?])).min(64);
    (len >= 2).then_some(())?;
    let units = entry[..len - 2].chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let name = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect();
    Some(Stream { name, start: double(entry, 116), size: u64::from(double(entry, 120)) })
}
