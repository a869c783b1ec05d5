import { describe, expect, test } from 'vitest';
import {
  findLocality,
  findSpecialRange,
  findUrlProblem,
} from '../../src/server/domain/webhook-urls.ts';

const FORM = 'it must begin with https://';
const LOCAL = 'its host name is local';
const not = (range: string) => `its address is not public (${range})`;

test('a host with letters beyond ASCII is accepted however many URLs were judged before', () => {
  const problems = Array.from({ length: 100_000 }, (_, index) =>
    findUrlProblem(`https://example.com/hook/${index % 10}`),
  );

  expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  expect(findUrlProblem('https://bücher.example/hook')).toBeUndefined();
});

describe('findUrlProblem() accepts', () => {
  test.each([
    'https://example.com/rivya/webhook',
    'https://example.com',
    'HTTPS://EXAMPLE.COM/Hook',
    'https://example.com:8443/hook',
    'https://example.com./hook',
    'https://hooks.eu-1.example.co.uk/a/b?token=1&b=%20',
    'https://bücher.example/hook',
    'https://xn--bcher-kva.example/hook',
    'https://localhost.example.com/',
    'https://local.example.com/',
    'https://127.0.0.1.example.com/',
    'https://8.8.8.8/hook',
    'https://134744072/',
    'https://172.15.255.255/',
    'https://172.32.0.0/',
    'https://[2606:4700:4700::1111]/hook',
    'https://[::ffff:8.8.8.8]/',
    'https://example.com/?at=a@b',
  ])('%s', (url) => {
    expect(findUrlProblem(url)).toBeUndefined();
  });
});

describe('findUrlProblem() refuses', () => {
  test.each([
    // The scheme and the form.
    ['http://example.com/hook', FORM],
    ['ftp://example.com/', FORM],
    ['javascript:alert(1)', FORM],
    ['example.com/hook', FORM],
    ['//example.com/hook', FORM],
    ['https:example.com', FORM],
    [' https://example.com', FORM],
    ['https://', 'it cannot be read as a URL'],
    ['https:///example.com', 'it cannot be read as a URL'],
    ['https://example.com:99999/', 'it cannot be read as a URL'],
    ['https://exa mple.com/', 'it must have no spaces, backslashes or controls'],
    ['https://example.com/a\nb', 'it must have no spaces, backslashes or controls'],
    ['https://example.com\\@127.0.0.1/', 'it must have no spaces, backslashes or controls'],
    ['https://exam\u00adple.com/', 'it must have no spaces, backslashes or controls'],
    ['https://a..example.com/', 'its host name has an empty part'],
    ['https://example.com../', 'its host name has an empty part'],
    ['see https://example.com/', FORM],
    ['https://example.com/#part', 'it must have no fragment'],
    ['https://example.com/#', 'it must have no fragment'],
    ['https://user:secret@example.com/', 'it must have no credentials'],
    ['https://user@example.com/', 'it must have no credentials'],
    ['https://@example.com/', 'it must have no credentials'],
    // Local names.
    ['https://localhost/hook', LOCAL],
    ['https://LOCALHOST:3000/', LOCAL],
    ['https://localhost./', LOCAL],
    ['https://ＬＯＣＡＬＨＯＳＴ/', LOCAL],
    ['https://loc%61lhost/', LOCAL],
    ['https://app.localhost/', LOCAL],
    ['https://localhost.localdomain/', LOCAL],
    ['https://printer.local/', LOCAL],
    ['https://printer.local./', LOCAL],
    ['https://metadata.google.internal/', LOCAL],
    ['https://nas.lan/', LOCAL],
    ['https://router.home.arpa/', LOCAL],
    ['https://intranet/', LOCAL],
    // IPv4 in every spelling.
    ['https://127.0.0.1/', not('loopback')],
    ['https://127.255.255.254/', not('loopback')],
    ['https://127.0.0.1./', not('loopback')],
    ['https://127.1/', not('loopback')],
    ['https://2130706433/', not('loopback')],
    ['https://0x7f000001/', not('loopback')],
    ['https://0x7f.0.0.1/', not('loopback')],
    ['https://0177.0.0.1/', not('loopback')],
    ['https://017700000001/', not('loopback')],
    ['https://①②⑦.⓪.⓪.①/', not('loopback')],
    ['https://127。0。0。1/', not('loopback')],
    ['https://%31%32%37.0.0.1/', not('loopback')],
    ['https://0.0.0.0/', not('unspecified')],
    ['https://0/', not('unspecified')],
    ['https://10.1.2.3/', not('private')],
    ['https://0xa000001/', not('private')],
    ['https://012.0.0.1/', not('private')],
    ['https://172.16.0.1/', not('private')],
    ['https://172.31.255.255/', not('private')],
    ['https://192.168.1.1/', not('private')],
    ['https://192.168.257/', not('private')],
    ['https://169.254.169.254/latest/meta-data', not('linkLocal')],
    ['https://100.64.0.1/', not('carrierGradeNat')],
    ['https://192.0.0.8/', not('reserved')],
    ['https://192.0.2.1/', not('reserved')],
    ['https://198.18.0.1/', not('reserved')],
    ['https://198.51.100.1/', not('reserved')],
    ['https://203.0.113.1/', not('reserved')],
    ['https://240.0.0.1/', not('reserved')],
    ['https://224.0.0.1/', not('multicast')],
    ['https://255.255.255.255/', not('broadcast')],
    // IPv6, mapped and translated.
    ['https://[::1]/', not('loopback')],
    ['https://[0:0:0:0:0:0:0:1]/', not('loopback')],
    ['https://[::]/', not('unspecified')],
    ['https://[::ffff:127.0.0.1]/', not('loopback')],
    ['https://[::ffff:7f00:1]/', not('loopback')],
    ['https://[0:0:0:0:0:ffff:a00:1]/', not('private')],
    ['https://[::127.0.0.1]/', not('reserved')],
    ['https://[::ffff:0:127.0.0.1]/', not('rfc6145')],
    ['https://[64:ff9b::127.0.0.1]/', not('rfc6052')],
    ['https://[64:ff9b:1::a00:1]/', not('rfc6052')],
    ['https://[2002:7f00:1::]/', not('6to4')],
    ['https://[2001:0:7f00:1::]/', not('teredo')],
    ['https://[fe80::1]/', not('linkLocal')],
    ['https://[fec0::1]/', not('deprecatedSiteLocal')],
    ['https://[fc00::1]/', not('uniqueLocal')],
    ['https://[fd12:3456:789a::1]/', not('uniqueLocal')],
    ['https://[ff02::1]/', not('multicast')],
    ['https://[2001:db8::1]/', not('reserved')],
    ['https://[4000::1]/', not('reserved')],
    ['https://[fe80::1%25eth0]/', 'it cannot be read as a URL'],
  ])('%s', (url, problem) => {
    // The address is as the parser reads it, whatever its spelling.
    expect(findUrlProblem(url)?.replace(/address \S+ is/, 'address is')).toBe(problem);
  });
});

test.each([
  ['localhost..', LOCAL],
  ['127.0.0.1.', 'its address 127.0.0.1 is not public (loopback)'],
  ['[::1]', 'its address ::1 is not public (loopback)'],
  ['example.com', undefined],
])('the host %s is judged: %s', (host, problem) => {
  expect(findLocality(host)).toBe(problem);
});

describe('With local URLs allowed', () => {
  test.each([
    'http://127.0.0.1:3000/hook',
    'http://localhost:3000/hook',
    'https://localhost/hook',
    'http://[::1]:3000/',
    'http://receiver:8080/hook',
    'http://192.168.1.20/',
    'https://example.com/hook',
  ])('%s is accepted', (url) => {
    expect(findUrlProblem(url, { allowLocal: true })).toBeUndefined();
  });

  test.each([
    ['http://example.com/hook', FORM],
    ['http://8.8.8.8/hook', FORM],
    ['http://user@localhost/', 'it must have no credentials'],
    ['http://localhost/#part', 'it must have no fragment'],
    ['ws://localhost/', FORM],
  ])('%s is refused all the same', (url, problem) => {
    expect(findUrlProblem(url, { allowLocal: true })).toBe(problem);
  });
});

test.each([
  ['93.184.216.34', undefined],
  ['2606:4700:4700::1111', undefined],
  ['::ffff:10.0.0.1', 'private'],
  ['fe80::1%eth0', 'linkLocal'],
  ['::1', 'loopback'],
] as const)('an address that a name leads to, %s, is of the range %s', (address, range) => {
  expect(findSpecialRange(address)).toBe(range);
});
