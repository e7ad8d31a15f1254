//! The cheap question, asked of every character of every message: may a word stand here in disguise?

use super::{
    disguise::Disguises,
    figures::NUMERALS,
    gate::{CHARS, EXACT, Gate, LONGEST_RUN, has, hash, pair, three},
    sound::{LONGEST, Sound, bit, unpacked},
};

/// Digits that a number has at least, and with letters in it.
const DIGITS: u8 = 11;
const DIGITS_BESIDE_LETTERS: u8 = 6;

/// Stands for a digit where others have a character.
const DIGIT: char = '\u{1}';

/// Listens to one message.
pub(super) struct Ear<'a> {
    tables: &'a Disguises,
    gate: &'a Gate,
    /// The last sound, and the character if it came from one, else 0.
    last: Sound,
    before: char,
    /// The letter that was just heard on its own, as a bit.
    letter: u32,
    /// A longer word may have begun with these two.
    begun: Option<((Sound, char), (Sound, char))>,
    /// There is a run or a number.
    open: bool,
    /// The letters and digits that are open.
    run: [u8; LONGEST_RUN],
    length: usize,
    /// Digits, letters that look like digits, other letters since the last word.
    digits: u8,
    round: u8,
    others: u8,
    /// A gap or a numeral among them, and numerals.
    odd: bool,
    numerals: u8,
    /// An ampersand or a percent sign was last: what follows may be a character in code.
    coded: char,
    /// The last letter or digit that stood alone, and how often.
    sieve: (u8, u8),
    found: bool,
}

impl<'a> Ear<'a> {
    pub(super) fn new(tables: &'a Disguises, gate: &'a Gate) -> Self {
        Ear {
            tables,
            gate,
            last: 0,
            before: '\0',
            letter: 0,
            begun: None,
            open: false,
            run: [0; LONGEST_RUN],
            length: 0,
            digits: 0,
            round: 0,
            others: 0,
            odd: false,
            numerals: 0,
            coded: '\0',
            sieve: (0, 0),
            found: false,
        }
    }

    /// Hears the next character of a script without spaces.
    #[inline]
    pub(super) fn word(&mut self, c: char, packed: u16) {
        let (sound, numeral) = unpacked(packed);
        if self.open || numeral {
            self.settle(sound, numeral);
        }
        self.hear(sound, c);
    }

    /// Ends what a character ends.
    #[inline(never)]
    fn settle(&mut self, sound: Sound, numeral: bool) {
        self.end_run();
        if numeral {
            self.digits = self.digits.saturating_add(1);
            self.odd = true;
            self.numerals = self.numerals.saturating_add(1);
        } else {
            self.end_number();
        }
        self.found |= self.gate.ahead[sound as usize] & self.letter != 0;
        self.letter = 0;
        self.open = numeral;
    }

    /// Hears any character.
    pub(super) fn any(&mut self, c: char) {
        if c.is_ascii_alphanumeric() {
            self.letter(c as u8);
            return;
        }
        let after_run = self.length > 0;
        if after_run {
            self.end_run();
        }
        self.odd |= self.digits > 0;
        match c {
            '&' | '%' | '\\' => self.coded = c,
            '#' if self.coded == '&' => self.found = true,
            // A letter drawn with strokes.
            '/' if self.coded == '\\' => self.found = true,
            // An address with spaces in it.
            '@' => {
                self.found |= self.coded == ' ';
                self.coded = if after_run { c } else { '\0' };
            }
            '$' if after_run => self.coded = c,
            ' ' => self.coded = c,
            _ => {}
        }
        if has(&self.gate.signs, c as usize & 0xFFFF)
            && let Some(name) = self.tables.names(c).next()
        {
            // Two characters in one sign, or two names of it, are enough to look closer.
            let several = self.tables.names(c).nth(1).is_some();
            self.found |= several || name.chars().nth(1).is_some();
            self.hear(name.chars().next().map_or(0, |c| self.tables.sounds.of(c)), '\0');
        } else if ('\u{2E80}'..'\u{E000}').contains(&c) {
            self.word(c, self.tables.sounds.packed(c));
        }
    }

    /// `true` where a closer look is due.
    pub(super) fn end(mut self) -> bool {
        self.end_run();
        self.end_number();
        self.found
    }

    #[inline]
    fn hear(&mut self, sound: Sound, c: char) {
        if has(&self.gate.pairs, pair(self.last, sound)) || self.begun.is_some() {
            self.listen(sound, c);
        }
        self.last = sound;
        self.before = c;
    }

    #[inline(never)]
    fn listen(&mut self, sound: Sound, c: char) {
        let gate = self.gate;
        if let Some(((a, first), (b, second))) = self.begun.take() {
            let chars = [first, second, c];
            let spelled = chars.contains(&'\0');
            let exact = || has(&gate.exact, hash(chars.map(|c| c as u32)) % EXACT);
            self.found |= has(&gate.threes, three(a, b, sound, false)) && (spelled || !exact())
                || spelled && has(&gate.threes, three(a, b, sound, true));
        }
        let place = pair(self.last, sound);
        let silent = self.last == 0 && self.before == '\0';
        if silent || !has(&gate.pairs, place) {
            return;
        }
        let chars = [self.before, c];
        let spelled = chars.contains(&'\0');
        // Digits are seldom meant as words.
        let lettered = spelled && !chars.contains(&DIGIT);
        let by_chars = hash(chars.map(|c| c as u32));
        self.found |= has(&gate.whole, place) && (spelled || !has(&gate.exact, by_chars % EXACT))
            || lettered && has(&gate.mixed, place)
            || has(&gate.parts, by_chars % CHARS);
        if has(&gate.begins, place) {
            self.begun = Some(((self.last, self.before), (sound, c)));
        }
    }

    fn letter(&mut self, c: u8) {
        self.open = true;
        // A sign between letters may be one.
        self.found |= self.length == 0 && matches!(self.coded, '@' | '$') && c.is_ascii_lowercase();
        if self.length > 0 && c == b'v' && self.run.get(self.length - 1) == Some(&b'v') {
            // Two of them look like one w.
            self.run[self.length - 1] = b'w';
            return;
        }
        if let Some(place) = self.run.get_mut(self.length) {
            *place = c;
        }
        self.length += 1;
        match c {
            b'0'..=b'9' => self.digits = self.digits.saturating_add(1),
            b'o' | b'l' | b'i' | b'z' | b's' | b'b' => self.round = self.round.saturating_add(1),
            _ => self.others = self.others.saturating_add(1),
        }
    }

    #[inline(never)]
    fn end_run(&mut self) {
        let length = std::mem::take(&mut self.length);
        if length == 0 {
            return;
        }
        let run = self.run;
        let Some(run) = run.get(..length) else {
            self.hear(0, '\0');
            return;
        };
        if std::mem::take(&mut self.coded) == '%' {
            self.found |= run.len() >= 2 && run[..2].iter().all(u8::is_ascii_hexdigit);
        }
        self.sieve = match (length, self.sieve) {
            (1, (letter, times)) if letter == run[0] => (letter, times.saturating_add(1)),
            (1, _) => (run[0], 1),
            _ => (0, 0),
        };
        self.found |= self.sieve.1 > 1;
        if length <= 2 {
            // The first of the letters follows a sound, the last one comes before one.
            self.found |= self.gate.after[self.last as usize] & bit(run[0]) != 0;
            self.letter = bit(run[length - 1]);
        }
        if length <= LONGEST && self.gate.alone[self.gate.run(run) as usize] {
            self.found = true;
        }
        if run[0].is_ascii_alphabetic() && run.iter().any(|c| matches!(c, b'1'..=b'5')) {
            let mut letters = [0; LONGEST_RUN];
            let mut n = 0;
            for c in run.iter().filter(|c| !matches!(c, b'1'..=b'5')) {
                letters[n] = *c;
                n += 1;
            }
            let mut sounds = [0; LONGEST_RUN];
            let n = if n < 2 { 0 } else { self.gate.syllables(&letters[..n], &mut sounds) };
            if n > 0 {
                sounds[..n].iter().for_each(|sound| self.hear(*sound, '\0'));
                return;
            }
        }
        let ends = [run[0], run[length - 1]].iter().all(u8::is_ascii_alphabetic);
        if ends && run.iter().any(u8::is_ascii_digit) {
            let mut letters = self.run;
            letters.iter_mut().for_each(|c| *c = leet(*c));
            if self.letters(&letters[..length]) {
                return;
            }
        }
        for part in run.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
            if !self.letters(part) {
                self.hear(0, '\0');
            }
        }
    }

    /// Hears a run of letters, or of digits, if it has a sound.
    fn letters(&mut self, run: &[u8]) -> bool {
        let sound = if run.len() <= LONGEST { self.gate.run(run) } else { 0 };
        if sound != 0 {
            let digit = run.first().is_some_and(u8::is_ascii_digit);
            self.hear(sound, if digit { DIGIT } else { '\0' });
            return true;
        }
        let mut sounds = [0; LONGEST_RUN];
        let n = self.gate.syllables(run, &mut sounds);
        sounds[..n].iter().for_each(|sound| self.hear(*sound, '\0'));
        n > 0
    }

    #[inline(never)]
    fn end_number(&mut self) {
        let letters = self.round > 0 && self.others == 0 && self.digits >= DIGITS_BESIDE_LETTERS;
        self.found |= letters
            || self.odd && self.digits >= DIGITS
            || self.numerals > 0 && usize::from(self.digits) >= NUMERALS;
        (self.digits, self.round, self.others) = (0, 0, 0);
        (self.odd, self.numerals) = (false, 0);
    }
}

/// The letter a digit between letters looks like.
pub(super) fn leet(c: u8) -> u8 {
    match c {
        b'0' => b'o',
        b'1' => b'i',
        b'2' => b'z',
        b'3' => b'e',
        b'4' => b'a',
        b'5' => b's',
        b'7' => b't',
        b'8' => b'b',
        b'9' => b'g',
        b'@' => b'a',
        b'$' => b's',
        _ => c,
    }
}
