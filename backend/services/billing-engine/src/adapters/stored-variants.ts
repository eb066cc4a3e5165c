import type { Shape } from "#adapters/stored-shape";

type Shapes<T extends Record<Tag, string>, Tag extends string> = {
  readonly [Name in T[Tag]]: Shape<Omit<Extract<T, Record<Tag, Name>>, Tag>>;
};

/** A union whose members are told apart by one field, each with fields of its own. */
export function variants<Tag extends string, T extends Record<Tag, string>>(
  tag: Tag,
  shapes: Shapes<T, Tag>,
): Shape<T> {
  const shapeOf = (name: unknown): Shape<object> => {
    const shape = (shapes as Readonly<Record<string, Shape<object>>>)[String(name)];
    if (!shape || !Object.hasOwn(shapes, String(name)))
      throw new Error(`${String(name)} is no ${tag} that this version knows`);
    return shape;
  };
  return {
    write: (value) => ({ [tag]: value[tag], ...(shapeOf(value[tag]).write(value) as object) }),
    read(stored) {
      if (typeof stored !== "object" || stored === null) throw new Error(`expected a record with a ${tag}`);
      const name = (stored as Record<string, unknown>)[tag];
      return { [tag]: name, ...shapeOf(name).read(stored) } as T;
    },
  };
}
