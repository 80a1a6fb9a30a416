import { createClient } from "pawl/client";
import { SessionProvider } from "pawl/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createActivity } from "./activity/activity.ts";
import { App } from "./app.tsx";
import { startLanguage } from "./language/language.ts";
import { createNetworkCut } from "./network-cut.ts";
import "./styles/index.css";

const activity = createActivity();
const client = createClient({
  authUrl: "/auth",
  // What the user was about to do goes on once they are back.
  whenEnded: "wait",
  onEvent: activity.record,
});
const networkCut = createNetworkCut(client);
startLanguage();

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <SessionProvider client={client}>
      <App activity={activity} networkCut={networkCut} />
    </SessionProvider>
  </StrictMode>,
);
