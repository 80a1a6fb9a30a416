// What a browser bundle gets in place of a server subpath (the `browser` condition in package.json). CommonJS on
// purpose: a bundler checks the names imported from an ES module and would stop with "no matching export"
// before anyone read this sentence.
throw new Error(
  "pawl/server, pawl/http, pawl/next, pawl/stores and pawl/testing run on a server: they hold secrets and need Node; in the browser, import pawl/client or pawl/react",
);
