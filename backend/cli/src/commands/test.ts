export async function testCommand(_options: { peers?: boolean; only?: readonly string[] }): Promise<void> {}
