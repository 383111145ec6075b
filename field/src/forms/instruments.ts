/** Assessment instruments: which questions show, what an answer is worth. Pure; the twin of
 *  bubuhan/assessments/instruments.py, both held to contract/samples/instruments.json. */

export type Answer = string | number | string[] | null | undefined;
export type Answers = Record<string, unknown>;
export type When = Record<string, unknown>;

interface Worth { score?: number; need?: string; strength?: string; cause?: string }
export interface Option extends Worth { code: string; label: string; alone?: boolean }
export interface Question {
  id: string;
  text: string;
  type: "single" | "yesno" | "multi" | "number" | "text";
  section?: string;
  help?: string;
  icon?: string;
  unit?: string;
  required?: boolean;
  when?: When;
  options?: Option[];
  min?: number;
  max?: number;
  scores?: (Worth & { from?: number; to?: number })[];
}
export interface InstrumentBand { from: number; to: number; code: string; name: string; tone: string; advice: string }
export interface Instrument {
  code: string;
  version: number;
  name: string;
  about: string;
  subject: "household" | "member";
  better: "high" | "low";
  max: number;
  questions: Question[];
  bands: InstrumentBand[];
}

export const WORDS: Record<string, string> = {
  required: "Pertanyaan ini belum dijawab.", unknown: "Pertanyaan ini tidak ada dalam formulir.",
  option: "Pilihannya tidak ada dalam daftar.", type: "Jawabannya tidak terbaca.", range: "Angkanya di luar batas.",
  alone: "Pilihan ini tidak bisa digabung dengan yang lain.", long: "Tulisannya terlalu panjang.",
};
const MOST_TEXT = 2000;

export interface Result {
  visible: string[];
  problems: Record<string, string>;
  score: number;
  band: string;
  strengths: string[];
  needs: string[];
  causes: string[];
  kept: Answers;
}

export function visible(form: Instrument, answers: Answers): string[] {
  const shown: Answers = {};
  const found: string[] = [];
  for (const question of form.questions) {
    if (!holds(question.when, shown)) continue;
    found.push(question.id);
    const value = own(answers, question.id);
    if (answered(value)) shown[question.id] = value;
  }
  return found;
}

export function holds(when: When | undefined, answers: Answers): boolean {
  if (!when || !Object.keys(when).length) return true;
  if ("all" in when) return (when.all as When[]).every((one) => holds(one, answers));
  if ("any" in when) return (when.any as When[]).some((one) => holds(one, answers));
  if ("not" in when) return !holds(when.not as When, answers);
  const value = own(answers, String(when.q));
  if ("answered" in when) return answered(value) === Boolean(when.answered);
  if ("is" in when) return value === when.is;
  if ("in" in when) return typeof value === "string" && (when.in as string[]).includes(value);
  if ("has" in when) return Array.isArray(value) && value.includes(when.has);
  if (!isNumber(value)) return false;
  return "gte" in when ? value >= Number(when.gte) : value <= Number(when.lte);
}

export const answered = (value: unknown): boolean =>
  !(value === null || value === undefined || ((typeof value === "string" || Array.isArray(value)) && value.length === 0));

export function check(form: Instrument, answers: Answers): Record<string, string> {
  const known = new Map(form.questions.map((q) => [q.id, q]));
  const found: Record<string, string> = {};
  for (const name of Object.keys(answers)) if (!known.has(name)) found[name] = "unknown";
  for (const name of visible(form, answers)) {
    const problem = problemOf(known.get(name)!, own(answers, name));
    if (problem) found[name] = problem;
  }
  return found;
}

export function problemOf(question: Question, value: unknown): string {
  if (!answered(value)) return question.required ? "required" : "";
  const options = question.options ?? [];
  switch (question.type) {
    case "single":
    case "yesno":
      if (typeof value !== "string") return "type";
      return options.some((o) => o.code === value) ? "" : "option";
    case "multi":
      if (!Array.isArray(value) || !value.every((one) => typeof one === "string")) return "type";
      if (new Set(value).size !== value.length || value.some((one) => !options.some((o) => o.code === one))) return "option";
      return value.length > 1 && options.some((o) => o.alone && value.includes(o.code)) ? "alone" : "";
    case "number":
      if (!isNumber(value)) return "type";
      return (question.min !== undefined && value < question.min) || (question.max !== undefined && value > question.max) ? "range" : "";
    default:
      if (typeof value !== "string") return "type";
      return [...value].length > (question.max ?? MOST_TEXT) ? "long" : "";
  }
}

export function result(form: Instrument, answers: Answers): Result {
  const shown = visible(form, answers);
  const problems = check(form, answers);
  const found: Result = { visible: shown, problems, score: 0, band: "", strengths: [], needs: [], causes: [], kept: {} };
  if (Object.keys(problems).length) return found;
  const known = new Map(form.questions.map((q) => [q.id, q]));
  const add = (texts: string[], text: string | undefined): void => { if (text && !texts.includes(text)) texts.push(text); };
  for (const name of shown) {
    const value = own(answers, name);
    for (const one of parts(known.get(name)!, value)) {
      found.score += one.score ?? 0;
      add(found.strengths, one.strength);
      add(found.needs, one.need);
      add(found.causes, one.cause);
    }
    if (answered(value)) found.kept[name] = value;
  }
  found.band = form.bands.find((b) => b.from <= found.score && found.score <= b.to)?.code ?? "";
  return found;
}

function parts(question: Question, value: unknown): Worth[] {
  if (!answered(value) || question.type === "text") return [];
  if (question.type === "number") {
    const n = value as number;
    const step = (question.scores ?? []).find((s) => (s.from ?? n) <= n && n <= (s.to ?? n));
    return step ? [step] : [];
  }
  const chosen = Array.isArray(value) ? (value as unknown[]) : [value];
  return (question.options ?? []).filter((o) => chosen.includes(o.code));
}

export const bandOf = (form: Instrument, code: string): InstrumentBand | undefined => form.bands.find((b) => b.code === code);

/** Toggles one option of a question with many: one that stands alone drops the others, and the other way round. */
export function toggled(question: Question, value: unknown, code: string): string[] {
  const now = Array.isArray(value) ? (value as string[]) : [];
  if (now.includes(code)) return now.filter((one) => one !== code);
  const alone = (one: string): boolean => Boolean(question.options?.find((o) => o.code === one)?.alone);
  return alone(code) ? [code] : [...now.filter((one) => !alone(one)), code];
}

const own = (answers: Answers, name: string): unknown => (Object.hasOwn(answers, name) ? answers[name] : undefined);
const isNumber = (value: unknown): value is number => typeof value === "number" && Math.abs(value) < 1e9;
