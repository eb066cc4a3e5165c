export const languages = ["en", "zu", "xh", "af", "st"] as const;
export type Language = (typeof languages)[number];

/** The language of a BCP 47 tag; English when there are no texts in it. */
export function languageOf(tag: string): Language {
  const primary = tag.toLowerCase().split("-")[0];
  return languages.find((language) => language === primary) ?? "en";
}

export type TextKey = "code" | "used" | "used-up" | "top-up" | "activated" | "not-activated";

/** Short sentences with numbers and times. Latin letters without accents: one accent makes every SMS twice as expensive. */
export const texts: Record<Language, Record<TextKey, string>> = {
  en: {
    code: "{code} is your Beacom code. It works until {time}. Nobody from Beacom will ever ask you for it.",
    used: "You have used {percent}% of {bundle}. {left} left until {moment}.",
    "used-up": "You have used all of {bundle}. Buy another bundle to go on.",
    "top-up": "Your top-up of {amount} has arrived. Your wallet now holds {available}.",
    activated: "{bundle} is on: {data} until {moment}.",
    "not-activated": "Your payment has arrived, but the bundle could not be activated. The money is in your wallet.",
  },
  zu: {
    code: "{code} yikhodi yakho ye-Beacom. Isebenza kuze kube ngu-{time}. Akekho wakwaBeacom oyoyicela kuwe.",
    used: "Usebenzise u-{percent}% we-{bundle}. Kusele u-{left} kuze kube {moment}.",
    "used-up": "Usuyisebenzise yonke i-{bundle}. Thenga enye i-bundle ukuze uqhubeke.",
    "top-up": "Imali yakho engu-{amount} ifikile. Iwalethi yakho manje ino-{available}.",
    activated: "I-{bundle} iyasebenza: u-{data} kuze kube {moment}.",
    "not-activated": "Inkokhelo yakho ifikile, kodwa i-bundle ayivulwanga. Imali isewalethini yakho.",
  },
  xh: {
    code: "{code} yikhowudi yakho ye-Beacom. Isebenza de kube ngu-{time}. Akukho mntu wakwaBeacom oya kuyicela kuwe.",
    used: "Usebenzise i-{percent}% ye-{bundle}. Kushiyeke i-{left} de kube {moment}.",
    "used-up": "Uyisebenzise yonke i-{bundle}. Thenga enye i-bundle ukuze uqhubeke.",
    "top-up": "Imali yakho eyi-{amount} ifikile. Iwalethi yakho ngoku ine-{available}.",
    activated: "I-{bundle} iyasebenza: i-{data} de kube {moment}.",
    "not-activated": "Intlawulo yakho ifikile, kodwa i-bundle ayivulwanga. Imali ikwiwalethi yakho.",
  },
  af: {
    code: "{code} is jou Beacom-kode. Dit werk tot {time}. Niemand van Beacom sal jou ooit daarvoor vra nie.",
    used: "Jy het {percent}% van {bundle} gebruik. {left} oor tot {moment}.",
    "used-up": "Jy het {bundle} klaar gebruik. Koop nog 'n bundel om aan te gaan.",
    "top-up": "Jou aanvulling van {amount} het aangekom. Jou beursie bevat nou {available}.",
    activated: "{bundle} is aan: {data} tot {moment}.",
    "not-activated":
      "Jou betaling het aangekom, maar die bundel kon nie geaktiveer word nie. Die geld is in jou beursie.",
  },
  st: {
    code: "{code} ke khoutu ya hao ya Beacom. E sebetsa ho fihlela ka {time}. Ha ho motho wa Beacom ya tla e kopa ho wena.",
    used: "O sebedisitse {percent}% ya {bundle}. Ho setse {left} ho fihlela {moment}.",
    "used-up": "O sebedisitse {bundle} kaofela. Reka bundle e nngwe ho tswela pele.",
    "top-up": "Tjhelete ya hao ya {amount} e fihlile. Wallet ya hao jwale e na le {available}.",
    activated: "{bundle} e a sebetsa: {data} ho fihlela {moment}.",
    "not-activated": "Tefo ya hao e fihlile, empa bundle ha e a butswa. Tjhelete e ka hara wallet ya hao.",
  },
};
