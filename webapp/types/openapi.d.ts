// The API's document, as far as its page reads it. See https://spec.openapis.org/oas/v3.1.0.

export interface OpenApi {
  info: { title: string; version: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Answer> };
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, Answer | Reference>;
  security?: object[];
}

export interface Parameter {
  name: string;
  in: 'header' | 'path' | 'query';
  required: boolean;
  description?: string;
  example?: string;
  schema: Schema;
}

export interface Reference {
  $ref: string;
}

export interface Answer {
  description: string;
  content?: Record<string, Content>;
}

export interface Content {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
}

/** An operation and where it is. */
export interface Place {
  method: string;
  path: string;
  operation: Operation;
}
