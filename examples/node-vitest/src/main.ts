/** Owns the process: listens until it is told to end. */
import { postage } from "./server.ts";

const server = postage().listen(Number(process.env.PORT ?? 3000));
process.on("SIGTERM", () => server.close());
