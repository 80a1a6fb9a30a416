/**
 * Names that a careless store takes for another, or for a part of its own language. Subjects come from wherever users are
 * kept, so they may be anything.
 */
export const oddNames: readonly string[] = [
  ...["usr_ada", "usr_ad", "usr_adaa", "USR_ADA", "usr_ada ", " usr_ada", "usr_ada\0", "usr_ada\0b"],
  ...[
    "'",
    '"',
    "`",
    "\\",
    "\\0",
    "\n",
    "''; DROP TABLE sessions; --",
    "%",
    "_",
    "usr_%",
    "*",
    "?",
    "$1",
    ":1",
  ],
  ...["{usr_ada}", "usr_ada}", "usr:ada", "usr_ada:", "[1]", "null", "undefined", "0", "00", "1e3"],
  ...["__proto__", "constructor", "toString"],
  // The same letter, composed and not; letters that some collation takes for one another; and one of four bytes.
  ...["\u00e9", "e\u0301", "e", "E", "\u00df", "ss", "\u0131", "i", "I", "\u{1f31f}", "\u200b"],
  "a".repeat(255),
];
