// The shape of the example that Holdfast began with: an executor calls three steps, each with one recorded side effect,
// and sends four updates to a status object. Holdfast.Bench/Restate/BenchServices.cs has the same, call for call.
import * as http2 from "node:http2";
import * as restate from "@restatedev/restate-sdk";

const step = restate.service({
  name: "TypeScriptStep",
  handlers: { run: async (ctx, number) => ctx.run("noop", async () => `done ${number}`) },
});

const status = restate.object({
  name: "TypeScriptStatus",
  handlers: {
    set: async (ctx, text) => {
      ctx.set("status", text);
    },
  },
});

const executor = restate.service({
  name: "TypeScriptExecutor",
  handlers: {
    execute: async (ctx, id) => {
      const progress = ctx.objectSendClient(status, id);
      progress.set("started");
      const results = [];
      for (let number = 1; number <= 3; number++) {
        results.push(await ctx.serviceClient(step).run(number));
        progress.set(results.at(-1));
      }
      return results;
    },
  },
});

// The same work in one invocation: side effects in place of calls, its own state in place of messages.
const lean = restate.object({
  name: "TypeScriptLean",
  handlers: {
    execute: async (ctx) => {
      ctx.set("status", "started");
      const results = [];
      for (let number = 1; number <= 3; number++) {
        results.push(await ctx.run("noop", async () => `done ${number}`));
        ctx.set("status", results.at(-1));
      }
      return results;
    },
  },
});

const services = [step, status, executor, lean];
const server = http2.createServer(restate.createEndpointHandler({ services }));
server.listen(0, "127.0.0.1", () => console.log(`Listening on http://127.0.0.1:${server.address().port}`));
