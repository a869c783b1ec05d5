import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A member of an interface, as its docstring tells of it. */
export interface DocumentedMember {
  readonly name: string;
  readonly description: string;
  /** The text of `@default`. */
  readonly byDefault: string;
}

/** The members of an interface in a source file, in order, with what their docstrings say. */
export function documentedMembers(file: URL, interfaceName: string): DocumentedMember[] {
  const source = ts.createSourceFile(
    file.pathname,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.ES2023,
    true,
  );
  const found = source.statements.find(
    (each): each is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(each) && each.name.text === interfaceName,
  );
  if (found === undefined) throw new Error(`${file.pathname} declares no ${interfaceName}`);
  return found.members.map((member) => {
    const [comment] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
    const byDefault = comment?.tags?.find((tag) => tag.tagName.text === 'default');
    return {
      name: member.name?.getText(source) ?? '',
      description: textOf(comment?.comment),
      byDefault: textOf(byDefault?.comment),
    };
  });
}

function textOf(comment: Parameters<typeof ts.getTextOfJSDocComment>[0]): string {
  return (ts.getTextOfJSDocComment(comment) ?? '').replaceAll(/\s+/g, ' ').trim();
}
