import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    // The page's Content-Security-Policy allows nothing inline, `data:` URLs included.
    assetsInlineLimit: 0,
    // Every browser that the target names knows modulepreload.
    modulePreload: { polyfill: false },
  },
  server: {
    // `npm run dev` serves the page; the API is the demo server, started beside it.
    proxy: { "/api": "http://localhost:3000", "/auth": "http://localhost:3000" },
  },
});
