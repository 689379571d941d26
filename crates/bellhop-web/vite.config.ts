// One configuration for every page. A page is a folder under pages/ with its own index.html,
// built on its own into dist/<page>/: the simulator and the service each serve only their own.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where the development server finds a running Bellhop and a running simulator. */
const bellhop = process.env["BELLHOP_URL"] ?? "http://127.0.0.1:8080";
const simulator = process.env["BELLHOP_SIM_URL"] ?? "http://127.0.0.1:8090";

export default defineConfig({
  plugins: [react()],
  // Relative addresses, so that a page works under any path.
  base: "./",
  build: {
    // The style sheets use light-dark(); older targets would have it rewritten into something larger.
    target: ["chrome125", "firefox128", "safari18"],
    // Nothing is inlined as data: URLs, so that a strict content security policy stays possible.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/v1": bellhop, "/sim": simulator } },
  test: { include: ["pages/**/*.test.{ts,tsx}"], environment: "node" },
});
