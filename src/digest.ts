/**
 * Makes a SHA-256, cut to 128 bits, as 32 hexadecimal digits. `crypto.subtle` has it too, but only as a promise, and
 * the decoder has to return values.
 */
export function digest(text: string): string {
  const words = padded(encoder.encode(text));
  const state = Int32Array.from(INITIAL);
  for (let block = 0; block < words.length; block += 16) {
    for (let i = 0; i < 16; i++) SCHEDULE[i] = at(words, block + i);
    compress(state, SCHEDULE);
  }
  let hex = "";
  for (let i = 0; i < 4; i++) hex += (at(state, i) >>> 0).toString(16).padStart(8, "0");
  return hex;
}

const encoder = new TextEncoder();
/** The schedule of one block, used again for each: nothing of it outlives the call. */
const SCHEDULE = new Int32Array(64);

const PRIMES = primes(64);
/** FIPS 180-4: the first 32 bits behind the point of the primes' cube roots and square roots. */
const ROUND = Int32Array.from(PRIMES, (prime) => ((Math.cbrt(prime) % 1) * 2 ** 32) | 0);
const INITIAL = Int32Array.from(PRIMES.slice(0, 8), (prime) => ((Math.sqrt(prime) % 1) * 2 ** 32) | 0);

function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}

/**
 * Pads the message: its bytes, a 1 bit, zeros, and the length in bits: a whole number of blocks of sixteen big-endian
 * words.
 */
function padded(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(((bytes.length + 8) >> 6) * 16 + 16);
  for (let i = 0; i < bytes.length; i++) words[i >> 2] = at(words, i >> 2) | (at(bytes, i) << (24 - (i % 4) * 8));
  const end = bytes.length >> 2;
  words[end] = at(words, end) | (0x80 << (24 - (bytes.length % 4) * 8));
  words[words.length - 2] = bytes.length / 2 ** 29;
  words[words.length - 1] = bytes.length << 3;
  return words;
}

function compress(state: Int32Array, schedule: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const before = at(schedule, i - 15);
    const last = at(schedule, i - 2);
    const s0 = turn(before, 7) ^ turn(before, 18) ^ (before >>> 3);
    const s1 = turn(last, 17) ^ turn(last, 19) ^ (last >>> 10);
    schedule[i] = (at(schedule, i - 16) + s0 + at(schedule, i - 7) + s1) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(ROUND, i) + at(schedule, i)) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    // Not in one destructuring: that takes a list for each of the 64 rounds.
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = at(state, index) + word;
  });
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function at(words: Int32Array | Uint8Array, index: number): number {
  return words[index] ?? 0;
}
