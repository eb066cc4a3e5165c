import type { Texts } from "#domain/texts/en";

export const afrikaans: Texts = {
  code: "{code} is jou Beacom-kode. Dit werk tot {time}. Niemand van Beacom sal jou ooit daarvoor vra nie.",
  "seen-as":
    "Ons span het om {time} na jou rekening gekyk om jou te help. Niks kan so verander word nie. As jy nie hulp gevra het nie, bel ons.",
  "passkey-added": "'n Toegangsleutel is om {time} by jou rekening gevoeg.",
  "passkey-removed": "'n Toegangsleutel is om {time} van jou rekening verwyder.",
  "app-codes-on": "App-kodes is om {time} vir jou rekening aangeskakel.",
  "app-codes-off": "App-kodes is om {time} vir jou rekening afgeskakel.",
  "password-changed": "Die wagwoord van jou rekening is om {time} verander.",
  "phone-changed": "Jou rekening is om {time} na 'n ander foonnommer geskuif.",
  "not-you": "As dit nie jy was nie, bel ons nou.",
  used: "Jy het {percent}% van {bundle} gebruik. {left} oor tot {moment}.",
  "used-up": "Jy het {bundle} klaar gebruik. Koop nog 'n bundel om aan te gaan.",
  "top-up": "Jou aanvulling van {amount} het aangekom. Jou beursie bevat nou {available}.",
  activated: "{bundle} is aan: {data} tot {moment}.",
  "not-activated":
    "Jou betaling het aangekom, maar die bundel kon nie geaktiveer word nie. Die geld is in jou beursie.",
  "money-received": "'n Ander gebruiker het vir jou {amount} gestuur. Jou beursie bevat nou {available}.",
  "wallet-credited": "{amount} is by jou beursie gevoeg. Dit bevat nou {available}.",
  "data-received": "'n Ander gebruiker het vir jou {data} van {bundle} gestuur. Dit werk tot {moment}.",

  invoice: "Jou faktuur van {total} is gereed. Betaal asseblief {open} voor of op {date}.",
  "invoice-paid": "Jou faktuur van {total} is gereed. Dit is reeds betaal.",
  "credit-note": "Jy het 'n kredietnota van {total}.",
  paid: "Jou betaling van {amount} het aangekom.",
  "taken-back": "Die bank het jou betaling van {amount} teruggeneem.",
  "nothing-open": "Al jou fakture is betaal.",
  "still-open": "Nog te betaal: {open}.",
  kept: "{credit} word vir jou volgende faktuur gehou.",
  "service-back": "Jou diens is terug.",

  "due-soon": "Onthou asseblief: {amount} is op {date} betaalbaar.",
  overdue: "{amount} was op {date} betaalbaar en is nog nie betaal nie.",
  "will-be-restricted": "{amount} was op {date} betaalbaar. Betaal voor {next} om jou diens te behou.",
  restricted: "{amount} was op {date} betaalbaar. Totdat dit betaal is, gaan net ons betaalbladsye oop.",
  suspended: "{amount} was op {date} betaalbaar. Totdat dit betaal is, is jou diens af.",
  terminated: "Jou kontrak het geeindig omdat {amount} op {date} betaalbaar was. Dit moet nog betaal word.",
  reminder: "Betaal asseblief {amount}. Die betaaldatum is {date}.",
  "restricted-again": "Net ons betaalbladsye gaan oop totdat {amount} betaal is.",
  "suspended-again": "Jou diens is af totdat {amount} betaal is.",
  "terminated-again": "Jou kontrak het geeindig. Nog te betaal: {amount}.",

  "pay-in-app": "Jy kan in die app betaal.",
  "pay-at": "Betaal by {link}",
};
