/** Calls `work` at once, and however often it is wanted again meanwhile, once more after `ms`. `cancel` gives up what waits. */
export function atMostEvery(ms: number, work: () => void): { (): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  const run = () => {
    isWanted = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (isWanted) run();
    }, ms);
    work();
  };
  const call = () => {
    if (timer === undefined) run();
    else isWanted = true;
  };
  return Object.assign(call, {
    cancel() {
      clearTimeout(timer);
      timer = undefined;
      isWanted = false;
    },
  });
}
