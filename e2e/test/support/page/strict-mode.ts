import "./tab.ts";
import { SessionProvider, useSession } from "pawl/react";
import { createElement, StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

/** Asks the API as soon as it is mounted, which Strict Mode does twice. */
function Notes() {
  const session = useSession();
  const [answers, setAnswers] = useState<readonly number[]>([]);
  useEffect(() => {
    void window.tab.client.fetch("/api/notes").then(({ status }) => setAnswers((all) => [...all, status]));
  }, []);
  return createElement("p", null, `${session.status}: ${answers.join(" ")}`);
}

const root = document.createElement("main");
document.body.append(root);
createRoot(root).render(
  createElement(
    StrictMode,
    null,
    createElement(
      SessionProvider,
      { client: window.tab.client },
      createElement(Notes),
      createElement(Notes),
      createElement(Notes),
    ),
  ),
);
