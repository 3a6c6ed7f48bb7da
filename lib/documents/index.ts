export { cleanName } from "./file-name.ts";
export { mediaTypeOf, sniffLength } from "./media-type.ts";
export { createOriginals, type Originals } from "./originals.ts";
export { upload } from "./upload.ts";
