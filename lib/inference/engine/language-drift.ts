/** Thought of this length says in which language it goes on; characters. */
const window = 48;
const chinese = /\p{Script=Han}/gu;

/** Finds out that R1 went over to thinking in Chinese, which it does now and then whatever language it is asked in. */
export class LanguageDrift {
  #recent = "";

  /** Takes the next text of a thought; true when a quarter of its last characters are Chinese. */
  push(text: string): boolean {
    this.#recent = (this.#recent + text).slice(-window);
    const found = this.#recent.match(chinese)?.length ?? 0;
    return found > window / 4;
  }
}
