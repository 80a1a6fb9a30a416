import { deriveSecrets, type Secrets } from "../../src/tokens/secrets.ts";

/** Three secrets as an operator would configure them. Fixed, so that a failing test fails again. */
export const secretOne = "first-5uWmVqk7T0sBzYx3QpN8gJrLhC2dEfKa";
export const secretTwo = "second-9aRtGv1XcZ6oMnB4wPqS7yHjUeDkLi0F";
export const secretThree = "third-2kLpOe8ViNuW5mQxA7zSdCfGbH1jRtY6";

/** The keys of the given secrets, newest first. */
export function secretsOf(...configured: string[]): Secrets {
  return deriveSecrets(configured.length === 0 ? [secretOne] : configured);
}
