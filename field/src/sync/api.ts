/** Plain HTTP, and the few ways it can fail, by name. */
import type { EnrolAnswer, Envelope, ParcelAnswer, ParcelBody, PersonAnswer, PersonQuestion, PhoneState, Problem, PullAnswer, PushAnswer, SealedBody } from "../kernel/contract";
import { paces } from "./pace";


export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export class Offline extends Error {}

/** The server answered with a problem. `wipe`: this phone was revoked. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly wipe: boolean,
    readonly retryAfterMs: number,
    readonly offset: number | null,
  ) {
    super(problem.message);
  }
}

const TEXT_TIMEOUT_MS = 45_000;
const FILE_TIMEOUT_MS = 90_000;

export class Api {
  readonly paces = paces();

  constructor(
    private readonly fetch: Fetch,
    private readonly base = "",
  ) {}

  enrol(code: string, deviceName: string): Promise<EnrolAnswer> {
    return this.json("/sync/v1/enrol", { method: "POST", body: JSON.stringify({ code, device_name: deviceName }) });
  }

  push(token: string, body: { device: string; commands: Envelope[]; sent_at: string; app_version: string; pending: number; phone?: PhoneState }): Promise<PushAnswer> {
    return this.json("/sync/v1/push", { method: "POST", body: JSON.stringify(body), headers: bearer(token) });
  }

  pull(token: string, space: string, after: number, limit: number): Promise<PullAnswer> {
    const query = new URLSearchParams({ space, after: String(after), limit: String(limit) });
    return this.json(`/sync/v1/pull?${query}`, { headers: bearer(token) });
  }

  /** Somebody's sealed work; no token: what is sealed in it says whose it is. */
  parcel(body: ParcelBody): Promise<ParcelAnswer> {
    return this.json("/sync/v1/parcel", { method: "POST", body: JSON.stringify(body) });
  }

  newPin(body: { code: string; device: string; escrow: string; session: SealedBody; reply_to: string }): Promise<{ key: string }> {
    return this.json("/sync/v1/pin", { method: "POST", body: JSON.stringify(body) });
  }

  person(token: string, body: PersonQuestion): Promise<PersonAnswer> {
    return this.json("/sync/v1/person", { method: "POST", body: JSON.stringify(body), headers: bearer(token) });
  }

  /** How far the server has a file: 0 when it knows nothing of it. */
  async fileState(token: string, sha: string): Promise<{ offset: number; complete: boolean }> {
    const response = await this.send(`/files/${sha}`, { method: "HEAD", headers: bearer(token) }, TEXT_TIMEOUT_MS);
    if (response.status === 404) return { offset: 0, complete: false };
    if (!response.ok) throw await refusal(response);
    const { headers } = response;
    return { offset: Number(headers.get("Upload-Offset") ?? 0), complete: headers.get("Upload-Complete") === "1" };
  }

  async putPart(token: string, sha: string, part: ArrayBuffer, from: number, total: number, mime: string): Promise<{ offset: number; complete: boolean }> {
    const headers = { ...bearer(token), "Content-Type": mime, "Content-Range": `bytes ${from}-${from + part.byteLength - 1}/${total}` };
    const response = await this.send(`/files/${sha}`, { method: "PUT", body: part, headers }, FILE_TIMEOUT_MS);
    if (!response.ok) throw await refusal(response);
    const { offset } = (await response.json()) as { offset: number };
    return { offset, complete: response.status !== 202 };
  }

  private async json<T>(path: string, init: RequestInit): Promise<T> {
    const headers = { ...(init.body ? { "Content-Type": "application/json" } : {}), ...init.headers };
    const response = await this.send(path, { ...init, headers }, TEXT_TIMEOUT_MS);
    if (!response.ok) throw await refusal(response);
    try {
      return (await response.json()) as T;
    } catch {
      throw new Offline("the answer was cut off");
    }
  }

  private async send(path: string, init: RequestInit, timeout: number): Promise<Response> {
    try {
      return await this.fetch(this.base + path, {
        ...init, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(timeout),
      });
    } catch (error) {
      throw new Offline(String(error));
    }
  }
}

const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });

async function refusal(response: Response): Promise<Refused> {
  let body: Partial<Problem & { wipe: boolean; offset: number }> = {};
  try {
    body = (await response.json()) as typeof body;
  } catch {
    // a proxy's page, not our server's answer
  }
  const problem = {
    code: body.code ?? "server_trouble",
    field: body.field ?? null,
    message: body.message ?? "Server sedang terganggu. Coba lagi sebentar lagi.",
  };
  const wait = Number(response.headers.get("Retry-After") ?? 0) * 1000;
  return new Refused(response.status, problem, body.wipe === true, Number.isFinite(wait) ? wait : 0, body.offset ?? null);
}
