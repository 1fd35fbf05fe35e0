/** Owns which parts of a kubeconfig are secret. Pure. */
import { parse } from "yaml"
import { z } from "zod"

const Users = z.object({ users: z.array(z.object({ user: z.record(z.string(), z.unknown()) })) })
const SECRET = ["token", "password", "client-key-data", "client-certificate-data"]

/** What must not be in any output; a kubeconfig that cannot be read is secret as a whole. */
export function secretsIn(kubeconfig: string): string[] {
  try {
    const { users } = Users.parse(parse(kubeconfig))
    const found = users.flatMap(({ user }) => SECRET.map((key) => user[key]))
    return [kubeconfig, ...found.filter((one): one is string => typeof one === "string")]
  } catch {
    return [kubeconfig, ...kubeconfig.split(/\s+/).filter((word) => word.length >= 16)]
  }
}
