/** Owns what a Dockerfile says about the service: its port, its health, and its user. Pure. */
import type { ProposedImage, Reasoned } from "./proposal.js"

export function imageFrom(dockerfile: string, text: string): Reasoned<ProposedImage> {
  const lines = text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/)
  const last = (instruction: string) =>
    lines.map((line) => new RegExp(`^\\s*${instruction}\\s+(.*)$`, "i").exec(line)?.[1]?.trim()).findLast(Boolean)
  const exposed = portIn(/^(\d+)/.exec(last("EXPOSE") ?? "")?.[1])
  const asked = /https?:\/\/[^\s/"']+(\/[\w./-]*)/.exec(last("HEALTHCHECK") ?? "")?.[1]
  const user = last("USER")
  return {
    value: { dockerfile, port: exposed ?? 8000, healthPath: asked ?? "/health" },
    why: [
      exposed ? `${dockerfile} exposes ${exposed}.` : `${dockerfile} exposes no port: add EXPOSE, and write it here.`,
      asked
        ? `Its HEALTHCHECK asks for ${asked}.`
        : "It has no HEALTHCHECK with a URL: write the path that answers 200.",
      ...(!user || /^(root|0)(:|$)/.test(user)
        ? ["It ends without a USER of its own: the step image refuses an image that runs as root."]
        : []),
    ],
  }
}

function portIn(text: string | undefined): number | undefined {
  const port = Number(text)
  return port >= 1 && port <= 65535 ? port : undefined
}
