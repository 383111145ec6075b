/** Where the referrals of a case stand, whom to call, what to bring. Read only: the office and the partner write. */
import { papersToBring, telOf } from "../../forms/referral";
import { dateTime } from "../../kernel/clock";
import type { JourneyItem, ReferralItem } from "../../kernel/contract";
import type { CaseView } from "../../store/view";
import { Icon } from "../parts/icons";
import { Note, Page } from "../parts/page";

export function Referrals({ one }: { one: CaseView; rest: string | undefined }) {
  const part = one.referrals ?? { referrals: [], journeys: [] };
  const papers = papersToBring(part.referrals);
  return (
    <Page title="Rujukan" back={`kasus/${one.id}`}>
      <p class="soft">{one.subject.name || "Nama belum diketahui"}, {one.area_label}</p>
      {papers.length > 0 && (
        <section class="card" aria-labelledby="berkas">
          <h2 id="berkas">Berkas yang dibawa</h2>
          <ul class="reasons">{papers.map((text) => <li key={text}>{text}</li>)}</ul>
          <p class="soft">Belum lengkap? Antar saja bila keadaannya gawat, dan telepon mitra lebih dulu.</p>
        </section>
      )}
      {part.journeys.map((trip) => <Journey key={trip.id} trip={trip} />)}
      {part.referrals.map((item) => <Referral key={item.id} item={item} />)}
      {!part.referrals.length && !part.journeys.length && <Note>Belum ada rujukan untuk kasus ini.</Note>}
    </Page>
  );
}

function Referral({ item }: { item: ReferralItem }) {
  return (
    <section class="card" aria-label={item.partner}>
      <h2>{item.partner}</h2>
      {item.service && <p class="soft">{item.service}</p>}
      <p>{item.says}</p>
      <p class="soft">Dikirim {dateTime(item.sent_at)}. Nomor {item.number}</p>
      <Call phone={item.phone} text="Hubungi mitra" />
    </section>
  );
}

function Journey({ trip }: { trip: JourneyItem }) {
  return (
    <section class="card" aria-label={`Pulang ke ${trip.to}`}>
      <h2>Pulang ke {trip.to}</h2>
      {trip.place && <p class="soft">{trip.place}</p>}
      <p>{trip.says}</p>
      {trip.legs.length > 0 && (
        <ol class="reasons">
          {trip.legs.map((leg) => <li key={`${leg.start}${leg.end}`}>{leg.start} ke {leg.end}, {leg.mode}{leg.leaves_at && `, ${dateTime(leg.leaves_at)}`}</li>)}
        </ol>
      )}
      {trip.companion && <p>Pendamping: {trip.companion}</p>}
      <Call phone={trip.companion_phone} text="Hubungi pendamping" />
    </section>
  );
}

function Call({ phone, text }: { phone: string; text: string }) {
  const address = telOf(phone);
  return address ? <a class="button button-soft" href={address}><Icon name="phone" size={20} /> {text}</a> : null;
}
