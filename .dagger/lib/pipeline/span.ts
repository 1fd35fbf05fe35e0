/** Owns the spans by which Dagger's own views show steps by name. */
import { getTracer } from "@dagger.io/dagger/telemetry"

export function spanned<T>(name: string, work: () => Promise<T>): Promise<T> {
  return getTracer("shipway").startActiveSpan(name, work)
}
