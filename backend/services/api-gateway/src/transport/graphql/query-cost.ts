import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from "graphql";
import { ok, refuse, type Result } from "@beacom/result";
import { asksService } from "#transport/graphql/field-access";
import { type QueryRefusal, queryLimits } from "#transport/graphql/query-limits";

export type QueryCost = { cost: number; depth: number; operation: OperationTypeNode };
type Asked = { operationName?: string | undefined; variables?: Readonly<Record<string, unknown>> | undefined };
type Weight = { cost: number; depth: number };

/** A field that asks a service weighs as much as a request to the REST API. */
const costOfAsking = 100;
const costOfObject = 1;
const usualListLength = 5;
const largestPage = 100;
const usualPage = 20;

/**
 * What an operation may cost at the most, told from its text and variables before anything of it is executed. Fields that are unknown weigh
 * nothing: validation refuses them.
 */
export function queryCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  asked: Asked,
): Result<QueryCost, QueryRefusal> {
  const operation = operationOf(document, asked.operationName);
  if (!operation.ok) return operation;
  const { selectionSet, operation: kind } = operation.value;
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const broken = brokenSpread(document, fragments);
  if (broken) return refuse(broken);
  const mutations = rootFields(selectionSet, fragments);
  if (kind === OperationTypeNode.MUTATION && mutations > queryLimits.mutations)
    return refuse({ kind: "too-many-mutations", asked: mutations, most: queryLimits.mutations });
  const weigh = weighing(schema, fragments, variablesOf(operation.value, asked.variables));
  const { cost, depth } = weigh(selectionSet, schema.getRootType(kind) ?? undefined, undefined);
  return ok({ cost, depth, operation: kind });
}

function operationOf(
  { definitions }: DocumentNode,
  name: string | undefined,
): Result<OperationDefinitionNode, QueryRefusal> {
  const operations = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const found = name === undefined ? operations[0] : operations.find((one) => one.name?.value === name);
  if (!found) return refuse({ kind: "operation-unknown" });
  return name === undefined && operations.length > 1 ? refuse({ kind: "operation-not-named" }) : ok(found);
}

/** The first spread that leads nowhere, or back to where it is. Each fragment is looked into once. */
function brokenSpread(
  document: DocumentNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): QueryRefusal | undefined {
  const state = new Map<string, "open" | "done">();
  const inSelection = ({ selections }: SelectionSetNode): QueryRefusal | undefined => {
    for (const selection of selections) {
      const within = selection.kind === Kind.FRAGMENT_SPREAD ? undefined : selection.selectionSet;
      const broken =
        selection.kind === Kind.FRAGMENT_SPREAD ? inFragment(selection.name.value) : within && inSelection(within);
      if (broken) return broken;
    }
    return undefined;
  };
  const inFragment = (name: string): QueryRefusal | undefined => {
    if (state.get(name) === "open") return { kind: "fragment-cycle" };
    if (state.get(name) === "done") return undefined;
    const fragment = fragments.get(name);
    if (!fragment) return { kind: "fragment-unknown" };
    state.set(name, "open");
    const broken = inSelection(fragment.selectionSet);
    state.set(name, "done");
    return broken;
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      const broken = inFragment(definition.name.value);
      if (broken) return broken;
    } else if (definition.kind === Kind.OPERATION_DEFINITION) {
      const broken = inSelection(definition.selectionSet);
      if (broken) return broken;
    }
  }
  return undefined;
}

/** How many fields are executed one after the other, also those behind fragments; more than the most is not counted on. */
function rootFields(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  let many = 0;
  for (const selection of set.selections) {
    if (many > queryLimits.mutations) break;
    const within = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    if (selection.kind === Kind.FIELD) many++;
    else if (within?.selectionSet) many += rootFields(within.selectionSet, fragments);
  }
  return many;
}

function variablesOf(operation: OperationDefinitionNode, given: Asked["variables"] = {}): Map<string, unknown> {
  return new Map(
    operation.variableDefinitions?.map(({ variable: { name }, defaultValue }) => {
      const usual = defaultValue?.kind === Kind.INT ? Number(defaultValue.value) : undefined;
      return [name.value, Object.hasOwn(given, name.value) ? given[name.value] : usual];
    }),
  );
}

/** Each fragment is weighed once for each length of list that it may stand in, so a fragment of fragments of fragments costs no time. */
function weighing(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: ReadonlyMap<string, unknown>,
) {
  const known = new Map<string, Weight>();

  function weigh(set: SelectionSetNode, type: GraphQLNamedType | undefined, page: number | undefined): Weight {
    const parts = set.selections.map((selection): Weight => {
      if (selection.kind === Kind.FIELD) return ofField(selection, type, page);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value, page);
      const narrowed = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : type;
      return weigh(selection.selectionSet, narrowed, page);
    });
    return {
      cost: parts.reduce((sum, part) => sum + part.cost, 0),
      depth: parts.reduce((most, part) => Math.max(most, part.depth), 0),
    };
  }

  function ofFragment(name: string, page: number | undefined): Weight {
    const key = `${name} ${page}`;
    const fragment = fragments.get(name);
    const weight =
      known.get(key) ??
      (fragment
        ? weigh(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), page)
        : { cost: 0, depth: 0 });
    known.set(key, weight);
    return weight;
  }

  function ofField(node: FieldNode, type: GraphQLNamedType | undefined, page: number | undefined): Weight {
    const name = node.name.value;
    const about = name === "__schema" || name === "__type";
    const field = fieldOf(type, name);
    const within = node.selectionSet;
    const inner = within
      ? weigh(within, field && getNamedType(field.type), field && pageOf(field, node))
      : { cost: 0, depth: 0 };
    const asking = about || (field && asksService(field)) ? costOfAsking : 0;
    const own = field && isCompositeType(getNamedType(field.type)) ? costOfObject : 0;
    const times = field && isListType(getNullableType(field.type)) ? (page ?? usualListLength) : 1;
    // What asks of the schema itself goes deeper, and is allowed to developers only.
    const depth = 1 + inner.depth - (about ? queryLimits.introspectionDepth - queryLimits.depth : 0);
    return { cost: asking + times * (own + inner.cost), depth: Math.max(depth, 1) };
  }

  /** How long the lists right below a page are. */
  function pageOf(field: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    if (!field.args.some((argument) => argument.name === "first")) return undefined;
    const value = node.arguments?.find((argument) => argument.name.value === "first")?.value;
    if (!value || value.kind === Kind.NULL) return usualPage;
    const first = value.kind === Kind.VARIABLE ? variables.get(value.name.value) : Object(value)["value"];
    if (first === undefined || first === null) return usualPage;
    const many = Number(first);
    return many >= 1 && many <= largestPage ? many : largestPage;
  }

  return weigh;
}

const fieldOf = (type: GraphQLNamedType | undefined, name: string) =>
  type && (isObjectType(type) || isInterfaceType(type)) ? type.getFields()[name] : undefined;
