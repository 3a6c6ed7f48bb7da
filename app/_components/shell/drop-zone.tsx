"use client";

import { FileText } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { droppedFiles } from "../library/dropped-files.ts";
import { useUploads } from "../library/upload-context.tsx";

/** Files and folders may be dropped anywhere; while they hover the page says so. */
export function DropZone() {
  const { add } = useUploads();
  const router = useRouter();
  const [over, setOver] = useState(false);

  useEffect(() => {
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const onEnter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      void droppedFiles(event.dataTransfer).then((files) => {
        add(files);
        if (files.length > 0) router.push("/documents");
      });
    };
    window.addEventListener("dragenter", onEnter);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("dragover", onOver);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragenter", onEnter);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("drop", onDrop);
    };
  }, [add, router]);

  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-paper/85 p-4 backdrop-blur-sm">
      <div className="rounded-3xl border-2 border-accent border-dashed bg-accent-soft px-10 py-8 text-center">
        <FileText aria-hidden className="mx-auto size-8 text-accent" />
        <p className="mt-3 font-serif text-2xl">Drop to add these documents</p>
        <p className="mt-1 text-soft text-sm">PDF, office files, mail, web pages, books, text; folders too</p>
      </div>
    </div>
  );
}
