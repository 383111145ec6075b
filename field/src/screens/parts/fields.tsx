/** Inputs with their label, hint and problem tied together. */
import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./icons";

interface FieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  problem?: string;
  rows?: number;
  options?: [value: string, name: string][];
  input?: InputHTMLAttributes<HTMLInputElement>;
}

export function Field({ label, value, onValue, hint, problem, rows, options, input }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-h`, problem && `${id}-p`].filter(Boolean).join(" ") || undefined;
  const common = { id, value, "aria-describedby": described, "aria-invalid": problem ? true : undefined } as const;
  const onInput = (event: Event): void => onValue((event.currentTarget as HTMLInputElement).value);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-h`}>{hint}</p>}
      {options ? (
        <select {...common} onChange={onInput}>
          {options.map(([code, name]) => <option key={code} value={code}>{name}</option>)}
        </select>
      ) : rows ? (
        <textarea {...common} rows={rows} onInput={onInput} />
      ) : (
        <input type="text" autocomplete="off" {...input} {...common} onInput={onInput} />
      )}
      {problem && <Problem id={`${id}-p`} text={problem} />}
    </div>
  );
}

export function Problem({ text, id }: { text?: string; id?: string }) {
  if (!text) return null;
  return <p class="problem" id={id}><Icon name="triangle-alert" size={20} /> {text}</p>;
}

interface ChoiceProps {
  legend: ComponentChildren;
  name: string;
  value: string;
  options: [value: string, name: string, hint?: string][];
  onValue: (value: string) => void;
  problem?: string;
  look?: "row" | "list";
}

/** One of a few, as large buttons that are radio buttons underneath. */
export function Choice({ legend, name, value, options, onValue, problem, look = "row" }: ChoiceProps) {
  const id = useId();
  return (
    <fieldset class={`choice choice-${look}`} aria-describedby={problem ? `${id}-p` : undefined}>
      <legend>{legend}</legend>
      <div class="choice-options">
        {options.map(([code, label, hint]) => (
          <label key={code} class={value === code ? "on" : ""}>
            <input type="radio" name={`${name}-${id}`} value={code} checked={value === code} onChange={() => onValue(code)} />
            <span>{label}{hint && <small>{hint}</small>}</span>
          </label>
        ))}
      </div>
      {problem && <Problem id={`${id}-p`} text={problem} />}
    </fieldset>
  );
}

/** Problems at the top, each leading to its field. */
export function Summary({ problems }: { problems: Record<string, string | undefined> }) {
  const found = Object.values(problems).filter(Boolean);
  if (!found.length) return null;
  return (
    <div class="note note-bad" role="alert">
      <Icon name="triangle-alert" />
      <div>
        <strong>{found.length === 1 ? "Satu hal belum lengkap" : `${found.length} hal belum lengkap`}</strong>
        <ul>{found.map((text) => <li key={text}>{text}</li>)}</ul>
      </div>
    </div>
  );
}
