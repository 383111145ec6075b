// The wall screen: asks again every ten seconds, lets the clocks run, keeps the last state when the line is gone.
const EVERY_MS = 10_000;
const WAIT_MS = 8_000;

function two(n: number): string {
  return String(n).padStart(2, "0");
}

export function countdown(until: number, now: number): string {
  const left = Math.round((until - now) / 1000);
  const word = left < 0 ? "lewat" : "sisa";
  const s = Math.abs(left);
  if (s < 3600) return `${word} ${two(Math.floor(s / 60))}:${two(s % 60)}`;
  if (s < 172_800) return `${word} ${Math.floor(s / 3600)} jam ${two(Math.floor(s / 60) % 60)} mnt`;
  return `${word} ${Math.floor(s / 86_400)} hari`;
}

function tick(wall: HTMLElement): void {
  const now = Date.now();
  for (const one of wall.querySelectorAll<HTMLTimeElement>("time[data-count]")) {
    const until = Date.parse(one.dateTime);
    const text = countdown(until, now);
    if (one.textContent !== text) one.textContent = text;
    one.classList.toggle("late", until < now);
  }
}

function clockOf(at: Date): string {
  return `${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`;
}

class Live {
  private readonly place: HTMLElement;
  private last = new Date();
  private known: Set<string>;
  private sound: AudioContext | null = null;

  constructor(private readonly wall: HTMLElement) {
    this.place = wall.querySelector<HTMLElement>("[data-wall-live]") ?? wall;
    this.known = this.urgent();
    this.say(`Data pukul ${clockOf(this.last)}`, false);
  }

  private urgent(): Set<string> {
    return new Set([...this.place.querySelectorAll<HTMLElement>("[data-urgent]")].map((row) => row.dataset.urgent ?? ""));
  }

  private say(text: string, lost: boolean): void {
    const state = this.wall.querySelector<HTMLElement>("[data-wall-state]");
    state?.classList.toggle("lost", lost);
    this.place.classList.toggle("stale", lost);
    const said = state?.querySelector("[data-said]");
    if (said && said.textContent !== text) said.textContent = text;
  }

  async ask(): Promise<void> {
    try {
      const stop = AbortSignal.timeout(WAIT_MS);
      const answer = await fetch(this.wall.dataset.wall ?? "", { signal: stop, redirect: "manual", credentials: "same-origin" });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return this.signedOut();
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(await answer.text());
    } catch {
      this.say(`Sambungan terputus. Yang terlihat adalah keadaan pukul ${clockOf(this.last)}.`, true);
    }
  }

  private signedOut(): void {
    this.say(`Sesi berakhir. Yang terlihat adalah keadaan pukul ${clockOf(this.last)}. Masuk lagi untuk melanjutkan.`, true);
  }

  private show(html: string): void {
    const focused = (document.activeElement as HTMLAnchorElement | null)?.href;
    this.place.innerHTML = html;
    if (focused) [...this.place.querySelectorAll("a")].find((a) => a.href === focused)?.focus({ preventScroll: true });
    this.last = new Date();
    this.say(`Data pukul ${clockOf(this.last)}`, false);
    tick(this.wall);
    const now = this.urgent();
    if ([...now].some((path) => !this.known.has(path))) this.ring();
    this.known = now;
  }

  toggleSound(button: HTMLElement): void {
    const on = this.sound === null;
    if (on) this.sound = new AudioContext();
    else {
      void this.sound?.close();
      this.sound = null;
    }
    button.setAttribute("aria-pressed", String(on));
    const said = button.querySelector("[data-said]");
    if (said) said.textContent = on ? "Suara hidup" : "Suara mati";
    if (on) this.ring();
  }

  private ring(): void {
    if (!this.sound) return;
    for (const [n, pitch] of [660, 880].entries()) {
      const tone = this.sound.createOscillator();
      const volume = this.sound.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.15;
      tone.connect(volume).connect(this.sound.destination);
      tone.start(this.sound.currentTime + n * 0.25);
      tone.stop(this.sound.currentTime + n * 0.25 + 0.2);
    }
  }
}

export function startWall(): void {
  const wall = document.querySelector<HTMLElement>("[data-wall]");
  if (!wall) return;
  const live = new Live(wall);
  tick(wall);
  setInterval(() => tick(wall), 1000);
  setInterval(() => void live.ask(), EVERY_MS);
  window.addEventListener("online", () => void live.ask());
  wall.addEventListener("click", (event) => {
    const target = event.target as Element;
    const sound = target.closest<HTMLElement>("[data-wall-sound]");
    if (sound) live.toggleSound(sound);
    if (target.closest("[data-wall-full]")) {
      if (document.fullscreenElement) void document.exitFullscreen();
      else void wall.requestFullscreen();
    }
  });
}
