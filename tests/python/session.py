"""A session of the official client with the server under test: starts a script, looks, fails once, and stops it.

python session.py ERA URL | python session.py ERA PROGRAM ARGUMENT…

ERA is legacy or auto. Prints what it saw as JSON.
"""

import asyncio
import json
import os
import sys

from mcp import Client, StdioServerParameters


async def main(era: str, target: str, *args: str) -> None:
    server = target
    if not target.startswith("http"):
        server = StdioServerParameters(command=target, args=list(args), env=dict(os.environ))
    seen = {}
    async with Client(server, mode=era) as client:
        seen["version"] = client.protocol_version
        seen["tools"] = len((await client.list_tools()).tools)
        run = await client.call_tool("scripts_run", {"name": "dev", "wait_ms": 0})
        seen["started"] = run.structured_content["owner"]
        status = await client.call_tool("scripts_status", {"name": "dev"})
        seen["status"] = status.structured_content["processes"][0]["status"]
        logs = await client.call_tool("logs_stream", {"name": "dev"})
        seen["logs"] = logs.content[0].type
        failed = await client.call_tool("scripts_stop", {"name": "dve"})
        seen["failed"] = [failed.is_error, failed.content[0].text.split(":")[0]]
        stopped = await client.call_tool("scripts_stop", {"name": "dev"})
        seen["stopped"] = stopped.structured_content["status"]
    print(json.dumps(seen))


asyncio.run(main(*sys.argv[1:]))
