/** Owns the image step: what the built image says about itself before anybody trusts it. */
import type { Container } from "@dagger.io/dagger"
import type { ResolvedConfig } from "../config/resolve.js"
import { StepStatus } from "../../src/names.js"
import { type Outcome, type Part, statusOf } from "../pipeline/outcome.js"

export async function image(built: Container, config: ResolvedConfig): Promise<Outcome> {
  const [user, ports, entrypoint, command] = await Promise.all([
    built.user(),
    portsOf(built),
    built.entrypoint(),
    built.defaultArgs(),
  ])
  const port = config.image!.port
  const root = /^(|0|root)(:.*)?$/.test(user)
  const parts = [
    part("user", !root, root ? "runs as root; add a USER line to the Dockerfile" : `runs as ${user}`),
    part(
      "port",
      ports.includes(port),
      ports.includes(port)
        ? `exposes ${port}`
        : `does not EXPOSE ${port} (image.port); it exposes ${ports.join(", ") || "nothing"}`,
    ),
    part(
      "command",
      entrypoint.length + command.length > 0,
      entrypoint.length + command.length > 0 ? [...entrypoint, ...command].join(" ") : "has neither ENTRYPOINT nor CMD",
    ),
  ]
  const bad = parts.filter(({ status }) => status !== StepStatus.Passed)
  return {
    status: statusOf(parts),
    summary: bad.length > 0 ? bad.map(({ summary }) => summary).join("; ") : `${parts[0]!.summary}, exposes ${port}`,
    parts,
  }
}

async function portsOf(built: Container): Promise<number[]> {
  const ports = await built.exposedPorts()
  return Promise.all(ports.map((port) => port.port()))
}

function part(name: string, good: boolean, summary: string): Part {
  return { name, status: good ? StepStatus.Passed : StepStatus.Failed, summary, durationMs: 0, cached: false }
}
