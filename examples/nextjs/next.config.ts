import type { NextConfig } from "next";

// Nothing is said of `pawl`, which is bundled like the app's own code. `serverExternalPackages` is not for it: `pawl/react`
// would then find another React than Next's. What cannot be bundled (argon2, SQLite, pg) Next leaves alone by itself.
export default {
  // The types are checked by `tsc` for the whole repository; Next's own check would need an older TypeScript.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
} satisfies NextConfig;
