import { writeFileSync } from "node:fs";
import { graphqlSchemaText } from "#transport/graphql/schema";

/** Writes the GraphQL schema of the public API to the given file, for the client packages: `node bin/graphql-schema.ts FILE`. */
const file = process.argv[2];
if (!file) throw new Error("say which file to write: node bin/graphql-schema.ts FILE");
writeFileSync(file, graphqlSchemaText());
