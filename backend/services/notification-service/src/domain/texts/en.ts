/** Short sentences with numbers and times. Latin letters without accents: one accent makes every SMS twice as expensive. */
export const english = {
  code: "{code} is your Beacom code. It works until {time}. Nobody from Beacom will ever ask you for it.",
  "seen-as":
    "Our team looked at your account at {time} to help you. Nothing can be changed that way. If you did not ask for help, call us.",
  "passkey-added": "A passkey was added to your account at {time}.",
  "passkey-removed": "A passkey was removed from your account at {time}.",
  "app-codes-on": "App codes were turned on for your account at {time}.",
  "app-codes-off": "App codes were turned off for your account at {time}.",
  "password-changed": "The password of your account was changed at {time}.",
  "phone-changed": "Your account moved to another phone number at {time}.",
  "not-you": "If it was not you, call us now.",
  used: "You have used {percent}% of {bundle}. {left} left until {moment}.",
  "used-up": "You have used all of {bundle}. Buy another bundle to go on.",
  "top-up": "Your top-up of {amount} has arrived. Your wallet now holds {available}.",
  activated: "{bundle} is on: {data} until {moment}.",
  "not-activated": "Your payment has arrived, but the bundle could not be activated. The money is in your wallet.",
  "money-received": "You got {amount} from another customer. Your wallet now holds {available}.",
  "wallet-credited": "{amount} was added to your wallet. It now holds {available}.",
  "data-received": "You got {data} of {bundle} from another customer. It works until {moment}.",

  invoice: "Your invoice of {total} is ready. Please pay {open} by {date}.",
  "invoice-paid": "Your invoice of {total} is ready. It is paid already.",
  "credit-note": "You have a credit note of {total}.",
  paid: "Your payment of {amount} has arrived.",
  "taken-back": "Your payment of {amount} was taken back by the bank.",
  "nothing-open": "All your invoices are paid.",
  "still-open": "Still to pay: {open}.",
  kept: "{credit} is kept for your next invoice.",
  "service-back": "Your service is back.",

  "due-soon": "Please remember: {amount} is due on {date}.",
  overdue: "{amount} was due on {date} and is not paid yet.",
  "will-be-restricted": "{amount} was due on {date}. Pay before {next} to keep your service.",
  restricted: "{amount} was due on {date}. Until it is paid, only our payment pages open.",
  suspended: "{amount} was due on {date}. Until it is paid, your service is off.",
  terminated: "Your contract has ended because {amount} was due on {date}. It is still to be paid.",
  reminder: "Please pay {amount}. The due date is {date}.",
  "restricted-again": "Only our payment pages open until {amount} is paid.",
  "suspended-again": "Your service is off until {amount} is paid.",
  "terminated-again": "Your contract has ended. Still to pay: {amount}.",

  "pay-in-app": "You can pay in the app.",
  "pay-at": "Pay at {link}",
};

export type TextKey = keyof typeof english;
export type Texts = Readonly<Record<TextKey, string>>;
