/** Owns how a command's end is asked for: it runs once, whatever its container is asked afterwards. */
import type { Container } from "@dagger.io/dagger"

export interface End {
  exitCode: number
  stdout: string
  stderr: string
}

/**
 * `chain` ends with the exec. What comes back of it is known by its id: asked of the chain, every question would send
 * all of it, resolve its parts anew, and run a command again whose container died meanwhile.
 */
export async function endOf(chain: Container): Promise<End> {
  return endOfRun(await chain.sync())
}

/** Of a container that has run, for those who ask it more at the same time. */
export async function endOfRun(ran: Container): Promise<End> {
  const [exitCode, stdout, stderr] = await Promise.all([ran.exitCode(), ran.stdout(), ran.stderr()])
  return { exitCode, stdout, stderr }
}
