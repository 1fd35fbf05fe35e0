/** Owns the search through an image as a registry gives it back: every layer, unpacked, and its config. */
import { type Container, dag, ImageLayerCompression } from "@dagger.io/dagger"
import { IMAGES } from "../../.dagger/lib/images.js"

/** How many of its blobs hold each of the words. */
export async function blobsWith(image: Container, words: readonly string[]): Promise<number[]> {
  const tarball = image.asTarball({ forcedCompression: ImageLayerCompression.Uncompressed })
  const unpacked = dag
    .container()
    .from(IMAGES.shell)
    .withMountedTemp("/image")
    .withMountedFile("/image.tar", tarball)
    .withMountedDirectory(
      "/words",
      words.reduce((all, word, place) => all.withNewFile(`${place}`, word), dag.directory()),
    )
    .withExec([
      "sh",
      "-ec",
      "tar -xf /image.tar -C /image; for word in $(ls /words | sort -n); do grep -rlF -f /words/$word /image | wc -l; done",
    ])
  return (await unpacked.stdout()).trim().split("\n").map(Number)
}
