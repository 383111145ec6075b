/** A draft that is written down as it is typed: at most 300 ms later, and at once when the screen hides. */
import { useEffect, useRef, useState } from "preact/hooks";
import { familyDraftPath } from "../../forms/family";
import { uuid7 } from "../../kernel/uuid7";
import type { Draft } from "../../store/model";
import { useStore } from "./hooks";

const DELAY_MS = 300;

export interface Writing {
  draft: Draft;
  change: (data: Record<string, unknown>, files?: Draft["files"]) => void;
  /** Forgets what is not yet written; call before the draft is sent or dropped. */
  stop: () => Draft;
  /** Goes on with another draft: the last one was sent or dropped, and the screen stays. */
  restart: (draft: Draft) => void;
}

export function useDraft(start: () => Draft): Writing {
  const store = useStore();
  const [draft, setDraft] = useState(start);
  const latest = useRef(draft);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const dirty = useRef(false);

  const flush = (): void => {
    clearTimeout(timer.current);
    if (!dirty.current || !store.vault.isOpen) return;
    dirty.current = false;
    store.saveDraft(latest.current).catch(() => void (dirty.current = true)); // said by `store.trouble`; tried again at the next key
  };
  useEffect(() => {
    const hide = (): void => {
      if (document.visibilityState === "hidden") flush();
    };
    document.addEventListener("visibilitychange", hide);
    addEventListener("pagehide", flush);
    addEventListener("bubuhan:locking", flush);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      removeEventListener("pagehide", flush);
      removeEventListener("bubuhan:locking", flush);
      flush();
    };
  }, []);

  return {
    draft,
    change(data, files) {
      const next = { ...latest.current, updated: Date.now(), data: { ...latest.current.data, ...data }, files: files ?? latest.current.files };
      latest.current = next;
      dirty.current = true;
      setDraft(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, DELAY_MS);
    },
    stop() {
      clearTimeout(timer.current);
      dirty.current = false;
      return latest.current;
    },
    restart(next) {
      clearTimeout(timer.current);
      dirty.current = false;
      latest.current = next;
      setDraft(next);
    },
  };
}

/** What a small form without a screen of its own is about: where it stands and how a list names it. */
export interface WordsAbout {
  /** Finds the same words again, for example `decline:<case>`. */
  key: string;
  title: string;
  /** The address without `#/`. */
  place: string;
  caseId?: string;
}

export interface Words<T> {
  values: T;
  files: Draft["files"];
  /** Words of an earlier time were found: the form opens by itself. */
  found: boolean;
  change: (values: Partial<T>, files?: Draft["files"]) => void;
  /** Sent: give it to `store.enqueue` as the draft that the command settles. The form is empty afterwards. */
  take: () => Draft;
  /** Put aside: the words are forgotten. */
  drop: () => void;
}

/** Text typed into a form in the middle of a screen: a draft like any other, so a locked or killed phone
 *  loses nothing. Use it for every text field that is not in a form with a draft of its own. */
export function useWords<T extends object>(about: WordsAbout, empty: T): Words<T> {
  const store = useStore();
  const fresh = (): Draft => ({
    id: uuid7(), form: "words", updated: Date.now(), caseId: about.caseId ?? null, repairs: null,
    data: { ...empty, key: about.key, title: about.title, place: about.place }, files: [],
  });
  const [kept] = useState(() => store.snapshot.get().drafts.find((d) => d.form === "words" && d.data.key === about.key));
  const { draft, change, stop, restart } = useDraft(() => kept ?? fresh());
  const values = { ...empty, ...draft.data } as T;
  return {
    values,
    files: draft.files,
    found: kept !== undefined,
    change: (next, files) => change({ ...next }, files),
    take() {
      const last = stop();
      restart(fresh());
      return last;
    },
    drop() {
      void store.dropDraft(stop().id);
      restart(fresh());
    },
  };
}

/** The draft to go on with: the one touched last, so that one just opened for mending comes first. */
export function latestDraft(drafts: readonly Draft[], caseId: string, form: Draft["form"], fits: (draft: Draft) => boolean = () => true): Draft | undefined {
  return drafts.filter((d) => d.caseId === caseId && d.form === form && fits(d)).sort((a, b) => b.updated - a.updated)[0];
}

/** Where a draft goes on. */
export function draftLink(draft: Draft): string {
  if (draft.form === "words") return `#/${String(draft.data.place)}`;
  if (draft.form === "report") return `#/lapor/${draft.id}/${String(draft.data.step ?? "apa")}`;
  if (draft.form === "record") return draft.caseId ? `#/konfirmasi/${draft.caseId}/ubah` : "#/saya/ubah";
  if (draft.form === "cause" || draft.form === "assessment" || draft.form === "member") return `#/kasus/${draft.caseId}/${familyDraftPath(draft)}`;
  return `#/kasus/${draft.caseId}/${{ visit: "kunjungan", note: "catatan", resolve: "selesai", update: "perbaiki", aid: "bantuan/catat" }[draft.form]}`;
}
