/** Owns the HTTP interface. */
import { createServer, type Server } from "node:http";
import { Parcel, priceInCents } from "./rates.ts";

export function postage(): Server {
  return createServer((request, response) => {
    const { status, body } = answer(new URL(request.url ?? "/", "http://postage"));
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(body));
  });
}

function answer({ pathname, searchParams }: URL): { status: number; body: object } {
  if (pathname === "/health") return { status: 200, body: { status: "ok" } };
  if (pathname !== "/price") return { status: 404, body: { error: `nothing at ${pathname}` } };
  const parcel = Parcel.safeParse(Object.fromEntries(searchParams));
  if (!parcel.success) return { status: 400, body: { error: parcel.error.issues[0]?.message } };
  return { status: 200, body: { cents: priceInCents(parcel.data) } };
}
