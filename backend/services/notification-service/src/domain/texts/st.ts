import type { Texts } from "#domain/texts/en";

export const sesotho: Texts = {
  code: "{code} ke khoutu ya hao ya Beacom. E sebetsa ho fihlela ka {time}. Ha ho motho wa Beacom ya tla e kopa ho wena.",
  "seen-as":
    "Sehlopha sa rona se shebile akhaonto ya hao ka {time} ho o thusa. Ha ho letho le ka fetolwang jwalo. Ha o sa kopa thuso, re letsetse.",
  used: "O sebedisitse {percent}% ya {bundle}. Ho setse {left} ho fihlela {moment}.",
  "used-up": "O sebedisitse {bundle} kaofela. Reka bundle e nngwe ho tswela pele.",
  "top-up": "Tjhelete ya hao ya {amount} e fihlile. Wallet ya hao jwale e na le {available}.",
  activated: "{bundle} e a sebetsa: {data} ho fihlela {moment}.",
  "not-activated": "Tefo ya hao e fihlile, empa bundle ha e a butswa. Tjhelete e ka hara wallet ya hao.",
  "money-received": "O fumane {amount} ho moreki e mong. Wallet ya hao jwale e na le {available}.",
  "wallet-credited": "{amount} e kentswe ka hara wallet ya hao. Jwale e na le {available}.",
  "data-received": "O fumane {data} ya {bundle} ho moreki e mong. E sebetsa ho fihlela {moment}.",

  invoice: "Invoise ya hao ya {total} e lokile. Ka kopo lefa {open} pele {date} e feta.",
  "invoice-paid": "Invoise ya hao ya {total} e lokile. E se e lefuwe.",
  "credit-note": "O na le credit note ya {total}.",
  paid: "Tefo ya hao ya {amount} e fihlile.",
  "taken-back": "Banka e nkile tefo ya hao ya {amount} hape.",
  "nothing-open": "Diinvoise tsohle tsa hao di lefuwe.",
  "still-open": "Se sa lokelang ho lefuwa: {open}.",
  kept: "{credit} e boloketswe invoise e latelang.",
  "service-back": "Tshebeletso ya hao e kgutlile.",

  "due-soon": "Ka kopo hopola: {amount} e lokela ho lefuwa ka {date}.",
  overdue: "{amount} e ne e lokela ho lefuwa ka {date} mme ha e so lefuwe.",
  "will-be-restricted": "{amount} e ne e lokela ho lefuwa ka {date}. Lefa pele ho {next} ho boloka tshebeletso ya hao.",
  restricted: "{amount} e ne e lokela ho lefuwa ka {date}. Ho bulwa maqephe a tefo feela ho fihlela o lefa.",
  suspended: "{amount} e ne e lokela ho lefuwa ka {date}. Tshebeletso ya hao e kwetswe ho fihlela o lefa.",
  terminated: "Konteraka ya hao e fedile hobane {amount} e ne e lokela ho lefuwa ka {date}. O sa lokela ho e lefa.",
  reminder: "Ka kopo lefa {amount}. Letsatsi la tefo ke {date}.",
  "restricted-again": "Ho bulwa maqephe a tefo feela ho fihlela o lefa {amount}.",
  "suspended-again": "Tshebeletso ya hao e kwetswe ho fihlela o lefa {amount}.",
  "terminated-again": "Konteraka ya hao e fedile. Se sa lokelang ho lefuwa: {amount}.",

  "pay-in-app": "O ka lefa ka app.",
  "pay-at": "Lefa ho {link}",
};
