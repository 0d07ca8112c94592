// The services of the contract. tests/Holdfast.Engine.Tests/Http/ContractServices.cs has the same ones for Holdfast.
import * as restate from "@restatedev/restate-sdk";

const bytes = { input: restate.serde.binary, output: restate.serde.binary };
const nothing = { input: restate.serde.empty, output: restate.serde.empty };
const noInput = { input: restate.serde.empty };

const greeter = restate.service({
  name: "Greeter",
  handlers: {
    greet: async (_ctx, name) => `Hello, ${name}`,
    bytes: restate.handlers.handler(bytes, async (_ctx, value) => value),
    nothing: restate.handlers.handler(nothing, async () => {}),
    headers: restate.handlers.handler(noInput, async (ctx) =>
      [...ctx.request().headers].map(([name, value]) => `${name}: ${value}`)),
    fail: async (_ctx, { message, code, metadata }) => {
      throw new restate.TerminalError(message, { errorCode: code, metadata });
    },
    never: restate.handlers.handler(noInput, async (ctx) => await ctx.awakeable().promise),
    hidden: restate.handlers.handler({ ingressPrivate: true }, async () => "seen"),
  },
});

const secret = restate.service({
  name: "Secret",
  options: { ingressPrivate: true },
  handlers: { tell: async () => "told" },
});

const counter = restate.object({
  name: "Counter",
  handlers: {
    add: async (ctx, amount) => {
      const sum = ((await ctx.get("sum")) ?? 0) + amount;
      ctx.set("sum", sum);
      return sum;
    },
    key: restate.handlers.object.shared(noInput, async (ctx) => ctx.key),
  },
});

const gate = restate.workflow({
  name: "Gate",
  handlers: {
    run: async (ctx, name) => {
      const { id, promise } = ctx.awakeable();
      ctx.set("id", id);
      try {
        return `${name}: ${await promise}`;
      } catch (error) {
        // What a cancelled handler answers is up to its SDK: this one writes "Cancelled", Holdfast "canceled".
        throw error instanceof restate.CancelledError ? new restate.TerminalError("canceled", { errorCode: 409 }) : error;
      }
    },
    id: restate.handlers.workflow.shared(noInput, async (ctx) => (await ctx.get("id")) ?? ""),
  },
});

export const services = [greeter, secret, counter, gate];
