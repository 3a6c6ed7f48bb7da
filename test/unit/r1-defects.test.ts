import { r1Defects } from "../contracts/r1-defects.ts";
import { createScriptedEngine } from "../fixtures/scripted-engine.ts";

r1Defects("with a scripted engine", async (script) => createScriptedEngine(script));
