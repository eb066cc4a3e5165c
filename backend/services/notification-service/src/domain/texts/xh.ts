import type { Texts } from "#domain/texts/en";

export const isiXhosa: Texts = {
  code: "{code} yikhowudi yakho ye-Beacom. Isebenza de kube ngu-{time}. Akukho mntu wakwaBeacom oya kuyicela kuwe.",
  "seen-as":
    "Iqela lethu lijonge iakhawunti yakho ngo-{time} ukuze likuncede. Akukho nto inokutshintshwa ngaloo ndlela. Ukuba awucelanga ncedo, sitsalele umnxeba.",
  used: "Usebenzise i-{percent}% ye-{bundle}. Kushiyeke i-{left} de kube {moment}.",
  "used-up": "Uyisebenzise yonke i-{bundle}. Thenga enye i-bundle ukuze uqhubeke.",
  "top-up": "Imali yakho eyi-{amount} ifikile. Iwalethi yakho ngoku ine-{available}.",
  activated: "I-{bundle} iyasebenza: i-{data} de kube {moment}.",
  "not-activated": "Intlawulo yakho ifikile, kodwa i-bundle ayivulwanga. Imali ikwiwalethi yakho.",
  "money-received": "Ufumene i-{amount} komnye umthengi. Iwalethi yakho ngoku ine-{available}.",
  "wallet-credited": "I-{amount} ifakwe kwiwalethi yakho. Ngoku ine-{available}.",
  "data-received": "Ufumene i-{data} ye-{bundle} komnye umthengi. Isebenza de kube {moment}.",

  invoice: "I-invoyisi yakho eyi-{total} ilungile. Nceda uhlawule i-{open} ungadlulanga umhla we-{date}.",
  "invoice-paid": "I-invoyisi yakho eyi-{total} ilungile. Sele ihlawulwe.",
  "credit-note": "Ufumene i-credit note eyi-{total}.",
  paid: "Intlawulo yakho eyi-{amount} ifikile.",
  "taken-back": "Intlawulo yakho eyi-{amount} ithathwe yibhanki yabuyiselwa umva.",
  "nothing-open": "Zonke ii-invoyisi zakho zihlawulwe.",
  "still-open": "Ekusafuneka ihlawulwe: {open}.",
  kept: "I-{credit} igcinelwe i-invoyisi elandelayo.",
  "service-back": "Inkonzo yakho ibuyile.",

  "due-soon": "Nceda ukhumbule: i-{amount} kufuneka ihlawulwe nge-{date}.",
  overdue: "I-{amount} bekufanele ihlawulwe nge-{date} kodwa ayikahlawulwa.",
  "will-be-restricted": "I-{amount} bekufanele ihlawulwe nge-{date}. Hlawula phambi kwe-{next} ukuze ugcine inkonzo.",
  restricted: "I-{amount} bekufanele ihlawulwe nge-{date}. Kuvuleka amaphepha okuhlawula kuphela ude uhlawule.",
  suspended: "I-{amount} bekufanele ihlawulwe nge-{date}. Inkonzo yakho ivaliwe ude uhlawule.",
  terminated: "Ikhontrakthi yakho iphelile kuba i-{amount} bekufanele ihlawulwe nge-{date}. Kusafuneka uyihlawule.",
  reminder: "Nceda uhlawule i-{amount}. Umhla wokuhlawula yi-{date}.",
  "restricted-again": "Kuvuleka amaphepha okuhlawula kuphela ude uhlawule i-{amount}.",
  "suspended-again": "Inkonzo yakho ivaliwe ude uhlawule i-{amount}.",
  "terminated-again": "Ikhontrakthi yakho iphelile. Ekusafuneka ihlawulwe: {amount}.",

  "pay-in-app": "Ungahlawula kwi-app.",
  "pay-at": "Hlawula ku-{link}",
};
