/** What the file dialog offers; the server looks at the bytes themselves (lib/base/file-kinds.ts, which a test compares). */
export const ACCEPTED =
  ".pdf,.docx,.docm,.dotx,.pptx,.pptm,.ppsx,.potx,.xlsx,.xlsm,.xltx,.odt,.ott,.ods,.ots,.odp,.otp,.rtf,.epub,.eml,.msg,.html,.htm,.xhtml,.md,.markdown,.csv,.tsv,.tab,.txt,.text,.log,.zip";
