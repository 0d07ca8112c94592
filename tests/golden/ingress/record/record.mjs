// Records what the real server answers: node record.mjs (after npm install; Node >= 22). See ../README.md.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import http2 from "node:http2";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import * as restate from "@restatedev/restate-sdk";
import { scenarios } from "./scenarios.mjs";
import { services } from "./services.mjs";

const compared = ["content-type", "x-restate-id", "idempotency-expires", "x-restate-error-source"];
const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|\+00:00)/g;
const [endpointPort, ingressPort, adminPort, nodePort] = await Promise.all([1, 2, 3, 4].map(freePort));
const folder = await mkdtemp(path.join(os.tmpdir(), "contract-"));
const endpoint = http2.createServer(restate.createEndpointHandler({ services })).listen(endpointPort, "127.0.0.1");
const server = spawn(serverBinary(), [], { stdio: "ignore", env: { ...process.env, ...settings() } });

try {
  await eventually(async () => (await send({ method: "GET", path: "/health", to: "admin" })).status === 200);
  await eventually(async () => (await register()).status < 300);
  for (const [name, steps] of Object.entries(scenarios)) await record(name, steps);
} finally {
  server.kill("SIGTERM");
  await new Promise((done) => server.once("exit", done));
  endpoint.close();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

async function record(name, steps) {
  const kept = {};
  const recorded = [];
  for (const { keep, until, prefix, ours, ...request } of steps) {
    const filled = JSON.parse(JSON.stringify(request).replace(/\{\{(\w+)\}\}/g, (_, key) => kept[key]));
    const response = await eventually(async () => {
      const answer = await send(filled);
      return until === undefined || answer.body.includes(until) ? answer : undefined;
    });
    for (const [key, from] of Object.entries(keep ?? {}))
      kept[key] = from === "body" ? JSON.parse(response.body) : response.headers[from];
    recorded.push({ request, keep, until, prefix, response: normal(response), ours });
  }
  await writeFile(new URL(`../${name}.json`, import.meta.url), JSON.stringify(recorded, null, 2) + "\n");
  console.log(`${name}: ${recorded.length} steps`);
}

function normal({ status, headers, body }) {
  const text = body
    .replace(/inv_1[0-9A-Za-z]{33}/g, "<invocation>")
    .replace(/sign_1[0-9A-Za-z_-]{30,}/g, "<awakeable>")
    .replace(instant, "<time>$1")
    .replace(/\\n\\nStack backtrace:.*?(?=",")/, "");
  const seen = Object.fromEntries(compared.filter((name) => name in headers).map((name) => [name, value(name, headers[name])]));
  return { status, headers: seen, ...readable(text) };

  function value(name, text) {
    if (name === "x-restate-id") return "<invocation>";
    return name === "idempotency-expires" ? text.replace(instant, "<time>$1") : text;
  }
}

// A list without an order is sorted. JSON is stored as JSON where that loses nothing of the text.
function readable(text) {
  try {
    const json = JSON.parse(text);
    if (JSON.stringify(json) !== text) return { body: text };
    json?.services?.sort();
    return { json };
  } catch {
    return { body: text };
  }
}

function register() {
  return send({
    method: "POST", path: "/deployments", to: "admin",
    headers: { "content-type": "application/json" }, body: JSON.stringify({ uri: `http://127.0.0.1:${endpointPort}` }),
  });
}

function send({ method, path, to, headers, body }) {
  const port = to === "admin" ? adminPort : ingressPort;
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, headers: { ...headers, ...length } }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function eventually(attempt) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const result = await attempt().catch((error) => void (Date.now() > deadline && console.error(error)));
    if (result) return result;
    if (Date.now() > deadline) throw new Error("Not within a minute");
    await new Promise((done) => setTimeout(done, 50));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function serverBinary() {
  const wrapper = createRequire(import.meta.url).resolve("@restatedev/restate-server/package.json");
  const platform = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  return path.join(path.dirname(createRequire(wrapper).resolve(`${platform}/package.json`)), "bin", "restate-server");
}

function settings() {
  return {
    RESTATE_BASE_DIR: folder,
    RESTATE_LISTEN_MODE: "tcp",
    RESTATE_BIND_ADDRESS: `127.0.0.1:${nodePort}`,
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${nodePort}`,
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingressPort}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${adminPort}`,
    RESTATE_DEFAULT_NUM_PARTITIONS: "2",
    RESTATE_DISABLE_TELEMETRY: "true",
    DO_NOT_TRACK: "true",
  };
}
