/** Owns the list of what is in an image: made by syft of the very image that was pushed, attached to its digest, read back. */
import { type Container, dag, type File, ReturnType } from "@dagger.io/dagger"
import type { Sbom } from "../config/image-schema.js"
import { describe, failure, lastLines } from "../errors.js"
import { packagesIn } from "../evidence/sbom.js"
import { regctl, type RegistryAccess, repositoryOf, runRegctl } from "../exec/regctl.js"
import { IMAGES } from "../images.js"
import type { Image } from "../targets/target.js"

export const MEDIA_TYPES: Record<Sbom, string> = {
  "spdx-json": "application/spdx+json",
  "cyclonedx-json": "application/vnd.cyclonedx+json",
}

export interface Listed {
  file: File
  text: string
  packages: string[]
}

export async function listPackages(built: Container, format: Sbom, name: string): Promise<Listed> {
  const scanned = dag
    .container()
    .from(IMAGES.syft)
    // A scan that failed would fail for as long as the engine remembers it.
    .withEnvVariable("SHIPWAY_NONCE", crypto.randomUUID())
    .withEnvVariable("SYFT_CHECK_FOR_APP_UPDATE", "false")
    .withMountedFile("/image.tar", built.asTarball())
    .withExec(["scan", "oci-archive:/image.tar", "--output", format, "--source-name", name], {
      useEntrypoint: true,
      expect: ReturnType.Any,
      redirectStdout: "/sbom.json",
    })
  if ((await scanned.exitCode()) !== 0)
    throw failure("ATTACH_FAILED", { what: "list what is in the image", reason: lastLines(await scanned.stderr(), 5) })
  const file = scanned.file("/sbom.json")
  const text = await file.contents()
  try {
    return { file, text, packages: packagesIn(text, format) }
  } catch (error) {
    throw failure("ATTACH_FAILED", { what: "list what is in the image", reason: describe(error) })
  }
}

/** Beside the image, as an artefact that refers to its digest; what the registry gives back is what counts. */
export async function attachSbom(
  access: RegistryAccess,
  { digest }: Image,
  listed: Listed,
  format: Sbom,
): Promise<void> {
  const subject = `${repositoryOf(access)}@${digest}`
  const type = MEDIA_TYPES[format]
  const client = (await regctl(access)).withFile("/sbom.json", listed.file, { permissions: 0o644 })
  const put = ["artifact", "put", "--artifact-type", type, "--file-media-type", type]
  await runRegctl(client, [...put, "--file", "/sbom.json", "--subject", subject], "attach the SBOM to the image")
  const got = await runRegctl(
    client,
    ["artifact", "get", "--subject", subject, "--filter-artifact-type", type],
    "read the attached SBOM back",
  )
  if (got.trim() !== listed.text.trim())
    throw failure("ATTACH_FAILED", {
      what: "read the attached SBOM back",
      reason: `the registry answers with another one (${got.length} characters, not ${listed.text.length})`,
    })
}
