/**
 * A URL that keys, revocations and credentials may travel by: https, or this machine.
 *
 * @throws TypeError that names the option and the fix, and not the value.
 */
export function checkUrl(option: string, value: unknown): string {
  const isText = typeof value === "string" || value instanceof URL;
  const url = isText && URL.canParse(String(value)) ? new URL(String(value)) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new TypeError(`${option} must be an absolute URL without a user, such as https://app.example/auth`);
  }
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/.test(url.hostname);
  if (url.protocol === "http:" && !isLoopback) {
    throw new TypeError(`${option} must use https, since ${url.hostname} is not this machine`);
  }
  return url.href;
}
