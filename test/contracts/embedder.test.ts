import { createHashEmbedder } from "../../lib/embed/index.ts";
import { embedderContract } from "./embedder.ts";

embedderContract("the hash embedder", async () => createHashEmbedder());
