import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { isSoftware } from "./engine.ts";

/** The device that llama.cpp would use here, and its memory in bytes. Loads native code for a moment. */
export async function detectGpu(asked: "auto" | "cuda" | "metal" | "vulkan" | "off") {
  if (asked === "off") return { backend: "cpu", devices: [], memoryBytes: 0 };
  const llama = await getLlama({
    gpu: asked,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
  try {
    if (llama.gpu === false) return { backend: "cpu", devices: [], memoryBytes: 0 };
    const [devices, { total }] = await Promise.all([llama.getGpuDeviceNames(), llama.getVramState()]);
    if (asked === "auto" && (await isSoftware(llama))) return { backend: "cpu", devices: [], memoryBytes: 0 };
    return { backend: llama.gpu as string, devices, memoryBytes: total };
  } finally {
    await llama.dispose();
  }
}
