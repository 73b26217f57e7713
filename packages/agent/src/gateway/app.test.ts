import { expect, it } from "vitest";
import { gatewayApp } from "./app.ts";
import { GatewaySessions } from "./sessions.ts";

it("does not take in a request of any size", async () => {
  const sessions = new GatewaySessions();
  const { token } = sessions.open();
  const target = () => {
    throw new Error("not asked");
  };
  const app = gatewayApp({ sessions, target, maxBodyBytes: 1000 });
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 100;
      controller.enqueue(new Uint8Array(100));
    },
  });
  const response = await app.request("/v1/messages", {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: endless,
    duplex: "half",
  } as RequestInit);
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ error: { type: "request_too_large" } });
  expect(sent).toBeLessThan(5000);
});
