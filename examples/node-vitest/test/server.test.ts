/** Shows what the HTTP interface answers. */
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { postage } from "../src/server.ts";

const server = postage();
beforeAll(() => once(server.listen(0), "listening"));
afterAll(() => void server.close());

it.each([
  ["/health", 200, { status: "ok" }],
  ["/price?grams=500", 200, { cents: 120 }],
  ["/price?grams=0", 400, { error: expect.stringContaining("Too small") as string }],
  ["/", 404, { error: "nothing at /" }],
])("%s answers %i", async (path, status, body) => {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual(body);
});
