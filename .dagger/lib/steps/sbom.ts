/** Owns the list of what is in an image: made by syft of the very image that was pushed, attached to its digest, read back. */
import { type Container, dag, type File } from "@dagger.io/dagger"
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

/** What regctl says of the artefact that it put. */
const DIGEST = "{{ .Manifest.GetDescriptor.Digest }}"

export interface Listed {
  file: File
  text: string
  packages: string[]
}

/** Made anew only when the image is another one: a list says when it was made, and one digest should have one list. */
export async function listPackages(built: Container, format: Sbom, name: string): Promise<Listed> {
  const scanned = dag
    .container()
    .from(IMAGES.syft)
    .withEnvVariable("SYFT_CHECK_FOR_APP_UPDATE", "false")
    .withMountedFile("/image.tar", built.asTarball())
    .withExec(["scan", "oci-archive:/image.tar", "--output", format, "--source-name", name], {
      useEntrypoint: true,
      // Its failure is an error of the engine's, for those are not kept: the next publish scans again.
      redirectStdout: "/sbom.json",
    })
  const file = scanned.file("/sbom.json")
  try {
    const text = await file.contents()
    return { file, text, packages: packagesIn(text, format) }
  } catch (error) {
    throw failure("ATTACH_FAILED", { what: "list what is in the image", reason: lastLines(describe(error), 5) })
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
  const put = ["artifact", "put", "--artifact-type", type, "--file-media-type", type, "--format", DIGEST]
  const args = [...put, "--file", "/sbom.json", "--subject", subject]
  const attached = (await runRegctl(client, args, "attach the SBOM to the image")).trim()
  // By its own digest: an image may have lists of other days and other makers beside it.
  const own = `${repositoryOf(access)}@${attached}`
  const got = await runRegctl(client, ["artifact", "get", own], "read the attached SBOM back")
  if (got.trim() !== listed.text.trim())
    throw failure("ATTACH_FAILED", {
      what: "read the attached SBOM back",
      reason: `the registry answers with another one (${got.length} characters, not ${listed.text.length})`,
    })
}
