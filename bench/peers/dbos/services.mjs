// The workflow of bench/peers/restate-typescript on DBOS: three recorded steps and four status updates, its status being
// an event of the workflow. The idempotency key is the workflow's id, as DBOS advises.
import * as http from "node:http";
import { DBOS } from "@dbos-inc/dbos-sdk";

async function noop(number) {
  return `done ${number}`;
}

async function execute() {
  await DBOS.setEvent("status", "started");
  const results = [];
  for (let number = 1; number <= 3; number++) {
    results.push(await DBOS.runStep(() => noop(number), { name: "noop" }));
    await DBOS.setEvent("status", results.at(-1));
  }
  return results;
}

const workflow = DBOS.registerWorkflow(execute, { name: "execute" });

async function answer(request, response) {
  for await (const _ of request);
  const handle = await DBOS.startWorkflow(workflow, { workflowID: request.headers["idempotency-key"] })();
  const body = JSON.stringify(await handle.getResult());
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

DBOS.setConfig({ name: "holdfast-bench", systemDatabaseUrl: process.argv[2], logLevel: "error" });
await DBOS.launch();
const server = http.createServer((request, response) => {
  answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
});
server.listen(0, "127.0.0.1", () => console.log(`Listening on http://127.0.0.1:${server.address().port}`));
