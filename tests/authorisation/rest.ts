import assert from "node:assert/strict";

export type Answer = { status: number; headers: Headers; body: { code?: string } };

export type Rest = {
  (method: string, path: string, body?: unknown, more?: Record<string, string>): Promise<Answer>;
};

/** Calls to a gateway with this access token, or with none. */
export const rest =
  (gateway: string, accessToken?: string): Rest =>
  async (method, path, body, more = {}) => {
    const headers = {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      ...more,
    };
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${gateway}${path}`, { method, headers, ...init });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } };
  };

/** The body of an answer that went well. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what the answer holds
export function good<T>({ status, body }: Answer): T {
  assert.ok(status < 300, `${status} ${JSON.stringify(body)}`);
  return body as T;
}
