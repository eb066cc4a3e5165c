import type { LocalDate } from "@beacom/time";
import type { Language } from "#domain/catalogue";

const weekMs = 6 * 24 * 3_600_000;

/** `Sunday 18:00` within the next days, else `12 December 18:00`. Never "today": a message may be read tomorrow. */
export function momentIn(at: Date, told: { language: Language; now: Date; zone: string }): string {
  const { weekday, day, month, time } = partsOf(at, told.zone);
  const near = at.getTime() - told.now.getTime() < weekMs;
  const date = near ? dayNames[told.language][weekday] : dayOfMonth(day, month, told.language);
  return `${date} ${time}`;
}

/** `8 June`. */
export function dayIn(date: LocalDate, language: Language): string {
  const [, month, day] = date.split("-").map(Number);
  return dayOfMonth(day!, month! - 1, language);
}

const dayOfMonth = (day: number, month: number, language: Language): string =>
  `${day} ${monthNames[language].split(" ")[month]}`;

export const timeIn = (at: Date, zone: string): string => partsOf(at, zone).time;

function partsOf(at: Date, zone: string): { weekday: number; day: number; month: number; time: string } {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const [year, month, day] = [Number(parts["year"]), Number(parts["month"]) - 1, Number(parts["day"])];
  const weekday = new Date(Date.UTC(year, month, day)).getUTCDay();
  return { weekday, day, month, time: `${parts["hour"]}:${parts["minute"]}` };
}

/** Node's Intl does not know these languages everywhere. Weeks begin on Sunday, as in Date. */
const dayNames: Record<Language, readonly string[]> = {
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
  zu: ["iSonto", "uMsombuluko", "uLwesibili", "uLwesithathu", "uLwesine", "uLwesihlanu", "uMgqibelo"],
  xh: ["iCawa", "uMvulo", "uLwesibini", "uLwesithathu", "uLwesine", "uLwesihlanu", "uMgqibelo"],
  af: ["Sondag", "Maandag", "Dinsdag", "Woensdag", "Donderdag", "Vrydag", "Saterdag"],
  st: ["Sontaha", "Mantaha", "Labobedi", "Laboraro", "Labone", "Labohlano", "Moqebelo"],
};

const monthNames: Record<Language, string> = {
  en: "January February March April May June July August September October November December",
  zu: "Januwari Februwari Mashi Ephreli Meyi Juni Julayi Agasti Septhemba Okthoba Novemba Disemba",
  xh: "Janyuwari Februwari Matshi Epreli Meyi Juni Julayi Agasti Septemba Oktobha Novemba Disemba",
  af: "Januarie Februarie Maart April Mei Junie Julie Augustus September Oktober November Desember",
  st: "Pherekgong Hlakola Tlhakubele Mmesa Motsheanong Phupjane Phupu Phato Leotse Mphalane Pudungwana Tshitwe",
};
