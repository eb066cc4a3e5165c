/** Words that start most of the passwords in published leaks, and the local favourites. Compared without digits and signs around them. */
const words = new Set(
  `password passwort passw0rd p@ssword p@ssw0rd pass qwerty qwertyuiop qwertz azerty asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx
  qazwsxedc letmein welcome admin administrator root user guest test tester testing secret changeme default login master hello
  iloveyou loveyou lovely love sunshine princess dragon monkey shadow superman batman football soccer rugby cricket baseball
  basketball liverpool arsenal chelsea manchester united barcelona springbok springboks bokke chiefs kaizer kaizerchiefs pirates
  orlando sundowns bafana johannesburg joburg jozi capetown durban pretoria soweto mzansi southafrica africa nelson mandela madiba
  jesus jesuschrist christ god godisgood blessed bless amen faith angel michael jordan jennifer jessica ashley daniel thomas
  charlie george family mother father summer winter spring autumn january february march april june july august september
  october november december monday friday sunday flower purple orange banana chocolate cookie pokemon starwars computer
  internet samsung nokia iphone android google facebook whatsapp instagram vodacom telkom beacom wifi router network trustno
  whatever freedom forever killer hunter ranger diamond silver golden money success access abc abcd abcdef abcdefg abcdefgh`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

const rows = ["0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const walks = rows.flatMap((row) => [row, row.split("").toReversed().join("")]);

export function isCommonPassword(password: string): boolean {
  const text = password.toLowerCase();
  if (new Set(text).size <= 2) return true;
  if (walks.some((row) => row.includes(text))) return true;
  const bare = text.replace(/^[\d\W_]+/, "").replace(/[\d\W_]+$/, "");
  if (words.has(text) || words.has(bare)) return true;
  // Only digits: years, dates and repeated pairs are tried first by everybody.
  if (/^\d{8}$/.test(text) && /^(19|20)\d{6}$|^\d{4}(19|20)\d{2}$/.test(text)) return true;
  return isRepeated(text) || (words.has(text.replaceAll(/[\d\W_]+/g, "")) && text.length < 12);
}

/** abcabcabc, 12341234. */
function isRepeated(text: string): boolean {
  for (let length = 1; length <= 4; length++) {
    if (
      text ===
      text
        .slice(0, length)
        .repeat(Math.ceil(text.length / length))
        .slice(0, text.length)
    )
      return true;
  }
  return false;
}
