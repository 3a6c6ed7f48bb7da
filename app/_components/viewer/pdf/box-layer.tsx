import type { RefObject } from "react";
import type { BoxMark } from "../page-text.ts";

/** Marks over a drawn page, where its words stand. The words inside are there to be found, not to be seen. */
export function BoxLayer({ marks, element }: { marks: BoxMark[]; element: RefObject<HTMLDivElement | null> }) {
  return (
    <div ref={element} className="box-layer" aria-hidden>
      {marks.map(({ kind, box: [x, y, width, height], words }) => (
        <mark
          key={`${kind} ${x} ${y} ${width}`}
          data-highlight={kind}
          style={{
            left: `${x * 100}%`,
            top: `${y * 100}%`,
            width: `${width * 100}%`,
            height: `${height * 100}%`,
          }}
        >
          {words}
        </mark>
      ))}
    </div>
  );
}
