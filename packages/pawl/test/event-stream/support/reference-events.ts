import type { ServerSentEvent } from "../../../src/event-stream/read-events.ts";

/** The lines of the whole text that have an end. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  let previous = "";
  for (const character of text) {
    const isEnd = character === "\r" || (character === "\n" && previous !== "\r");
    if (isEnd) lines.push(line);
    if (isEnd) line = "";
    else if (character !== "\n") line += character;
    previous = character;
  }
  return lines;
}

function fieldOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(":");
  if (colon < 0) return [line, ""];
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(" ") ? value.slice(1) : value];
}

const isDigits = (value: string): boolean =>
  value !== "" && [...value].every((digit) => digit >= "0" && digit <= "9");

/** The HTML standard's parser of event streams (§9.2.6), word by word over the whole text; slow and plain. */
export function referenceEvents(bytes: Uint8Array): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  let data = "";
  let type = "";
  let id: string | undefined;
  let retry: number | undefined;
  for (const line of linesOf(new TextDecoder().decode(bytes))) {
    const [name, value] = fieldOf(line);
    if (line === "") {
      const isEvent = data !== "";
      // The last line feed goes.
      events.push({ type: isEvent ? type || "message" : "", data: data.slice(0, -1), id, retry });
      [data, type, retry] = ["", "", undefined];
    } else if (name === "event") type = value;
    else if (name === "data") data += `${value}\n`;
    else if (name === "id" && !value.includes("\0")) id = value;
    else if (name === "retry" && isDigits(value)) retry = Number(value);
  }
  return events;
}
