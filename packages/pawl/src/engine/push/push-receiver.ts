/** Who is told of revocations by requests to it (RFC 8935). */
export interface PushReceiver {
  /** Where each token is sent; https, or this machine. */
  readonly endpoint: string;
  /** The `Authorization` of each request, such as `Bearer …`. Default: none. */
  readonly authorization?: string | undefined;
  /** The `aud` of its tokens, and its name in events. */
  readonly audience: string;
}
