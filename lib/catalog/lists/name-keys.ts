/** Digits that a number in a name is padded to; longer runs of digits sort as they stand. */
const DIGITS = 12;

/** What a document's name is sorted and found by, since SQLite knows neither Unicode's case nor the value of a number. */
export function nameKeys(name: string): { nameSort: string; nameSearch: string } {
  const nameSearch = name.toLocaleLowerCase("en");
  const nameSort = nameSearch.replace(/\d+/g, (number) => number.padStart(DIGITS, "0"));
  return { nameSort, nameSearch };
}
