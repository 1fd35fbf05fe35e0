/** Owns the proof that one GraphQL schema is a part of another: whatever it allows to ask, the other allows as well. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isSpecifiedScalarType,
} from "graphql"

/** What is in the first and not, or differently, in the second; empty when it is a part. */
export function strayFrom(part: GraphQLSchema, whole: GraphQLSchema): string[] {
  return Object.values(part.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => strayType(type, whole.getType(type.name)))
}

function strayType(mine: GraphQLNamedType, theirs: GraphQLNamedType | undefined): string[] {
  if (!theirs) return [`${mine.name} is not there`]
  if (kindOf(mine) !== kindOf(theirs)) return [`${mine.name} is something else`]
  if (isEnumType(mine) && isEnumType(theirs))
    return mine
      .getValues()
      .filter(({ name }) => !theirs.getValue(name))
      .map(({ name }) => `${mine.name}.${name} is not there`)
  if (isObjectType(mine) && isObjectType(theirs))
    return Object.values(mine.getFields()).flatMap((field) =>
      strayField(`${mine.name}.${field.name}`, field, theirs.getFields()[field.name]),
    )
  if (isInputObjectType(mine) && isInputObjectType(theirs))
    return strayInputs(mine.name, Object.values(mine.getFields()), Object.values(theirs.getFields()))
  return []
}

function kindOf(type: GraphQLNamedType): string {
  return type.constructor.name
}

type AnyField = GraphQLField<unknown, unknown>

function strayField(where: string, mine: AnyField, theirs: AnyField | undefined): string[] {
  if (!theirs) return [`${where} is not there`]
  return [...strayTypeName(where, mine, theirs), ...strayInputs(where, mine.args, theirs.args)]
}

function strayTypeName(where: string, mine: { type: unknown }, theirs: { type: unknown }): string[] {
  const [one, other] = [String(mine.type), String(theirs.type)]
  return one === other ? [] : [`${where} is ${other}, not ${one}`]
}

type Input = GraphQLArgument | GraphQLInputField

/** What the other side insists on must be here too, or a document that is right here is wrong there. */
function strayInputs(where: string, mine: readonly Input[], theirs: readonly Input[]): string[] {
  const named = (list: readonly Input[], name: string) => list.find((one) => one.name === name)
  const stray = mine.flatMap((input) => {
    const other = named(theirs, input.name)
    return other ? strayTypeName(`${where}(${input.name})`, input, other) : [`${where}(${input.name}) is not there`]
  })
  const missed = theirs
    .filter((input) => (isRequiredArgument(input) || isRequiredInputField(input)) && !named(mine, input.name))
    .map((input) => `${where} lacks ${input.name}, which is required`)
  return [...stray, ...missed]
}
