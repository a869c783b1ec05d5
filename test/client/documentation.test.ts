import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { PAGES, pageUrl } from '../../src/contracts/index.ts';

const INDEX = fileURLToPath(new URL('../../src/client/index.ts', import.meta.url));
const STANDARDS = ['https://www.rfc-editor.org/rfc/rfc9110#field.retry-after'];

const program = ts.createProgram([INDEX], { allowImportingTsExtensions: true, noEmit: true });
const checker = program.getTypeChecker();
const index = checker.getSymbolAtLocation(program.getSourceFile(INDEX)!)!;
const exported = checker
  .getExportsOfModule(index)
  .map((symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  );

/** Every function that a caller can call: exported, or a call of the client. */
function functions(): [string, ts.Node][] {
  return exported.flatMap((symbol) =>
    (symbol.declarations ?? []).flatMap((node): [string, ts.Node][] => {
      if (ts.isFunctionDeclaration(node)) return [[symbol.name, node]];
      return ts.isInterfaceDeclaration(node) ? methodsOf(symbol.name, node) : [];
    }),
  );
}

function methodsOf(
  name: string,
  node: ts.InterfaceDeclaration | ts.TypeLiteralNode,
): [string, ts.Node][] {
  return node.members.flatMap((member): [string, ts.Node][] => {
    const path = `${name}.${member.name?.getText() ?? ''}`;
    if (ts.isMethodSignature(member)) return [[path, member]];
    const isGroup =
      ts.isPropertySignature(member) && member.type && ts.isTypeLiteralNode(member.type);
    return isGroup ? methodsOf(path, member.type as ts.TypeLiteralNode) : [];
  });
}

function commentOf(node: ts.Node): ts.JSDoc | undefined {
  return ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
}

const found = functions();

test('the functions of the client are found', () => {
  expect(found.length).toBeGreaterThan(28);
  expect(readFileSync(INDEX, 'utf8')).toContain('createClient');
});

test.each(found)('%s says what it promises and where that comes from', (_name, node) => {
  const comment = commentOf(node);
  const text = comment?.getText() ?? '';
  const page = /@see (\S+)/.exec(text)?.[1];

  expect(ts.getTextOfJSDocComment(comment?.comment)).toMatch(/^[A-Z].{10,}/);
  expect([...Object.values(PAGES).map(pageUrl), ...STANDARDS]).toContain(page);
});

test.each(
  found.filter(([, node]) => /: Promise<|: AsyncIterable</.test(node.getText().split('{\n')[0]!)),
)('%s says what it throws', (_name, node) => {
  expect(commentOf(node)?.getText()).toContain('@throws {');
});

test.each(exported.map(({ name, declarations = [] }) => [name, declarations[0]!] as const))(
  '%s has a sentence of its own',
  (_name, node) => {
    const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;

    expect(ts.getTextOfJSDocComment(commentOf(statement)?.comment)).toMatch(/^[A-Z@]/);
  },
);
