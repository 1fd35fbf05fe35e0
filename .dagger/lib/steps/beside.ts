/** Owns what lies beside a pushed image in its registry: the list of what is in it, and its signature. */
import { type Container, dag, type Directory } from "@dagger.io/dagger"
import type { Sbom } from "../config/image-schema.js"
import type { RegistryAccess } from "../exec/regctl.js"
import type { Context } from "../pipeline/context.js"
import type { Image } from "../targets/target.js"
import { attachSbom, listPackages } from "./sbom.js"
import { signImage, type SigningKey } from "./sign.js"

export interface Beside {
  sbom: Sbom | undefined
  signing: SigningKey | undefined
}

export async function putBeside(
  built: Container,
  context: Context,
  image: Image,
  access: RegistryAccess,
  { sbom, signing }: Beside,
): Promise<{ said: string[]; files: Directory }> {
  const said: string[] = []
  let files = dag.directory()
  // Signed first: what cannot be signed has nothing beside it that could be taken for a proof.
  if (signing) {
    await signImage(access, image, signing)
    said.push("signed")
  }
  if (sbom) {
    const listed = await listPackages(built, sbom, context.config.project)
    await attachSbom(access, image, listed, sbom)
    files = files.withFile(`sbom.${sbom.replace("-", ".")}`, listed.file)
    said.push(`SBOM of ${listed.packages.length} packages beside it`)
  }
  return { said, files }
}
