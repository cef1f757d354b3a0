// A session of an official client with the server under test: starts a script, looks, fails once, and stops it.
//
//   node session.mjs SDK ERA URL | node session.mjs SDK ERA PROGRAM ARGUMENT…
//
// SDK is 1 or 2, ERA is legacy or auto. Prints what it saw as JSON.

const [sdk, era, target, ...args] = process.argv.slice(2);

const load = async () => {
  if (sdk === "1") {
    const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
    const { StdioClientTransport } = await import("@modelcontextprotocol/sdk/client/stdio.js");
    const { StreamableHTTPClientTransport } = await import("@modelcontextprotocol/sdk/client/streamableHttp.js");
    return { Client, StdioClientTransport, StreamableHTTPClientTransport };
  }
  const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
  const { StdioClientTransport } = await import("@modelcontextprotocol/client/stdio");
  return { Client, StdioClientTransport, StreamableHTTPClientTransport };
};

const { Client, StdioClientTransport, StreamableHTTPClientTransport } = await load();
const transport = target.startsWith("http")
  ? new StreamableHTTPClientTransport(new URL(target))
  : new StdioClientTransport({ command: target, args, env: process.env, stderr: "inherit" });
const client = new Client({ name: `typescript-${sdk}`, version: "1" }, { versionNegotiation: { mode: era } });
await client.connect(transport);
const call = (name, given = {}) => client.callTool({ name, arguments: given });
const seen = {};
seen.tools = (await client.listTools()).tools.length;
seen.started = (await call("scripts_run", { name: "dev", wait_ms: 0 })).structuredContent.owner;
seen.status = (await call("scripts_status", { name: "dev" })).structuredContent.processes[0].status;
seen.logs = (await call("logs_stream", { name: "dev" })).content[0].type;
const failed = await call("scripts_stop", { name: "dve" });
seen.failed = [failed.isError, failed.content[0].text.split(":")[0]];
seen.stopped = (await call("scripts_stop", { name: "dev" })).structuredContent.status;
if (sdk !== "1") seen.version = client.getNegotiatedProtocolVersion();
await client.close();
console.log(JSON.stringify(seen));
