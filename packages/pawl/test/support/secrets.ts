import { deriveSecrets, type Secrets } from "../../src/tokens/secrets.ts";

/** Three secrets as an operator would configure them. Fixed, so that a failing test fails again. */
export const secretOne = "first-5uWmVqk7T0sBzYx3QpN8gJrLhC2dEfKa";
export const secretTwo = "second-9aRtGv1XcZ6oMnB4wPqS7yHjUeDkLi0F";
export const secretThree = "third-2kLpOe8ViNuW5mQxA7zSdCfGbH1jRtY6";

/** The keys of the given secrets, newest first. */
export function secretsOf(...configured: string[]): Secrets {
  return deriveSecrets(configured.length === 0 ? [secretOne] : configured);
}

/** What two backends show. */
export const serviceOne = "service-one-Qm4TzX8vKc2LwNb6RjYp1GhDf5AsEuO";
export const serviceTwo = "service-two-Hn3JkWd9PqLs7VtBx0CyZm5RgFa8UeI";

/** What two verifiers show. */
export const verifierOne = "verifier-one-8dKq2LmWz5RtYxNc1PvJ7hGfB4sAoEu";
export const verifierTwo = "verifier-two-Zt9XwQy3VbNm6LkJ1HgF4dSaP0oIu7e";
