import type { Page } from "playwright-core";

/**
 * Searches every place where a page can keep something for any of these texts: cookies that scripts see, the
 * storages, IndexedDB, Cache Storage, history, the document, its addresses, what globals lead to, and what hangs on
 * elements (React keeps its whole state there).
 *
 * @returns where it was found, as `place: path`.
 */
export async function searchPage(page: Page, texts: readonly string[]): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send("Page.getNavigationHistory");
  await session.detach();

  const places = [
    ...entries.map(({ url }) => ({ place: "address", text: url })),
    ...(await page.evaluate(readDocument)),
    ...(await page.evaluate(readCaches)),
    ...(await page.evaluate(readDatabases)),
  ];
  const found = places
    .filter(({ text }) => texts.some((one) => text.includes(one)))
    .map(({ place, text }) => `${place}: ${text.slice(0, 200)}`);
  return [...found, ...(await page.evaluate(searchObjects, [...texts]))];
}

interface Place {
  place: string;
  text: string;
}

// What follows runs in the page, one function at a time.

function readDocument(): Place[] {
  const inputs = [...document.querySelectorAll("input")].map(({ value }) => value);
  return [
    { place: "cookie", text: document.cookie },
    { place: "address", text: decodeURIComponent(`${location.href} ${document.referrer}`) },
    ...performance.getEntries().map(({ name }) => ({ place: "address", text: name })),
    { place: "document", text: document.documentElement.outerHTML },
    { place: "document", text: inputs.join(" ") },
    { place: "history state", text: JSON.stringify(history.state) },
    { place: "local storage", text: JSON.stringify({ ...localStorage }) },
    { place: "session storage", text: JSON.stringify({ ...sessionStorage }) },
  ];
}

async function readCaches(): Promise<Place[]> {
  const places: Place[] = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      places.push({ place: "cache storage", text: `${request.url} ${await response?.text()}` });
    }
  }
  return places;
}

async function readDatabases(): Promise<Place[]> {
  const answerOf = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const places: Place[] = [];
  for (const { name = "" } of await indexedDB.databases()) {
    const database = await answerOf(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      const text = JSON.stringify([await answerOf(rows.getAllKeys()), await answerOf(rows.getAll())]);
      places.push({ place: "indexedDB", text });
    }
    database.close();
  }
  return places;
}

/** Walks through everything that can be reached by properties, without running a getter. */
function searchObjects(texts: string[]): string[] {
  const found = new Set<string>();
  const known = new WeakSet<object>();

  const contentsOf = (value: object): [string, unknown][] => {
    const own = Reflect.ownKeys(value).flatMap((key): [string, unknown][] => {
      const name = String(key);
      return [
        ["a name", name],
        [name, Object.getOwnPropertyDescriptor(value, key)?.value],
      ];
    });
    if (value instanceof Map) own.push(["keys", [...value.keys()]], ["values", [...value.values()]]);
    if (value instanceof Set) own.push(["members", [...value]]);
    return own;
  };

  /** Breadth first, so that the path to something is a short one. */
  const walk = (place: string, root: object): void => {
    const queue: { path: string; value: unknown }[] = [{ path: "", value: root }];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { path, value } = next;
      const text = typeof value === "string" ? value : "";
      if (texts.some((one) => text.includes(one))) found.add(`${place}: ${path}`);
      const isObject = typeof value === "function" || (typeof value === "object" && value !== null);
      if (!isObject || ArrayBuffer.isView(value) || known.has(value)) continue;
      known.add(value);
      for (const [key, one] of contentsOf(value)) queue.push({ path: `${path}.${key}`, value: one });
    }
  };

  for (const element of document.querySelectorAll("*")) walk("a property of an element", element);
  walk("a global", globalThis);
  return [...found];
}
