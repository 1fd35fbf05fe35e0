/** Owns a real HTTP and WebSocket server for probe tests, told by each test how to answer. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { WebSocketServer, type WebSocket } from "ws"
import { onTestFinished } from "vitest"

interface Answers {
  http?: (request: IncomingMessage, response: ServerResponse, body: string) => void
  socket?: (socket: WebSocket, message: string) => void
}

/** The base URL. Without an answer to HTTP the server hangs, as a real one may. */
export async function answering({ http, socket }: Answers): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => http?.(request, response, Buffer.concat(chunks).toString()))
  })
  if (socket)
    new WebSocketServer({ server }).on("connection", (peer) =>
      peer.on("message", (data: Buffer) => socket(peer, data.toString())),
    )
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
