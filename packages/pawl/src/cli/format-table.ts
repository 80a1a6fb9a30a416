import { printable } from "./json-line.ts";

/** Two spaces between columns, so that a single one can stand inside a value. */
const gap = "  ";
const maxWidth = 48;

/**
 * Rows under headings, aligned. Long values are cut, and what could confuse a terminal is made visible.
 *
 * @returns lines, the last one ended as well.
 */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => printable(cell, maxWidth)));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(gap))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** An instant to the minute, in UTC: `2026-11-23 12:04`. */
export function formatInstant(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
