/** What an answer says about where it has something from: "Based on the given passages,", "According to source 2,". */
const FRAME =
  /^(?:(?:so|thus|therefore|in summary|in conclusion|overall|additionally|however|finally|also|similarly|for example|for instance)[,:]?\s+)?(?:(?:based on|according to|as (?:stated|mentioned|described|noted) in|from)\s+(?:the\s+)?(?:(?:given|provided|above|search|available|information in the|information provided in the|context in the)\s+)*(?:passages?|sources?|documents?|results?|context|information|text|excerpts?)(?:\s*\d+(?:\s*(?:,|and|&)\s*\d+)*)?(?:\s+provided)?,?\s+|(?:passages?|sources?|documents?|excerpts?)\s+\d+(?:\s*(?:,|and|&)\s*\d+)*\s+(?:also\s+)?(?:states?|says?|mentions?|suggests?|explains?|describes?|defines?|notes?|recommends?|provides?|indicates?)(?:\s+that)?,?\s+)/i;
/** "(Passage 2)", "[source 1:4]": a reference of the answer's own. */
const REFERENCE = /\s?[([](?:see\s)?(?:passages?|sources?|documents?|excerpts?)\s[\d:.,\s&and-]{1,60}[)\]]/gi;
/** Marks of a list's item; its number says nothing. */
const ITEM = /^\s*(?:[•‣▪●○■□–—*·➢✓#]+|-|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+/;
/** About the answer itself, or about what it was made from. */
const ABOUT_ITSELF =
  /\b(?:unable to answer|cannot (?:be )?answer|can(?:no|')t answer|(?:here|below|following) (?:is|are) (?:the|some|a|an|how|what)?|here['’]s|(?:passages?|sources?|documents?) (?:provided |given |above )?(?:do|does|did) not|the answer to (?:the|your) question|i (?:hope|cannot|can['’]t|could not|couldn['’]t|am (?:sorry|unable)|apologi[sz]e)|no (?:passage|source|document) mentions?|not (?:mentioned|specified|provided|stated) in the (?:given |provided )?(?:passages?|sources?|documents?)|let me know|feel free to)\b/i;
const GREETING =
  /^(?:hello|hi|hey|dear|sure|certainly|of course|great question|thank(?:s| you)|you(?:'|’)re welcome)\b[^.]{0,60}[.!,]?$/i;

/**
 * What a sentence of an answer claims, without its list mark and what it says of its sources; null for one that claims nothing:
 * a question, a greeting, a heading, the lead-in of a list, a sentence about the answer itself.
 */
export function readClaim(sentence: string): string | null {
  const plain = sentence
    .replace(REFERENCE, "")
    .replace(/\*\*|__/g, "")
    .replace(ITEM, "")
    .trim();
  const claim = plain.replace(FRAME, "").trim();
  if (!/[\p{L}\p{N}]/u.test(claim)) return null;
  if (/[?？]["”’)]*$/.test(claim) || /[:：]$/.test(claim)) return null;
  return GREETING.test(claim) || ABOUT_ITSELF.test(plain) ? null : claim;
}
