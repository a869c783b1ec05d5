// biome-ignore lint/style/noDefaultExport: jest takes nothing else
export { teardown as default } from './jest-global-setup.ts';
