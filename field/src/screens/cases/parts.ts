/** What hangs on a case besides its own screen: one line per part, each part in a folder of its own. */
import type { JSX } from "preact";
import { familySays } from "../../forms/family";
import { hasReferrals, referralLine } from "../../forms/referral";
import { mayShare } from "../../forms/sharing";
import { lazy } from "../parts/lazy";
import type { IconName } from "../parts/icons";
import type { CaseView } from "../../store/view";

export interface CasePart {
  /** The address after the case: `#/kasus/<id>/<path>[/<rest>]`. */
  path: string;
  title: string;
  icon: IconName;
  /** One line under the title in the list of parts; "" for none. */
  says(one: CaseView): string;
  shows(one: CaseView): boolean;
  screen(props: { one: CaseView; rest: string | undefined }): JSX.Element;
}

export const CASE_PARTS: readonly CasePart[] = [
  {
    path: "rencana", title: "Rencana & pendampingan", icon: "clipboard-list", says: planSays, shows: (one) => one.view === "full" && Boolean(one.plan),
    screen: lazy(() => import("../plan/plan").then((m) => m.PlanScreen)),
  },
  {
    path: "bantuan", title: "Bantuan", icon: "hand-heart", says: aidSays, shows: (one) => one.view === "full" && !one.offer && (one.mine || Boolean(one.aid)),
    screen: lazy(() => import("../plan/aid").then((m) => m.AidScreen)),
  },
  {
    path: "rujukan", title: "Rujukan", icon: "route", says: (one) => referralLine(one.referrals), shows: (one) => one.view === "full" && hasReferrals(one.referrals),
    screen: lazy(() => import("../referral/referral").then((m) => m.Referrals)),
  },
  {
    path: "keluarga", title: "Keluarga dan akar masalah", icon: "users", says: familySays,
    shows: (one) => one.view === "full" && !one.offer && (one.mine || Boolean(one.family) || Boolean(one.reported_by_me)),
    screen: lazy(() => import("../family/family").then((m) => m.Family)),
  },
  {
    path: "bagikan", title: "Bagikan keadaan kasus", icon: "send", says: () => "Nomor, kecamatan dan keadaan saja", shows: mayShare,
    screen: lazy(() => import("../share/share").then((m) => m.ShareCase)),
  },
];

function planSays(one: CaseView): string {
  const steps = one.plan?.goals.flatMap((goal) => goal.actions) ?? [];
  const left = steps.filter((step) => step.mine && !step.done).length;
  if (left) return `${left} langkah Anda belum selesai`;
  return one.plan?.schedules.length ? one.plan.schedules.map((s) => `${s.topic}, ${s.rhythm}`).join("; ") : "";
}

function aidSays(one: CaseView): string {
  const last = one.aid?.given[0];
  return last ? `Terakhir: ${last.kind_name}` : "Belum ada yang tercatat";
}
