/** The text of a page, tag by tag, without what it does not show; enough for the pages that this package writes. */
export function readHtml(page: string): { readonly texts: readonly string[]; readonly tags: readonly string[] } {
  const body = page.slice(page.indexOf("<body>"));
  const texts = body
    .split(/<[^>]*>/)
    .map((text) => decode(text).trim())
    .filter((text) => text !== "");
  return { texts, tags: [...body.matchAll(/<([a-z0-9]+)/g)].map(([, tag = ""]) => tag) };
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

const decode = (text: string): string =>
  text.replace(/&(#?\w+);/g, (_, name: string) => {
    const letter = entities[name];
    if (letter === undefined) throw new Error(`an entity that nobody writes: ${name}`);
    return letter;
  });
