const shown = `
  <output>{STATE.status} {#if STATE.status === "signedIn"}<b>{STATE.session.subject}</b>{:else}<i>-</i>{/if}</output>`;

/** One component, in each of the ways in which Svelte reads a store; the store is its property `session`. */
export const components: Readonly<Record<string, string>> = {
  "the syntax of Svelte 4": `
    <script>export let session;</script>
    ${shown.replaceAll("STATE", "$session")}`,
  runes: `
    <script>const { session } = $props();</script>
    ${shown.replaceAll("STATE", "$session")}`,
  "runes, with fromStore": `
    <script>
      import { fromStore } from "svelte/store";
      const { session } = $props();
      const state = fromStore(session);
    </script>
    ${shown.replaceAll("STATE", "state.current")}`,
};
