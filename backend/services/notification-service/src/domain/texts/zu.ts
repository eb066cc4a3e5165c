import type { Texts } from "#domain/texts/en";

export const isiZulu: Texts = {
  code: "{code} yikhodi yakho ye-Beacom. Isebenza kuze kube ngu-{time}. Akekho wakwaBeacom oyoyicela kuwe.",
  "seen-as":
    "Ithimba lethu libuke i-akhawunti yakho ngo-{time} ukuze likusize. Akukho okungashintshwa ngaleyo ndlela. Uma ungacelanga usizo, sishayele.",
  used: "Usebenzise u-{percent}% we-{bundle}. Kusele u-{left} kuze kube {moment}.",
  "used-up": "Usuyisebenzise yonke i-{bundle}. Thenga enye i-bundle ukuze uqhubeke.",
  "top-up": "Imali yakho engu-{amount} ifikile. Iwalethi yakho manje ino-{available}.",
  activated: "I-{bundle} iyasebenza: u-{data} kuze kube {moment}.",
  "not-activated": "Inkokhelo yakho ifikile, kodwa i-bundle ayivulwanga. Imali isewalethini yakho.",
  "money-received": "Uthole u-{amount} kwelinye ikhasimende. Iwalethi yakho manje ino-{available}.",
  "wallet-credited": "U-{amount} ufakwe ewalethini yakho. Manje ino-{available}.",
  "data-received": "Uthole u-{data} we-{bundle} kwelinye ikhasimende. Isebenza kuze kube {moment}.",

  invoice: "I-invoyisi yakho engu-{total} isilungile. Sicela ukhokhe u-{open} kungakadluli u-{date}.",
  "invoice-paid": "I-invoyisi yakho engu-{total} isilungile. Isikhokhiwe kakade.",
  "credit-note": "Uthole i-credit note engu-{total}.",
  paid: "Inkokhelo yakho engu-{amount} ifikile.",
  "taken-back": "Inkokhelo yakho engu-{amount} ibuyiselwe emuva yibhange.",
  "nothing-open": "Wonke ama-invoyisi akho akhokhiwe.",
  "still-open": "Okusafanele kukhokhwe: {open}.",
  kept: "U-{credit} ugcinelwe i-invoyisi elandelayo.",
  "service-back": "Isevisi yakho isibuyile.",

  "due-soon": "Sicela ukhumbule: u-{amount} kufanele ukhokhwe ngo-{date}.",
  overdue: "U-{amount} bekufanele ukhokhwe ngo-{date} kodwa awukakhokhwa.",
  "will-be-restricted": "U-{amount} bekufanele ukhokhwe ngo-{date}. Khokha ngaphambi kuka-{next} ukuze ugcine isevisi.",
  restricted: "U-{amount} bekufanele ukhokhwe ngo-{date}. Kuvuleka amakhasi okukhokha kuphela uze ukhokhe.",
  suspended: "U-{amount} bekufanele ukhokhwe ngo-{date}. Isevisi yakho ivaliwe uze ukhokhe.",
  terminated: "Inkontileka yakho iphelile ngoba u-{amount} bekufanele ukhokhwe ngo-{date}. Usafanele ukuwukhokha.",
  reminder: "Sicela ukhokhe u-{amount}. Usuku lokukhokha ngu-{date}.",
  "restricted-again": "Kuvuleka amakhasi okukhokha kuphela uze ukhokhe u-{amount}.",
  "suspended-again": "Isevisi yakho ivaliwe uze ukhokhe u-{amount}.",
  "terminated-again": "Inkontileka yakho iphelile. Okusafanele kukhokhwe: {amount}.",

  "pay-in-app": "Ungakhokha ku-app.",
  "pay-at": "Khokha ku-{link}",
};
