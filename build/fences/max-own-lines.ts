import type { Rule, SourceCode } from 'eslint';

/**
 * `own/max-own-lines`: a function has at most `max` lines of its own. Unlike ESLint's rule it does not count the functions
 * inside, so a service written as `createX(…)` with a handful of short functions is measured by those.
 */
export const maxOwnLines: Rule.RuleModule = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'integer', minimum: 1 }],
    messages: {
      tooLong: 'This function has {{lines}} lines of its own; the most is {{max}}. Give a part of it a name.',
    },
  },
  create(context) {
    const max = context.options[0] as number;
    const inside: Set<number>[] = [];
    const enter = (): void => void inside.push(new Set());
    const leave = (node: Rule.Node): void => {
      const nested = inside.pop() ?? new Set();
      const all = linesWithCode(context.sourceCode, node);
      const own = all.filter((line) => !nested.has(line));
      // What a nested function shares with its parent (its first and last line) is the parent's.
      for (const line of all.slice(1, -1)) inside.at(-1)?.add(line);
      if (own.length > max) {
        context.report({ node, messageId: 'tooLong', data: { lines: String(own.length), max: String(max) } });
      }
    };
    return {
      FunctionDeclaration: enter,
      FunctionExpression: enter,
      ArrowFunctionExpression: enter,
      'FunctionDeclaration:exit': leave,
      'FunctionExpression:exit': leave,
      'ArrowFunctionExpression:exit': leave,
    };
  },
};

/** Line numbers that hold a token, in order: neither blank lines nor comments. */
function linesWithCode(source: SourceCode, node: Rule.Node): readonly number[] {
  return [...new Set(source.getTokens(node).flatMap((token) => [token.loc.start.line, token.loc.end.line]))].sort(
    (a, b) => a - b,
  );
}
