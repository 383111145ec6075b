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
