import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const { PORT = "5173", AUTH_ORIGIN, API_ORIGIN, CACHE_FOLDER } = process.env;

export default defineConfig({
  plugins: [react()],
  // Where React is prepared for the browser; by default beside all other projects' in node_modules.
  ...(CACHE_FOLDER === undefined ? {} : { cacheDir: CACHE_FOLDER }),
  build: {
    target: "es2023",
    // The Content-Security-Policy of the Caddyfile allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    port: Number(PORT),
    strictPort: true,
    // Who may ask from elsewhere is for Pawl and the API to say.
    cors: false,
    // One origin: the page, the session server and the API. The Caddyfile has the same for production.
    proxy: {
      "/auth": AUTH_ORIGIN ?? "http://127.0.0.1:4000",
      "/api": API_ORIGIN ?? "http://127.0.0.1:8000",
    },
  },
});
