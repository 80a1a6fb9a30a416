/** Of the package; a test holds it to the manifest, which a bundler would leave behind. */
export const version = "0.1.0";
