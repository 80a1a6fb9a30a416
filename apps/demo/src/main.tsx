import { createClient } from "pawl/client";
import { SessionProvider } from "pawl/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createActivity } from "./activity/activity.ts";
import { App } from "./app.tsx";
import "./styles/index.css";

const activity = createActivity();
const client = createClient({ authUrl: "/auth", onEvent: activity.record });

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <SessionProvider client={client}>
      <App activity={activity} />
    </SessionProvider>
  </StrictMode>,
);
