/** Owns a registry for tests that asks for a user and a password. */
import { dag, type Service } from "@dagger.io/dagger"
import { IMAGES } from "../../.dagger/lib/images.js"

export const USER = "ci"
export const PASSWORD = "canary-7f3a"
/** bcrypt of the password, the one form that the registry takes. */
const HTPASSWD = `${USER}:$2b$05$72WhNUvBcQYfbv2SBs7lNeRxD5vL8OCX1XpJeyqtmSQHtEwIG.YO2\n`

export function guarded(): Service {
  return dag
    .container()
    .from(IMAGES.registry)
    .withNewFile("/auth/htpasswd", HTPASSWD)
    .withEnvVariable("REGISTRY_AUTH", "htpasswd")
    .withEnvVariable("REGISTRY_AUTH_HTPASSWD_REALM", "test")
    .withEnvVariable("REGISTRY_AUTH_HTPASSWD_PATH", "/auth/htpasswd")
    .withExposedPort(5000)
    .asService({ useEntrypoint: true })
}
