import { createClient } from "pawl/client";
import { SessionProvider } from "pawl/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createApi } from "./api.ts";
import { App } from "./app.tsx";
import "./style.css";

const client = createClient({
  authUrl: "/auth",
  // What the user was about to do goes on once they are back.
  whenEnded: "wait",
});
const api = createApi(client);

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <SessionProvider client={client}>
      <App api={api} />
    </SessionProvider>
  </StrictMode>,
);
