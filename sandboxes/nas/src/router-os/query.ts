export type Item = Readonly<Record<string, string>>;

/**
 * The API's query words, left to right over a stack: `?name` and `?-name` ask whether there is such a property, `?name=x`, `?<name=x`
 * and `?>name=x` compare, `?#` and signs combine what lies on top. What remains must all hold.
 */
export function matches(item: Item, queries: readonly string[]): boolean {
  const stack: boolean[] = [];
  for (const query of queries) {
    if (query.startsWith("?#")) for (const sign of query.slice(2)) combine(stack, sign);
    else stack.push(holds(item, query.slice(1)));
  }
  return stack.every(Boolean);
}

function combine(stack: boolean[], sign: string): void {
  if (sign === "!") stack.push(!stack.pop());
  else if (sign === "&" || sign === "|") {
    const [b = false, a = false] = [stack.pop(), stack.pop()];
    stack.push(sign === "&" ? a && b : a || b);
  }
}

function holds(item: Item, query: string): boolean {
  const sign = /^[-<>=]/.exec(query)?.[0] ?? "";
  const text = query.slice(sign.length);
  if (sign === "-") return item[text] === undefined;
  const equals = text.indexOf("=");
  if (equals < 0) return item[text] !== undefined;
  const value = item[text.slice(0, equals)];
  const asked = text.slice(equals + 1);
  if (value === undefined) return false;
  if (sign === "<") return Number(value) < Number(asked);
  if (sign === ">") return Number(value) > Number(asked);
  return value === asked;
}
