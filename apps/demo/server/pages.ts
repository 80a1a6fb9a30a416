import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { pathOf } from "./path.ts";
import { assetHeaders, fileHeaders, pageHeaders } from "./security-headers.ts";

interface Page {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The built page, by path. */
export type Pages = ReadonlyMap<string, Page>;

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
};

/**
 * Reads every file of `folder` into memory. What is not there at start is never served: no path that a request
 * could be made of reaches the file system.
 *
 * @throws Error with the command that builds the page, if it is not built.
 */
export function loadPages(folder: string): Pages {
  const pages = new Map<string, Page>();
  for (const entry of listFiles(folder)) {
    const type = contentTypes[extname(entry)];
    if (type === undefined) continue;
    const path = `/${relative(folder, entry).split(sep).join("/")}`;
    pages.set(path, { body: readFileSync(entry), headers: { ...headersOf(path), "Content-Type": type } });
  }
  if (!pages.has("/index.html")) {
    throw new Error("The demo's page is not built yet. Build it with: npm run build -w @pawl/demo");
  }
  return pages;
}

/**
 * Answers with a file or, for any path that could be a page of the app, with `index.html`: which page that is,
 * the browser decides. The HTML is the same for everyone and holds nothing about anyone.
 */
export function servePages(pages: Pages): (req: IncomingMessage, res: ServerResponse) => void {
  return (req, res) => {
    if (req.method !== "GET" && req.method !== "HEAD") {
      res.writeHead(405, { ...pageHeaders, Allow: "GET, HEAD" }).end();
      return;
    }
    const path = pathOf(req);
    const isFile = extname(path) !== "";
    const page = pages.get(isFile ? path : "/index.html");
    if (page === undefined) {
      res.writeHead(404, { ...pageHeaders, "Content-Type": "text/plain; charset=utf-8" }).end("Not found\n");
      return;
    }
    res.writeHead(200, { ...page.headers, "Content-Length": page.body.length });
    res.end(req.method === "HEAD" ? undefined : page.body);
  };
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function headersOf(path: string): Readonly<Record<string, string>> {
  if (path.endsWith(".html")) return pageHeaders;
  return path.startsWith("/assets/") ? assetHeaders : fileHeaders;
}
