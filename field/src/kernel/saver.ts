/** The data saver: photos and voice notes only over Wi-Fi. Text always goes at once. */
interface Connection {
  type?: string;
  saveData?: boolean;
}

const KEY = "hemat";

export function saverOn(): boolean {
  try {
    return localStorage.getItem(KEY) === "ya";
  } catch {
    return false;
  }
}

export function setSaver(on: boolean): void {
  try {
    localStorage.setItem(KEY, on ? "ya" : "tidak");
  } catch {
    // private mode: it holds for this visit only
  }
}

/** May large files go over this connection? A browser that does not say what it is counts as not Wi-Fi:
 *  with the saver on, only the button sends them then. */
export function filesMayGo(on: boolean, connection: Connection | undefined): boolean {
  if (!on) return true;
  return connection?.type === "wifi" || connection?.type === "ethernet";
}

export const connectionNow = (): Connection | undefined => (globalThis.navigator as { connection?: Connection } | undefined)?.connection;
