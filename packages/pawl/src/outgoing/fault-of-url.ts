/** What is wrong with a URL that requests go to; `undefined` if nothing is. */
export type UrlFault = { readonly is: "no_url" } | { readonly is: "open"; readonly hostname: string };

/** Whether what is sent there stays between the two: an absolute URL without a user, by https or on this machine. */
export function faultOfUrl(value: unknown): UrlFault | undefined {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    return { is: "no_url" };
  }
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/.test(url.hostname);
  return url.protocol === "https:" || isLoopback ? undefined : { is: "open", hostname: url.hostname };
}
