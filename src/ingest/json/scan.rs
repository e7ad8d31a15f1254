//! Where a JSON value ends, told by brackets and quotes alone.

/// NUL counts: some programs fill files up with it.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0)
}

/// Finds the end of one value by its brackets and quotes, in as many pieces as it comes.
#[derive(Debug, Default)]
pub(super) struct Scan {
    depth: usize,
    in_text: bool,
    escaped: bool,
    begun: bool,
}

impl Scan {
    /// Length of what belongs to the value where it ends in these bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut i = 0;
        while i < bytes.len() {
            if self.escaped {
                self.escaped = false;
                i += 1;
                continue;
            }
            if self.in_text {
                i += memchr::memchr2(b'"', b'\\', &bytes[i..])? + 1;
                self.escaped = bytes[i - 1] == b'\\';
                self.in_text = self.escaped;
                if !self.in_text && self.depth == 0 {
                    return Some(i);
                }
                continue;
            }
            match bytes[i] {
                b'"' | b'{' | b'[' if self.depth == 0 && self.begun => return Some(i),
                b'"' => self.in_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth == 0 => return Some(i),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(i + 1);
                    }
                }
                b if self.depth == 0 => {
                    if is_space(b) || b == b',' || b == b':' {
                        return Some(i);
                    }
                    self.begun = true;
                }
                _ => {}
            }
            i += 1;
        }
        None
    }
}
