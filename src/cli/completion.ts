import type { Command, Option } from 'commander';

/** A shell that can be helped. */
export type Shell = 'bash' | 'zsh' | 'fish';

interface Entry {
  readonly name: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** What its arguments may be. */
  readonly values: readonly string[];
}

/** A script that completes the commands of a program, their options and the choices of these. */
export function completionScript(program: Command, shell: Shell): string {
  const shown = program.createHelp().visibleCommands(program);
  const entries = shown
    .filter((command) => command.name() !== 'help')
    .map((command) => ({
      name: command.name(),
      description: command.description(),
      options: [...command.options, ...command.createHelp().visibleOptions(command)].filter(
        (option, index, all) => all.findIndex(({ long }) => long === option.long) === index,
      ),
      values: command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
    }));
  return { bash, zsh, fish }[shell](program.name(), entries);
}

function bash(program: string, entries: readonly Entry[]): string {
  const words = entries.map(
    (entry) => `    ${entry.name}) words='${flagsOf(entry).concat(entry.values).join(' ')}' ;;`,
  );
  const choices = choicesOf(entries).map(
    ([command, flag, values]) => `    ${command}:${flag}) words='${values.join(' ')}' ;;`,
  );
  return `# bash completion of ${program}; written by: ${program} completion bash
_${identifier(program)}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" words
  case "$command" in
${words.join('\n')}
    *) words='' ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words='${entries.map(({ name }) => name).join(' ')} help --help --version'
  case "$command:\${COMP_WORDS[COMP_CWORD-1]}" in
${choices.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _${identifier(program)} ${program}
`;
}

function zsh(program: string, entries: readonly Entry[]): string {
  const commands = entries.map(({ name, description }) => `    ${quote(`${name}:${description}`)}`);
  const cases = entries.map(({ name, options, values }) => {
    const specs = options.map((option) => {
      const value = !takesValue(option)
        ? ''
        : option.argChoices === undefined
          ? ':value:_files'
          : `:value:(${option.argChoices.join(' ')})`;
      return quote(`${option.long ?? option.short}[${bracketless(option.description)}]${value}`);
    });
    const argument = values.length === 0 ? [] : [quote(`1:value:(${values.join(' ')})`)];
    return `    ${name}) _arguments ${[...specs, ...argument].join(' ')} ;;`;
  });
  return `#compdef ${program}
# zsh completion of ${program}; written by: ${program} completion zsh
_${identifier(program)}() {
  local -a commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT -= 1 ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _${identifier(program)} ${program}
`;
}

function fish(program: string, entries: readonly Entry[]): string {
  const lines = entries.flatMap(({ name, description, options, values }) => {
    const inside = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c ${program} -f -n __fish_use_subcommand -a ${name} -d ${fishQuote(description)}`,
      ...options.map((option) => {
        const flag = `${inside} -l ${(option.long ?? '').slice(2)} -d ${fishQuote(option.description)}`;
        if (!takesValue(option)) return flag;
        const { argChoices } = option;
        return argChoices === undefined ? `${flag} -r` : `${flag} -x -a '${argChoices.join(' ')}'`;
      }),
      ...(values.length === 0 ? [] : [`${inside} -f -a '${values.join(' ')}'`]),
    ];
  });
  return `# fish completion of ${program}; written by: ${program} completion fish\n${lines.join('\n')}\n`;
}

function flagsOf({ options }: Entry): string[] {
  return options.flatMap(({ long }) => (long === undefined ? [] : [long]));
}

function choicesOf(entries: readonly Entry[]): [string, string, readonly string[]][] {
  return entries.flatMap(({ name, options }) =>
    options.flatMap(({ long, argChoices }): [string, string, readonly string[]][] =>
      long && argChoices ? [[name, long, argChoices]] : [],
    ),
  );
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function identifier(program: string): string {
  return program.replace(/\W/g, '_');
}

function bracketless(text: string): string {
  return text.replace(/[[\]:]/g, ' ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fishQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
